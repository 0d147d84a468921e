"""The header fields about limits, and the clock they count by."""

import re
from email.utils import format_datetime

import pytest

from apis.limits.fields import limit_fields, older_fields
from apis.limits.limiter import Limiter
from apis.limits.policies import SECOND, Limits, Rate
from apis.limits.shared_clock import SharedClock, shared_clock
from portal import clock as portal_clock
from tests.apis.limits.test_limiter import NOON, Clock, passed

THREE = Limits(rate=Rate(10, 1, 10), per_day=1000, per_month=20_000)
# A List of Strings with integer parameters (RFC 9651, 3.1).
LIST = re.compile(r'"[a-z]+"(;[a-z]+=\d{1,15})+(, "[a-z]+"(;[a-z]+=\d{1,15})+)*')


def fields_of(unique, limits, at, *, used):
    clock = Clock(at)
    limiter = Limiter(clock)
    passed(limiter, unique, limits, used)
    taken = limiter.take(unique, limits)
    return taken, dict(limit_fields(taken, clock.now))


def test_an_answer_names_every_policy_and_what_is_left(unique):
    _, fields = fields_of(unique, THREE, 0, used=3)
    assert fields == {
        "RateLimit-Policy": '"second";q=10;w=1, "day";q=1000;w=86400, "month";q=20000;w=2592000',
        "RateLimit": '"second";r=6;t=1, "day";r=996;t=43200, "month";r=19996;t=216000',
    }
    assert all(LIST.fullmatch(value) for value in fields.values())


@pytest.mark.parametrize(
    ("limits", "at", "used", "seconds"),
    [
        (Limits(per_day=2), 0.4, 2, 43_200),
        (Limits(per_day=2), 43_199.999, 2, 1),
        (Limits(rate=Rate(1, 2, 1)), 0, 1, 2),
        (Limits(per_month=2), -26 * 86_400, 2, 86_400 * 28 + 43_200),
        # Of all that refuse the last to end counts.
        (Limits(Rate(1, 60, 2), per_day=2, per_month=2), 0.25, 2, 86_400 * 2 + 43_200),
    ],
)
def test_whoever_waits_as_told_passes_and_whoever_does_not_is_refused(
    unique, limits, at, used, seconds
):
    taken, fields = fields_of(unique, limits, at, used=used)
    assert fields["Retry-After"] == str(seconds)
    assert f";r=0;t={seconds}" in fields["RateLimit"]
    clock = Clock(at)
    clock.now = taken.refusal.until - 1000
    assert passed(Limiter(clock), unique, limits, 1) == 0
    clock.set(at + seconds)
    assert passed(Limiter(clock), unique, limits, 1) == 1


def test_nothing_is_early_or_negative_where_the_time_has_come_meanwhile(unique):
    taken, _ = fields_of(unique, Limits(per_day=1), 0, used=1)
    fields = dict(limit_fields(taken, taken.refusal.until + 5 * SECOND))
    assert (fields["Retry-After"], fields["RateLimit"]) == ("1", '"day";r=0;t=0')


def test_the_older_fields_are_about_the_policy_nearest_to_its_end(unique):
    limits = Limits(per_day=10, per_month=100)
    clock = Clock()
    limiter = Limiter(clock)
    passed(limiter, unique, limits, 4)
    taken = limiter.take(unique, limits)
    assert older_fields(taken, clock.now) == [
        ("X-RateLimit-Limit", "10"),
        ("X-RateLimit-Remaining", "5"),
        ("X-RateLimit-Reset", "43200"),
    ]


def test_whoever_has_no_limits_gets_no_fields(unique):
    taken = Limiter(Clock()).take(unique, Limits())
    assert (limit_fields(taken, NOON), older_fields(taken, NOON)) == ([], [])


@pytest.mark.parametrize(("wrong_by", "left"), [(-3600, 1), (3600, 1), (1.4, 1.5), (-1.4, 1.5)])
def test_a_clock_that_is_wrong_is_put_right_by_dynamodbs(wrong_by, left):
    true = portal_clock.now().replace(microsecond=500_000)
    clock = SharedClock(lambda: round((true.timestamp() + wrong_by) * SECOND))
    for _ in range(3):
        clock.observe(format_datetime(true, usegmt=True))
    assert abs(clock() / SECOND - true.timestamp()) <= left
    clock.observe("nonsense")


def test_the_clock_of_this_process_follows_its_dynamodb_client(unique):
    clock = shared_clock()
    clock._offset = 7200 * SECOND
    passed(Limiter(clock), unique, Limits(per_day=3), 1)
    assert abs(clock() / SECOND - portal_clock.now().timestamp()) < 3
    clock._offset = 0
