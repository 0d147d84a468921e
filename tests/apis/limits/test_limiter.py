"""What passes a limiter, against the table and with clocks of our own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from apis.limits import limiter as limiter_module
from apis.limits.items import Counter
from apis.limits.limiter import Limiter
from apis.limits.policies import DAY, SECOND, Limits, Rate
from apis.limits.shared_clock import SharedClock
from portal.dynamo import PlainItem

NOON = int(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()) * SECOND
DAY_SECONDS = 86_400


class Clock:
    def __init__(self, at: float = 0) -> None:
        self.set(at)

    def set(self, seconds: float) -> None:
        self.now = NOON + round(seconds * SECOND)

    def __call__(self) -> int:
        return self.now


def passed(limiter: Limiter, subject: str, limits: Limits, asked: int) -> int:
    return sum(limiter.take(subject, limits).refusal is None for _ in range(asked))


@pytest.fixture
def writes(monkeypatch) -> list[str]:
    """The kinds of the items that UpdateItem was sent for."""
    sent: list[str] = []
    send = PlainItem._send_update

    def counted(item, *args, **kwargs):
        sent.append(type(item).__name__)
        return send(item, *args, **kwargs)

    monkeypatch.setattr(PlainItem, "_send_update", counted)
    return sent


TEN_AND_FIVE = Limits(rate=Rate(calls=5, seconds=1, burst=10))


def test_a_burst_passes_and_then_what_is_refilled(unique):
    clock = Clock()
    limiter = Limiter(clock)
    assert passed(limiter, unique, TEN_AND_FIVE, 25) == 10
    clock.set(1)
    assert passed(limiter, unique, TEN_AND_FIVE, 25) == 5
    clock.set(3600)
    assert passed(limiter, unique, TEN_AND_FIVE, 25) == 10


def test_a_clock_that_is_behind_neither_refills_nor_takes_away(unique):
    clocks = Clock(), Clock()
    ahead, behind = (Limiter(clock) for clock in clocks)
    found = []
    for at, who in ((0, ahead), (0.5, behind), (1, ahead), (1.5, behind), (2, ahead)):
        clocks[0].set(at)
        clocks[1].set(at - 2)
        found.append(passed(who, unique, TEN_AND_FIVE, 10))
    assert found == [10, 0, 5, 0, 5]


@pytest.mark.parametrize(("skew", "least", "most"), [(-2, 55, 60), (2, 55, 70)])
def test_two_clocks_in_turns_let_no_more_pass_than_the_skew_once(unique, skew, least, most):
    clocks = Clock(), Clock()
    limiters = [Limiter(clock) for clock in clocks]
    count = 0
    for step in range(1000):
        clocks[0].set(step / 100)
        clocks[1].set(step / 100 + skew)
        count += passed(limiters[step % 2], unique, TEN_AND_FIVE, 1)
    assert least <= count <= most


def test_fractions_of_a_call_are_kept(unique):
    limits = Limits(rate=Rate(calls=1, seconds=10, burst=1))
    clock = Clock()
    limiter = Limiter(clock)
    assert passed(limiter, unique, limits, 2) == 1
    count = 0
    for second in range(1, 61):
        clock.set(second)
        count += passed(limiter, unique, limits, 1)
    assert count == 6


def test_a_time_written_by_a_wrong_clock_locks_nobody_out(unique):
    clocks = Clock(3600), Clock()
    wrong, right = (Limiter(clock) for clock in clocks)
    assert passed(wrong, unique, TEN_AND_FIVE, 10) == 10
    # It counts as used up but for the last call.
    assert passed(right, unique, TEN_AND_FIVE, 20) == 1
    clocks[1].set(1)
    assert passed(right, unique, TEN_AND_FIVE, 20) == 5


def test_a_clock_set_back_amid_the_run_costs_one_burst_and_locks_nobody_out(unique):
    true, fault = Clock(), [0]
    own = SharedClock(lambda: true.now + fault[0])
    limiters = Limiter(true), Limiter(own)
    count = 0
    for step in range(1000):
        true.set(step / 100)
        if step == 300:
            fault[0] = -3600 * SECOND
        count += passed(limiters[step % 2], unique, TEN_AND_FIVE, 1)
        # As its answers from DynamoDB say.
        own.observe(format_datetime(datetime.fromtimestamp(true.now / SECOND, UTC), usegmt=True))
    assert 55 <= count <= 60 + 10


def test_a_write_that_comes_after_others_is_decided_anew(unique):
    clocks = Clock(1), Clock(1)
    first, late = (Limiter(clock) for clock in clocks)
    stale = Counter.of(unique)
    assert passed(first, unique, TEN_AND_FIVE, 10) == 10
    clocks[0].set(3)
    assert passed(first, unique, TEN_AND_FIVE, 10) == 10
    late.look(unique, TEN_AND_FIVE, seen=stale)
    assert passed(late, unique, TEN_AND_FIVE, 10) == 0
    clocks[1].set(3)
    assert passed(late, unique, TEN_AND_FIVE, 10) == 0


@pytest.mark.parametrize("limits", [Limits(per_day=10), Limits(per_day=250), Limits(per_month=201)])
def test_a_quota_lets_pass_what_it_says_and_not_one_more(unique, limits):
    clock = Clock()
    limiters = [Limiter(clock) for _ in range(3)]
    quota = limits.per_day or limits.per_month
    count = sum(passed(limiters[n % 3], unique, limits, 1) for n in range(quota + 30))
    assert count == quota
    refused = limiters[0].take(unique, limits)
    assert refused.refusal.by == (("day",) if limits.per_day else ("month",))
    assert refused.standings[0].remaining == 0


def test_a_quota_begins_anew_at_midnight_in_utc(unique):
    clock = Clock()
    limiter, limits = Limiter(clock), Limits(per_day=2)
    assert passed(limiter, unique, limits, 3) == 2
    refusal = limiter.take(unique, limits).refusal
    assert refusal.until == NOON + DAY_SECONDS // 2 * SECOND
    clock.now = refusal.until - 1000
    assert passed(limiter, unique, limits, 1) == 0
    clock.now = refusal.until
    assert passed(limiter, unique, limits, 3) == 2


def test_a_month_ends_with_its_last_day(unique):
    clock = Clock(3 * DAY_SECONDS)
    limiter, limits = Limiter(clock), Limits(per_month=1)
    assert passed(limiter, unique, limits, 2) == 1
    until = limiter.take(unique, limits).refusal.until
    assert datetime.fromtimestamp(until / SECOND, UTC) == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_call_that_one_limit_refuses_is_counted_by_none(unique):
    limits = Limits(rate=Rate(calls=1, seconds=1, burst=100), per_day=50, per_month=3)
    limiter = Limiter(Clock())
    assert passed(limiter, unique, limits, 60) == 3
    counter = Counter.fetch(*Counter.key(unique))
    assert (counter.day_used, counter.month_used) == (3, 3)
    assert counter.busy_until == NOON + 3 * SECOND


def test_every_policy_that_refuses_is_named_and_the_last_to_end_counts(unique):
    limits = Limits(rate=Rate(calls=1, seconds=1, burst=2), per_day=2, per_month=2)
    limiter = Limiter(Clock())
    assert passed(limiter, unique, limits, 2) == 2
    refusal = limiter.take(unique, limits).refusal
    assert refusal.by == ("day", "month", "second")
    assert datetime.fromtimestamp(refusal.until / SECOND, UTC) == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_raised_limit_counts_at_once_and_a_lowered_one_too(unique):
    limiter = Limiter(Clock())
    assert passed(limiter, unique, Limits(per_day=300), 310) == 300
    assert passed(limiter, unique, Limits(per_day=310), 20) == 10
    assert passed(limiter, unique, Limits(per_day=305), 20) == 0


def test_a_flood_of_refusals_costs_no_request(unique, writes):
    limiter = Limiter(Clock())
    passed(limiter, unique, Limits(per_day=3), 4)
    writes.clear()
    assert passed(limiter, unique, Limits(per_day=3), 1000) == 0
    assert writes == []


def test_a_busy_subject_of_a_large_quota_costs_few_requests(unique, writes):
    limiter = Limiter(Clock())
    assert passed(limiter, unique, Limits(per_month=100_000), 2000) == 2000
    assert len(writes) <= 20


def test_a_counter_that_was_just_read_costs_one_request(unique, writes):
    passed(Limiter(Clock()), unique, TEN_AND_FIVE, 1)
    writes.clear()
    seen = Counter.fetch(*Counter.key(unique))
    assert Limiter(Clock()).take(unique, TEN_AND_FIVE, seen=seen).refusal is None
    assert len(writes) == 1


def test_a_process_that_dies_strands_no_more_than_its_lease(unique):
    clock, limits = Clock(), Limits(per_day=1000)
    dead, alive = Limiter(clock), Limiter(clock)
    count = passed(dead, unique, limits, 400)
    stranded = Counter.fetch(*Counter.key(unique)).used(DAY) - count
    assert 0 <= stranded <= 1000 // limiter_module.SHARE
    assert count + passed(alive, unique, limits, 1000) == 1000 - stranded


@pytest.mark.parametrize("limits", [Limits(per_day=5, per_month=9), Limits(per_day=500)])
def test_a_call_given_back_may_be_made_again(unique, limits):
    limiter = Limiter(Clock())
    for _ in range(8):
        limiter.give_back(unique, limits, limiter.take(unique, limits))
    assert passed(limiter, unique, limits, limits.per_day + 5) == limits.per_day


def test_a_call_of_yesterday_is_given_back_to_nobody(unique):
    clock = Clock()
    limiter, limits = Limiter(clock), Limits(per_day=5)
    yesterday = limiter.take(unique, limits)
    clock.set(DAY_SECONDS)
    assert passed(limiter, unique, limits, 1) == 1
    limiter.give_back(unique, limits, yesterday)
    assert passed(limiter, unique, limits, 9) == 4


def test_a_call_of_yesterday_is_given_back_to_the_month(unique):
    clock = Clock()
    limiter, limits = Limiter(clock), Limits(per_day=5, per_month=10)
    yesterday = limiter.take(unique, limits)
    clock.set(DAY_SECONDS)
    assert passed(limiter, unique, limits, 1) == 1
    limiter.give_back(unique, limits, yesterday)
    counter = Counter.fetch(*Counter.key(unique))
    assert (counter.day_used, counter.month_used) == (1, 1)


def test_a_token_is_given_back_where_asked(unique):
    limiter, limits = Limiter(Clock()), Limits(Rate(calls=1, seconds=1, burst=5), per_day=100)
    for _ in range(20):
        limiter.give_back(unique, limits, limiter.take(unique, limits), with_rate=True)
    for _ in range(2):
        limiter.give_back(unique, limits, limiter.take(unique, limits))
    assert passed(limiter, unique, limits, 9) == 3
    assert Counter.fetch(*Counter.key(unique)).day_used == 3


def test_a_token_that_was_refilled_meanwhile_is_not_given_back_again(unique):
    clock = Clock()
    limiter, limits = Limiter(clock), Limits(Rate(calls=1, seconds=1, burst=5))
    taken = limiter.take(unique, limits)
    clock.set(1)
    assert passed(limiter, unique, limits, 1) == 1
    limiter.give_back(unique, limits, taken, with_rate=True)
    assert passed(limiter, unique, limits, 9) == 4


def test_looking_counts_nothing_and_asks_nobody(unique, writes):
    limiter = Limiter(Clock())
    assert limiter.look(unique, Limits(per_day=3)).refusal is None
    assert writes == []
    passed(limiter, unique, Limits(per_day=3), 3)
    writes.clear()
    assert limiter.look(unique, Limits(per_day=3)).refusal.by == ("day",)
    assert limiter.look(unique, Limits(per_day=4)).standings[0].remaining == 1
    assert writes == []


def test_a_lease_of_yesterday_lets_nothing_pass_today(unique):
    clock, limits = Clock(), Limits(per_day=300)
    limiter = Limiter(clock)
    passed(limiter, unique, limits, 60)
    clock.set(DAY_SECONDS)
    assert passed(limiter, unique, limits, 400) == 300


@pytest.mark.parametrize(
    "limits", [Limits(per_day=150), Limits(per_day=250), Limits(Rate(1, 3600, 40), per_day=90)]
)
def test_many_at_once_pass_exactly(unique, limits):
    allowed = min(limits.per_day, limits.rate.burst if limits.rate else limits.per_day)
    clock = Clock()
    limiters = [Limiter(clock) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: passed(limiters[n % 4], unique, limits, 50), range(8))
        assert sum(found) == allowed
