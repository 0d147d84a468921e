"""The audit log: who did what, when and from where. Entries are only ever added.

No code changes or deletes an entry, and infra/function.yaml denies the deployed role the requests
that would.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from portal import clock
from portal.accounts.items import AuditEntry, Profile
from portal.dynamo import AlreadyExists, Page, Transaction, page
from portal.request_context import current

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


def record(
    event: str,
    *,
    actor: Profile | None = None,
    subject: str = "",
    details: dict[str, Any] | None = None,
    within: Transaction | None = None,
) -> None:
    """Add an entry: `actor` did `event` to `subject` (`USER#…`, `API#…`; the actor by default).

    The source address is that of the request, or of the request that asked for the job.

    One PutItem, or part of the transaction `within`, so that the fact and its entry are stored
    together or not at all.
    """
    at = clock.now()
    entry = _entry(event, at, f"{clock.stamp(at)}#{secrets.token_hex(4)}", details)
    if actor:
        entry.actor, entry.actor_email = actor.ref, actor.email
    entry.subject = subject or entry.actor
    _index(entry)
    if within:
        within.create(entry)
    else:
        entry.create()


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
    entry = _entry(event, at, sk, {"reason": reason, "provider": provider, **details})
    entry.subject = person
    _index(entry)
    # One like it of this minute is enough.
    with suppress(AlreadyExists):
        entry.create()
    _noted.add(sk)


def address_of(person: Profile, *, by: Profile) -> dict[str, Any]:
    """Return the detail by which an entry about somebody else is read: their e-mail address."""
    return {"email": person.email} if person.user_id != by.user_id else {}


def by_month(
    month: str | None = None, *, limit: int = 50, cursor: str | None = None
) -> Page[AuditEntry]:
    """Return a page of one month ("2026-01", this one by default), newest first. One Query."""
    partition = f"{AuditEntry.PREFIX}{month}" if month else AuditEntry.partition(clock.now())
    return page(AuditEntry, partition, limit=limit, cursor=cursor, newest_first=True)


def by_subject(
    subject: str,
    *,
    details: Mapping[str, Any] | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Return a page of what befell one subject (`USER#…`, `API#…`), newest first. One Query.

    Only entries that have these `details`, so that a page may come short of `limit`.
    """
    where: Condition | None = None
    for name, value in (details or {}).items():
        # As the JSON of details has it.
        condition = Path("details").contains(f"{json.dumps(name)}: {json.dumps(value)}")
        where = condition if where is None else where & condition
    partition = AuditEntry.index_partition(subject)
    return page(
        AuditEntry,
        partition,
        where=where,
        index=True,
        limit=limit,
        cursor=cursor,
        newest_first=True,
    )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def _entry(event: str, at: datetime, sk: str, details: dict[str, Any] | None) -> AuditEntry:
    return AuditEntry(
        AuditEntry.partition(at),
        sk,
        event=event,
        at=at,
        source_ip=current().source_ip,
        details=details or {},
    )


def _index(entry: AuditEntry) -> None:
    """Give the entry its place under what it is about, else under who did it."""
    about = entry.subject or entry.actor
    if about:
        entry.gsi1_pk = AuditEntry.index_partition(about)
        entry.gsi1_sk = clock.stamp(entry.at)
