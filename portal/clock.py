"""Time as items hold it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime | None = None) -> str:
    """Return a moment (now by default) as ISO 8601 in UTC with microseconds: it sorts as text."""
    return (moment or now()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def epoch(moment: datetime | None = None) -> int:
    """Return a moment (now by default) in seconds since 1970, as DynamoDB's TTL wants it."""
    return int((moment or now()).timestamp())
