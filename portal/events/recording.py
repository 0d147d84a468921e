"""Adding the record of a fact to the transaction that stores the fact."""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from portal import clock
from portal.dynamo import Transaction, transaction
from portal.events import outbox
from portal.events.items import Event, OutboxEntry, bounded
from portal.request_context import current

logger = logging.getLogger(__name__)

# Events that events cause carry their depth; one deeper than this is recorded and goes no further.
MAX_DEPTH = 5


class Actor(Protocol):
    """Who did it: a key like `USER#1f…`, and an address that people know them by."""

    @property
    def ref(self) -> str: ...

    @property
    def email(self) -> str: ...


def record(
    kind: str,
    *,
    actor: Actor | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    within: Transaction | None = None,
) -> Event:
    """Record that `actor` did `kind` to `subject` (`USER#…`, `API#…`; the actor by default).

    `details` are ids and small values; of more than 8 KB, long lists and texts are cut. The source
    address is that of the request, or of the request that asked for the job.

    Two writes of the transaction `within`, so that fact, record and outbox entry are stored
    together or not at all; without it, a transaction of its own. After the commit one Publish and
    one DeleteItem, whose failure costs the caller nothing.
    """
    event = new_event(kind, actor=actor, subject=subject, details=details)
    if within is None:
        with transaction() as writes:
            _add(writes, event)
    else:
        _add(within, event)
    return event


def new_event(
    kind: str,
    *,
    actor: Actor | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Return a record that is not stored yet, under an id of its own."""
    at = at or clock.now()
    event_id = secrets.token_hex(16)
    event = Event(
        Event.partition(at),
        f"{clock.stamp(at)}#{event_id[:8]}",
        event_id=event_id,
        kind=kind,
        at=at,
        actor=actor.ref if actor else "",
        subject=subject or (actor.ref if actor else ""),
        actor_email=actor.email if actor else "",
        source_ip=current().source_ip,
        details=bounded(details or {}),
        depth=current().event_depth,
    )
    if event.subject:
        event.gsi1_pk = Event.index_partition(event.subject)
        event.gsi1_sk = clock.stamp(at)
    return event


def _add(writes: Transaction, event: Event) -> None:
    writes.create(event)
    if event.depth > MAX_DEPTH:
        logger.error("Events cause each other: %s goes no further", event.message)
        return
    entry = OutboxEntry.of(event)
    writes.create(entry)
    writes.after_commit(lambda: outbox.publish(event, entry))
