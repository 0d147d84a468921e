"""What the audit log has of refused sign-ins."""

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
