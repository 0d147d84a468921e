"""The audit log: the records of events (`portal.events`) as people read them, and refusals.

No code changes or deletes a record, and infra/function.yaml denies the deployed role the requests
that would.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from portal import clock
from portal.accounts.items import Profile
from portal.dynamo import AlreadyExists, BadCursor, Page, page
from portal.events.items import Event
from portal.events.recording import new_event, record
from portal.request_context import current

__all__ = ["record"]

logger = logging.getLogger(__name__)

ACCOUNT_CREATED = "account_created"
ACCOUNT_DELETED = "account_deleted"
SIGNED_IN = "signed_in"
SIGN_IN_REFUSED = "sign_in_refused"
CREDENTIAL_REFUSED = "credential_refused"
SIGNED_OUT = "signed_out"
ROLE_CHANGED = "role_changed"
SESSIONS_ENDED = "sessions_ended"
KEY_CREATED = "key_created"
KEY_REVOKED = "key_revoked"
USER_DISABLED = "user_disabled"
USER_ENABLED = "user_enabled"
GROUP_MAPPING_ADDED = "group_mapping_added"
GROUP_MAPPING_CHANGED = "group_mapping_changed"
GROUP_MAPPING_DELETED = "group_mapping_deleted"
# `details` name the member: `person`, `email`.
TEAM_CREATED = "team_created"
TEAM_EDITED = "team_edited"
TEAM_DELETED = "team_deleted"
TEAM_MEMBER_ADDED = "team_member_added"
TEAM_MEMBER_REMOVED = "team_member_removed"  # `stays through groups`
TEAM_LEFT = "team_left"  # `stays through groups`
TEAM_OWNER_ADDED = "team_owner_added"
TEAM_OWNER_REMOVED = "team_owner_removed"
TEAM_HANDED_OVER = "team_handed_over"
# Every service adds its own (`declare`).
EVENTS = [
    ACCOUNT_CREATED,
    ACCOUNT_DELETED,
    SIGNED_IN,
    SIGN_IN_REFUSED,
    CREDENTIAL_REFUSED,
    SIGNED_OUT,
    ROLE_CHANGED,
    SESSIONS_ENDED,
    KEY_CREATED,
    KEY_REVOKED,
    USER_DISABLED,
    USER_ENABLED,
    GROUP_MAPPING_ADDED,
    GROUP_MAPPING_CHANGED,
    GROUP_MAPPING_DELETED,
    TEAM_CREATED,
    TEAM_EDITED,
    TEAM_DELETED,
    TEAM_MEMBER_ADDED,
    TEAM_MEMBER_REMOVED,
    TEAM_LEFT,
    TEAM_OWNER_ADDED,
    TEAM_OWNER_REMOVED,
    TEAM_HANDED_OVER,
]

# Refusals cost whoever provokes them nothing. Of one reason at one provider, at most this many
# entries a minute are kept, each for a different part of the internet; the process log has every
# one.
REFUSALS_PER_MINUTE = 8
# A process asks DynamoDB once for each, so that a flood of refusals does not hold up the writes of
# others to the same partition. Forgotten when it is full.
_noted: set[str] = set()
MOST_NOTED = 10_000


def declare(*events: str) -> None:
    """Make a service's events known, so that the log can be filtered by them."""
    EVENTS.extend(event for event in events if event not in EVENTS)


def record_refusal(
    reason: str,
    *,
    provider: str,
    event: str = SIGN_IN_REFUSED,
    person: str = "",
    details: dict[str, str] | None = None,
) -> None:
    """Note that a sign-in or a credential (`event`) was refused: at most 8 entries a minute for
    one reason at one provider, plus one for each person (`USER#…`) who was vouched for.

    At most one PutItem.
    """
    details = details or {}
    source_ip = current().source_ip
    logger.warning("%s: %s at %s from %s %s", event, reason, provider, source_ip, details)
    at = clock.now()
    minute = clock.stamp(at.replace(second=0, microsecond=0))
    slot = person or str(_number(source_ip) % REFUSALS_PER_MINUTE)
    # What failed at a provider is a reason of its own.
    kind = "#".join([reason, *(details[name] for name in ("step", "cause") if name in details)])
    sk = f"{minute}#{kind}#{provider}#{slot}"
    if sk in _noted:
        return
    if len(_noted) >= MOST_NOTED:
        _noted.clear()
    entry = new_event(
        event, subject=person, details={"reason": reason, "provider": provider, **details}, at=at
    )
    entry.sk = sk
    # One like it of this minute is enough.
    with suppress(AlreadyExists):
        entry.create()
    _noted.add(sk)


def address_of(person: Profile, *, by: Profile) -> dict[str, Any]:
    """Return the detail by which an entry about somebody else is read: their e-mail address."""
    return {"email": person.email} if person.user_id != by.user_id else {}


def by_month(
    month: str | None = None, *, limit: int = 50, cursor: str | None = None
) -> Page[Event]:
    """Return a page of one month ("2026-01", this one by default), newest first.

    One Query, or two where the newer kind of records ends.
    """
    partitions = Event.partitions(month or f"{clock.now():%Y-%m}")
    return _page_through(partitions, limit=limit, cursor=cursor)


def _page_through(
    partitions: Sequence[str], *, limit: int, cursor: str | None, where: Condition | None = None
) -> Page[Event]:
    """Return a page of several partitions, one after the other; the cursor names the partition."""
    position, _, inner = (cursor or "0.").partition(".")
    if position not in map(str, range(len(partitions))):
        raise BadCursor
    items: list[Event] = []
    for number in range(int(position), len(partitions)):
        found = page(
            Event,
            partitions[number],
            where=where,
            limit=limit - len(items),
            cursor=inner or None,
            newest_first=True,
        )
        items, inner = [*items, *found], ""
        if found.next_cursor:
            return Page(items, f"{number}.{found.next_cursor}")
        if len(items) == limit and number + 1 < len(partitions):
            return Page(items, f"{number + 1}.")
    return Page(items)


def by_subject(
    subject: str,
    *,
    details: Mapping[str, Any] | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Event]:
    """Return a page of the records about one subject (`USER#…`, `API#…`), newest first. One Query.

    Only those that have these `details`, so that a page may come short of `limit`.
    """
    where: Condition | None = None
    for name, value in (details or {}).items():
        # As the JSON of details has it.
        condition = Path("details").contains(f"{json.dumps(name)}: {json.dumps(value)}")
        where = condition if where is None else where & condition
    partition = Event.index_partition(subject)
    return page(
        Event,
        partition,
        where=where,
        index=True,
        limit=limit,
        cursor=cursor,
        newest_first=True,
    )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
