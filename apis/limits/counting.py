"""Whether calls may pass, decided on what one counter holds, and the write that makes it so.

The write carries as its condition all that the decision relied on. Where the condition does not
hold, somebody counted meanwhile: the caller decides again on what stands there then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from apis.limits.items import COUNTS, NAMES, Counter
from apis.limits.policies import SECOND, Limits, Rate, Refusal, Standing, Window

# A bucket that is busy for longer than its burst by this much was written by a clock that was
# wrong: it counts as empty, so that nobody is locked out until that time has come.
CLOCK_FAULT = 60 * SECOND
# A counter is kept for as long after its last window began as that window can last.
KEPT = 40 * 24 * 3600


@dataclass(slots=True)
class Write:
    """What to change, on which conditions."""

    actions: list[Action] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    @property
    def condition(self) -> Condition | None:
        joined = None
        for each in self.conditions:
            joined = each if joined is None else joined & each
        return joined


def window_at(counter: Counter, window: Window, now: int) -> str:
    """Return the name of the window to count in: where another clock has gone on to the next one
    already, that one."""
    return max(counter.named(window), window.at(now))


def used_at(counter: Counter, window: Window, now: int) -> int:
    """Return how many calls are counted in the window that is open."""
    is_open = counter.named(window) == window_at(counter, window, now)
    return counter.used(window) if is_open else 0


def refusal(counter: Counter, limits: Limits, now: int) -> Refusal | None:
    """Return why the next call may not pass, None where it may."""
    refusing = {
        window.name: window.ends(window_at(counter, window, now))
        for window, quota in limits.quotas
        if used_at(counter, window, now) >= quota
    }
    if limits.rate:
        free_at = _busy_until(counter, limits.rate, now) - limits.rate.tolerance
        if free_at > now:
            refusing[limits.rate.name] = free_at
    return Refusal(tuple(refusing), max(refusing.values())) if refusing else None


def left(counter: Counter, limits: Limits, now: int) -> int | None:
    """Return how many calls the quotas still let pass, None where there is no quota."""
    each = [max(0, quota - used_at(counter, w, now)) for w, quota in limits.quotas]
    return min(each) if each else None


def taking(counter: Counter, limits: Limits, now: int, count: int) -> Write:
    """Return the write that counts so many calls, which `refusal` and `left` allow."""
    write = Write()
    begins = [_count(write, counter, window, now, count, quota) for window, quota in limits.quotas]
    if limits.rate:
        begins.append(_fill(write, counter, limits.rate, now))
    if any(begins):
        write.actions.append(Counter.expires_at.set(now // SECOND + KEPT))
    return write


def giving_back(window_names: dict[Window, str], rate: Rate | None = None) -> Write:
    """Return the write that takes one call out of these windows, where they are still open, and
    out of the bucket of `rate`, which must have been busy since."""
    write = Write()
    for window, named in window_names.items():
        write.actions.append(COUNTS[window].add(-1))
        write.conditions.append(NAMES[window] == named)
    if rate:
        write.actions.append(Counter.busy_until.add(-rate.interval))
        write.conditions.append(Counter.busy_until.exists())
    return write


def standings(counter: Counter, limits: Limits, now: int, unused: int = 0) -> Iterator[Standing]:
    """Yield where the subject stands; `unused` calls were counted in advance."""
    if limits.rate:
        yield _rate_standing(counter, limits.rate, now)
    for window, quota in limits.quotas:
        named = window_at(counter, window, now)
        used = used_at(counter, window, now) - unused
        seconds = window.seconds(named)
        yield Standing(window.name, quota, seconds, max(0, quota - used), window.ends(named))


def _count(
    write: Write, counter: Counter, window: Window, now: int, count: int, quota: int
) -> bool:
    """Add the part of one quota; return whether its window begins with this call."""
    named, name, used = window_at(counter, window, now), NAMES[window], COUNTS[window]
    if counter.named(window) == named:
        write.actions.append(used.add(count))
        write.conditions += [name == named, used <= quota - count]
        return False
    write.actions += [name.set(named), used.set(count)]
    write.conditions.append(name.does_not_exist() | (name < named))
    return True


def _fill(write: Write, counter: Counter, rate: Rate, now: int) -> bool:
    """Add the part of the rate; return whether its bucket was full."""
    stored, busy = counter.busy_until, Counter.busy_until
    if stored is None or stored < now:
        write.actions.append(busy.set(now + rate.interval))
        write.conditions.append(busy.does_not_exist() | (busy < now))
        return True
    if stored == _busy_until(counter, rate, now):
        write.actions.append(busy.add(rate.interval))
        write.conditions.append(busy.between(now, now + rate.tolerance))
    else:
        write.actions.append(busy.set(now + rate.tolerance + rate.interval))
        write.conditions.append(busy == stored)
    return False


def _busy_until(counter: Counter, rate: Rate, now: int) -> int:
    """Return until when the bucket is busy; one that a wrong clock wrote has its last call left."""
    stored = int(counter.busy_until or 0)
    is_wrong = stored > now + rate.tolerance + rate.interval + CLOCK_FAULT
    return now + rate.tolerance if is_wrong else stored


def _rate_standing(counter: Counter, rate: Rate, now: int) -> Standing:
    ahead = max(0, _busy_until(counter, rate, now) - now)
    window = rate.burst * rate.interval
    remaining = max(0, (window - ahead) // rate.interval)
    resets_at = now + ahead - (0 if remaining else rate.tolerance)
    return Standing(rate.name, rate.burst, -(-window // SECOND), remaining, resets_at)
