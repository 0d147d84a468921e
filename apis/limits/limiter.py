"""Take calls from a subject's limits, for one process.

What passes is exact: every call is counted in DynamoDB before it passes, by one conditional write.
Where only quotas of 200 calls or more limit a subject that calls often, a process counts some calls
in advance (a lease) and lets them pass without a write; one that dies strands the rest of its
lease, never more. A refusal is remembered, so that a flood of refused calls costs nothing; for a
minute at most, so that a raised limit counts soon.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from apis.limits import counting
from apis.limits.items import Counter
from apis.limits.policies import SECOND, Limits, Refusal, Standing, Window
from portal.dynamo import Conflict, Unavailable
from portal.dynamo.backoff import pause

LEASED_FROM = 200
# A lease is at most this part of what remains, so that many processes end together.
SHARE = 32
# A subject is busy where its last lease was used up within this time.
BUSY = 10 * SECOND
REMEMBERED = 60 * SECOND
MOST_SUBJECTS = 10_000
ATTEMPTS = 16
# Before it waits between them.
ATTEMPTS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of asking for one call: it may pass, or `refusal` says why not and until when."""

    standings: tuple[Standing, ...]
    refusal: Refusal | None = None
    # To give it back: the windows it was counted in, and until when it made the bucket busy.
    windows: dict[Window, str] = field(default_factory=dict)
    busy_until: int = 0


@dataclass(slots=True)
class _Held:
    """What a process knows of a subject: its counter as it was seen last, and its lease."""

    counter: Counter
    seen_at: int = 0
    unused: int = 0
    windows: dict[Window, str] = field(default_factory=dict)
    lease: int = 1
    leased_at: int = 0


def _system_clock() -> int:
    return time.time_ns() // 1000


class Limiter:
    """Counts the calls of many subjects. Safe for threads.

    `clock` returns microseconds since 1970.
    """

    def __init__(self, clock: Callable[[], int] = _system_clock) -> None:
        self._clock = clock
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._lock = Lock()

    def take(self, subject: str, limits: Limits, *, seen: Counter | None = None) -> Taken:
        """Count one call of a subject where its limits let it pass.

        `seen` is its counter where the caller has just read it, which saves an attempt. Raises
        `Unavailable` where DynamoDB does not answer, or too many count at once. One UpdateItem as
        a rule, none for a leased call or where the last answer says enough, two for the first.
        """
        now = self._clock()
        if limits == Limits():
            return Taken(())
        with self._lock:
            held = self._hold(subject, seen, now)
            if self._uses_lease(held, limits, now):
                return _passed(held, limits, now)
            refusal = self._remembered_refusal(held, limits, now)
            if refusal:
                return _refused(held, limits, refusal, now)
            counter = held.counter.copy()
        return self._count(held, counter, limits)

    def look(self, subject: str, limits: Limits, *, seen: Counter | None = None) -> Taken:
        """Return what this process knows of a subject, and count nothing.

        A refusal where `take` would refuse without asking DynamoDB. No request.
        """
        now = self._clock()
        with self._lock:
            held = self._hold(subject, seen, now)
            is_leased = held.unused and _leases(limits)
            refusal = None if is_leased else self._remembered_refusal(held, limits, now)
            return _refused(held, limits, refusal, now)

    def give_back(
        self, subject: str, limits: Limits, taken: Taken, *, with_rate: bool = False
    ) -> Taken:
        """Take a call out of the quotas it was counted in: it never reached the upstream.

        The rate keeps it, unless `with_rate`. Return where the subject stands then. At most one
        UpdateItem as a rule, none for a leased call.
        """
        now = self._clock()
        windows, rate = dict(taken.windows), limits.rate if with_rate else None
        with self._lock:
            held = self._hold(subject, None, now)
            if _leases(limits) and windows and held.windows == windows:
                held.unused += 1
                return _refused(held, limits, None, now)
            counter = held.counter.copy()
        if rate and taken.busy_until <= now:
            # What it took has been refilled, or would have been.
            rate = None
        while windows or rate:
            write = counting.giving_back(windows, rate)
            try:
                counter.upsert(*write.actions, condition=write.condition)
                break
            except Conflict as conflict:
                # Of a window that is over there is nothing to give back.
                counter = Counter.of(subject)
                counter.take_over(conflict.stored)
                windows = {w: named for w, named in windows.items() if counter.named(w) == named}
                rate = rate if counter.busy_until else None
        self._see(held, counter)
        return _refused(held, limits, None, now)

    def _remembered_refusal(self, held: _Held, limits: Limits, now: int) -> Refusal | None:
        """Return why no call passes, where that was seen in the last minute.

        Counts only grow: what was full is full, but for calls that others gave back.
        """
        if now - held.seen_at >= REMEMBERED:
            return None
        return counting.refusal(held.counter, limits, now)

    def _hold(self, subject: str, seen: Counter | None, now: int) -> _Held:
        held = self._held.get(subject)
        if held is None:
            counter = Counter.of(subject) if seen is None else seen
            held = _Held(counter, seen_at=0 if seen is None else now)
            self._held[subject] = held
        self._held.move_to_end(subject)
        if len(self._held) > MOST_SUBJECTS:
            self._held.popitem(last=False)
        return held

    def _uses_lease(self, held: _Held, limits: Limits, now: int) -> bool:
        """Take a call from the lease, where there is one that still counts."""
        if not held.unused or not _leases(limits):
            return False
        is_over = any(
            held.windows.get(window) != counting.window_at(held.counter, window, now)
            or held.counter.used(window) > quota
            for window, quota in limits.quotas
        )
        # It was counted in a window that is over, or when the limits were higher.
        held.unused = 0 if is_over else held.unused - 1
        return not is_over

    def _count(self, held: _Held, counter: Counter, limits: Limits) -> Taken:
        for attempt in range(ATTEMPTS):
            now = self._clock()
            refusal = counting.refusal(counter, limits, now)
            if refusal and attempt:
                self._see(held, counter)
                return _refused(held, limits, refusal, now)
            count = 1 if refusal else _lease(held, counter, limits, now)
            write = counting.taking(counter, limits, now, count)
            try:
                counter.upsert(*write.actions, condition=write.condition)
            except Conflict as conflict:
                counter.take_over(conflict.stored)
                if attempt >= ATTEMPTS_AT_ONCE:
                    pause(attempt - ATTEMPTS_AT_ONCE)
                continue
            self._see(held, counter)
            with self._lock:
                windows = {window: counter.named(window) for window, _ in limits.quotas}
                kept = held.unused if held.windows == windows else 0
                held.unused, held.windows = kept + count - 1, windows
                held.lease, held.leased_at = count, now
                return _passed(held, limits, now, int(counter.busy_until or 0))
        raise Unavailable("too many calls are counted at once")

    def _see(self, held: _Held, counter: Counter) -> None:
        with self._lock:
            held.counter, held.seen_at = counter, self._clock()


def _leases(limits: Limits) -> bool:
    quotas = [quota for _, quota in limits.quotas]
    return limits.rate is None and bool(quotas) and min(quotas) >= LEASED_FROM


def _lease(held: _Held, counter: Counter, limits: Limits, now: int) -> int:
    """Return how many calls to count now: this one, and those in advance.

    Twice as many as the last time where those were used up soon, fewer where they were not.
    """
    if not _leases(limits):
        return 1
    is_busy = held.leased_at and now - held.leased_at < BUSY
    wanted = held.lease * 2 if is_busy else held.lease // 4
    share = (counting.left(counter, limits, now) or 0) // SHARE
    return max(1, min(wanted, share))


def _passed(held: _Held, limits: Limits, now: int, busy_until: int = 0) -> Taken:
    windows = {window: held.counter.named(window) for window, _ in limits.quotas}
    return Taken(_standings(held, limits, now), None, windows, busy_until)


def _refused(held: _Held, limits: Limits, refusal: Refusal | None, now: int) -> Taken:
    return Taken(_standings(held, limits, now), refusal)


def _standings(held: _Held, limits: Limits, now: int) -> tuple[Standing, ...]:
    unused = held.unused if _leases(limits) else 0
    return tuple(counting.standings(held.counter, limits, now, unused))
