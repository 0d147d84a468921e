"""What a plan limits, and where a subject stands with each limit.

Times are whole microseconds since 1970: integers add up exactly, and DynamoDB compares them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000_000
HOUR = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: `burst` calls at once, refilled by `calls` in each `seconds`."""

    calls: int
    seconds: int
    burst: int

    @property
    def name(self) -> str:
        return {1: "second", 60: "minute", 3600: "hour"}.get(self.seconds, "rate")

    @property
    def interval(self) -> int:
        """Microseconds until one more call may pass; rounded up, so that never too many do."""
        return -(-self.seconds * SECOND // self.calls)

    @property
    def tolerance(self) -> int:
        """How far ahead of its clock a full burst takes the bucket before the last call of it."""
        return (self.burst - 1) * self.interval


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit. `per_day` and `per_month` are those of the UTC calendar."""

    rate: Rate | None = None
    per_day: int | None = None
    per_month: int | None = None

    @property
    def quotas(self) -> "Iterator[tuple[Window, int]]":
        for window, quota in ((DAY, self.per_day), (MONTH, self.per_month)):
            if quota is not None:
                yield window, quota


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the calendar that a quota counts in; `form` names one of them so that later ones
    sort after earlier ones."""

    name: str
    form: str
    # Of the attribute that holds how many calls are counted in it.
    count_name: str

    def at(self, now: int) -> str:
        return _named(self.form, now // HOUR)

    def ends(self, named: str) -> int:
        """Return when the window of this name ends."""
        return _bounds(self, named)[1]

    def seconds(self, named: str) -> int:
        begins, ends = _bounds(self, named)
        return (ends - begins) // SECOND


@lru_cache(maxsize=64)
def _named(form: str, hour: int) -> str:
    """Return the name of the window that an hour since 1970 lies in: each begins with one."""
    return _moment(hour * HOUR).strftime(form)


@lru_cache(maxsize=256)
def _bounds(window: Window, named: str) -> tuple[int, int]:
    """Return when the window of this name begins and ends."""
    begins = datetime.strptime(named, window.form).replace(tzinfo=UTC)
    if window is DAY:
        return _microseconds(begins), _microseconds(begins + timedelta(days=1))
    return _microseconds(begins), _microseconds((begins + timedelta(days=32)).replace(day=1))


DAY = Window("day", "%Y-%m-%d", "day_used")
MONTH = Window("month", "%Y-%m", "month_used")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subject stands with one policy: `remaining` calls until `resets_at`, which for a
    rate is when its bucket is full again, or when one more may pass where none is left."""

    name: str
    quota: int
    window_seconds: int
    remaining: int
    resets_at: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The policies that let no call pass, and from when on one may."""

    by: tuple[str, ...]
    until: int


def _moment(now: int) -> datetime:
    return datetime.fromtimestamp(now / SECOND, UTC)


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND
