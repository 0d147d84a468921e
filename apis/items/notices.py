"""What the life of an API or of a version means for its readers, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from apis.items.statuses import DEPRECATED, DRAFT, RETIRED

# What a status means: the level of an alert, a title and a text.
NOTICES = {
    DRAFT: ("info", "This {} is a draft.", "Only its owners see it until it is published."),
    DEPRECATED: (
        "warning",
        "This {} is deprecated.",
        "It still answers. Plan your move, and do not build anything new upon it.",
    ),
    RETIRED: (
        "error",
        "This {} is retired.",
        "It no longer answers. Its reference stays for those who maintain old callers.",
    ),
}


@dataclass(frozen=True)
class Notice:
    """What a page says above everything else; `level` is that of an alert."""

    level: str
    title: str
    text: str


class Announced(Protocol):
    """What was announced of a version (`apis.items.ApiVersion`)."""

    status: str
    deprecated_from: datetime | None
    sunset_at: datetime | None
    successor: str
    deprecation_reason: str

    @property
    def is_announced(self) -> bool: ...

    @property
    def is_past_sunset(self) -> bool: ...


def notice_of(what: str, status: str) -> Notice | None:
    """Return what the status of an "API" or a "version" means; nothing of an active one."""
    if status not in NOTICES:
        return None
    level, title, text = NOTICES[status]
    return Notice(level, title.format(what), text)


def notice_of_version(version: Announced, what: str = "version") -> Notice | None:
    """Return what a version's status and dates mean; nothing of an active one.

    `what` is "API" where the version is the API's current one, and it is told of the API.
    """
    stands = notice_of(what, version.status)
    if version.is_announced:
        stands = Notice("warning", f"This {what} will be deprecated.", "")
    if stands is None or version.status == DRAFT:
        return stands
    told = _dates(version) if version.status != RETIRED else [stands.text]
    return Notice(stands.level, stands.title, " ".join([*told, *_way_on(version)]))


def day(moment: datetime) -> str:
    """Return the day of a moment in UTC: "1 March 2027"."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y}"


def _dates(version: Announced) -> Iterable[str]:
    if version.sunset_at is None and not version.is_announced:
        yield NOTICES[DEPRECATED][2]
    if version.deprecated_from is not None:
        since = "from" if version.is_announced else "since"
        yield f"Deprecated {since} {day(version.deprecated_from)}."
    if version.is_past_sunset and version.sunset_at is not None:
        yield f"It was to stop answering on {day(version.sunset_at)}, and may at any moment."
    elif version.sunset_at is not None:
        yield f"It stops answering at the end of {day(version.sunset_at)} (UTC)."


def _way_on(version: Announced) -> Iterable[str]:
    if version.successor:
        yield f"Move to {version.successor}."
    if version.deprecation_reason:
        yield version.deprecation_reason
