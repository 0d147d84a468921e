"""The record of a fact, and the outbox entry that says it is still to be published."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from portal import clock
from portal.dynamo import PlainItem, UsersTable


class Event(PlainItem):
    """One fact, never changed: `EVENT#{yyyy-mm} / {time}#{id}`. In the index under its subject.

    Records from before there were events have the key `AUDIT#{yyyy-mm}` and no id; they are read
    alike.
    """

    Meta = UsersTable
    PARTITION = "EVENT#"
    PARTITION_BEFORE = "AUDIT#"

    event_id = UnicodeAttribute(attr_name="id", default="")
    kind = UnicodeAttribute(attr_name="event")
    at = UTCDateTimeAttribute()
    actor = UnicodeAttribute(default="")
    actor_email = UnicodeAttribute(attr_name="actorEmail", default="")
    subject = UnicodeAttribute(default="")
    source_ip = UnicodeAttribute(attr_name="sourceIp", default="")
    details = JSONAttribute(default=dict)
    # How many events led to this one, one causing the next: 0 for what a person did.
    depth = NumberAttribute(default=0)

    @classmethod
    def partitions(cls, month: str) -> tuple[str, str]:
        """Return the partitions of a month ("2026-01"), the newer kind first."""
        return f"{cls.PARTITION}{month}", f"{cls.PARTITION_BEFORE}{month}"

    @classmethod
    def partition(cls, moment: datetime) -> str:
        return f"{cls.PARTITION}{moment:%Y-%m}"

    @staticmethod
    def index_partition(subject: str) -> str:
        return f"{subject}#AUDIT"

    @property
    def month(self) -> str:
        return self.pk.partition("#")[2]

    @property
    def label(self) -> str:
        """The kind in words: "Role changed"."""
        return kind_label(self.kind)

    @property
    def details_in_words(self) -> str:
        """The details in words: "from: viewer; to: developer"."""
        return "; ".join(f"{name}: {in_words(value)}" for name, value in self.details.items())

    @property
    def message(self) -> dict[str, Any]:
        """The record as a message to subscribers, those outside the portal too.

        `subject` and `actor` are keys like `API#payments` and `USER#1f…`; `at` is ISO 8601 in UTC.
        The source address stays in the log.
        """
        return {
            "id": self.event_id,
            "kind": self.kind,
            "at": clock.stamp(self.at),
            "actor": self.actor,
            "actor_email": self.actor_email,
            "subject": self.subject,
            "details": self.details,
            "depth": int(self.depth),
        }

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Self:
        """Return the event in a message. Raises `KeyError`, `TypeError` or `ValueError`
        where it is none; members that this version of the portal does not know are left out."""
        return cls(
            event_id=str(message["id"]),
            kind=str(message["kind"]),
            at=datetime.fromisoformat(message["at"]),
            actor=str(message.get("actor", "")),
            actor_email=str(message.get("actor_email", "")),
            subject=str(message.get("subject", "")),
            details=dict(message.get("details") or {}),
            depth=int(message.get("depth", 0)),
        )


class OutboxEntry(PlainItem):
    """A record that may not be published yet: `OUTBOX / {time}#{id}`, gone once it is."""

    Meta = UsersTable
    PARTITION = "OUTBOX"

    event_pk = UnicodeAttribute(attr_name="eventPk")

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(cls.PARTITION, event.sk, event_pk=event.pk)

    @property
    def event_key(self) -> tuple[str, str]:
        return self.event_pk, self.sk


def kind_label(kind: str) -> str:
    """Return a kind of event in words: "Role changed", "API registered"."""
    words = kind.replace("_", " ").capitalize()
    return f"API{words[3:]}" if words.startswith("Api ") else words


def in_words(value: Any) -> str:
    """Return a detail of an event as people read it, whatever JSON it is."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(in_words(each) for each in value) or "none"
        case dict():
            return ", ".join(f"{name} {in_words(inner)}" for name, inner in value.items()) or "none"
        case None | "":
            return "none"
    return str(value)


def bounded(details: Mapping[str, Any], most_bytes: int = 8 * 1024) -> dict[str, Any]:
    """Return details that take at most so many bytes as JSON: long lists and texts are cut."""
    kept = dict(details)
    if len(json.dumps(kept)) > most_bytes:
        kept = {name: _cut(value) for name, value in kept.items()}
    if len(json.dumps(kept)) > most_bytes:
        kept = {"left out": sorted(kept)[:20]}
    return kept


def _cut(value: Any) -> Any:
    if isinstance(value, list) and len(value) > 10:
        return [*map(_cut, value[:10]), f"and {len(value) - 10} more"]
    if isinstance(value, str) and len(value) > 200:
        return f"{value[:200]}…"
    return value
