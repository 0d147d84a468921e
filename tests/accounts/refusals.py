"""Refused sign-ins, as people see them and as the audit log has them."""

from datetime import UTC, datetime

from django.test import Client

from portal.dynamo import page
from portal.events.items import Event


def refusals_of(client: Client) -> list[Event]:
    """Return the refused sign-ins of a browser by its address, the newest first."""
    ours = page(
        Event,
        Event.partition(datetime.now(UTC)),
        where=Event.source_ip == client.defaults["REMOTE_ADDR"],
        limit=5,
        # What other tests did in the same minute stands before a refusal.
        read_ahead=1000,
        newest_first=True,
    )
    return [each for each in ours if each.kind == "sign_in_refused"]


def assert_refused(answer, client: Client, reason: str, status: int = 403) -> None:
    """The page offers another try, nobody is signed in, and the log has this reason alone."""
    assert answer.status_code == status
    assert "Try again" in answer.content.decode()
    assert reasons_of(client) == [reason]
    assert client.get("/account/").status_code == 302


def reasons_of(client: Client) -> list[str]:
    return [each.details["reason"] for each in refusals_of(client)]
