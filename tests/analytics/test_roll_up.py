"""From a call's record to sums, on the way it takes without Lambda."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from analytics.folding import fold
from analytics.items import UsagePart, api_partition, app_partition
from analytics.roll_up import roll_up
from analytics.services import callers_of, usage_of_api, usage_of_application
from apis.items import Api
from portal import clock
from portal.dynamo import NotFound, page, retry_on_conflict
from portal.dynamo.connection import connection
from portal.request_context import RequestContext, use_context
from portal.usage import storing
from portal.usage.delivery import deliver_all
from tests.analytics.conftest import record
from tests.apis.conftest import register
from tests.aws_events import before_next_transaction, handled
from tests.portal.usage.test_delivery import message_of


def test_what_was_called_is_counted_for_the_api_and_for_the_application(called, api, unique):
    called(api, app_id=unique, times=3)
    called(api, app_id=unique, outcome="error", status=502, milliseconds=900)
    called(api, app_id=unique, outcome="refused", status=429)
    usage = usage_of_api(api, days=7)
    assert (usage.total.calls, usage.total.errors, usage.total.refused) == (4, 1, 1)
    assert (usage.total.bytes_in, usage.total.bytes_out) == (40, 800)
    assert usage.versions["1.0.0"].calls == 4
    assert usage.operations["1.0.0", "GET /things"].calls == 4
    assert len(usage.days) == 7
    assert usage.days[clock.now().date()].calls == 4
    assert usage_of_application(unique, days=7).apis[api].calls == 4
    (caller,) = callers_of(api, "1.0.0")
    assert (caller.app_id, caller.counts.calls) == (unique, 4)
    assert callers_of(api, "2.0.0") == []


def stored(*records):
    """Store records as a batch of their own; return the object's key."""
    return storing.store([each.as_line() for each in records])


def calls_of(api):
    return usage_of_api(api, days=30).total.calls


@pytest.fixture
def old_api(api):
    """An API that was made 20 days ago."""
    found = Api.fetch(*Api.key(api))
    found.update(Api.created_at.set(clock.now() - timedelta(days=20)))
    return api


def test_a_batch_that_comes_twice_counts_once(api):
    key = stored(record(api), record(api, app_id="app2"))
    roll_up([key, key])
    roll_up([key])
    assert calls_of(api) == 2


def test_objects_together_and_one_by_one_count_the_same(api, old_api):
    keys = [stored(record(api, request_id=f"{n}")) for n in range(60)]
    roll_up(keys[:3])
    for key in keys[:10]:
        roll_up([key])
    roll_up(keys)
    assert calls_of(api) == 60


def test_a_batch_that_comes_five_days_late_again_counts_once(old_api):
    then = clock.now() - timedelta(days=5)
    keys = [stored(record(old_api, at=then, request_id=f"{n}")) for n in range(6)]
    for key in keys:
        roll_up([key])
    fold(api_partition(old_api, Api.fetch(*Api.key(old_api)).created_at))
    fold(app_partition("app1"))
    roll_up(keys)
    for key in keys:
        roll_up([key])
    assert calls_of(old_api) == 6
    assert usage_of_api(old_api, days=30).days[then.date()].calls == 6


def test_a_batch_that_comes_for_the_first_time_days_late_counts_for_its_day(old_api):
    then = clock.now() - timedelta(days=5)
    roll_up([stored(record(old_api, at=then))])
    assert usage_of_api(old_api, days=6).days[then.date()].calls == 1
    assert usage_of_api(old_api, days=5).total.calls == 0


def test_many_at_once_count_each_object_once(api):
    keys = [stored(record(api, request_id=f"{n}")) for n in range(12)]

    def work(number):
        for key in keys[number:] + keys[:number]:
            retry_on_conflict(partial(roll_up, [key]), attempts=20)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert calls_of(api) == 12


def parts_of(api):
    made = Api.fetch(*Api.key(api)).created_at
    return page(UsagePart, api_partition(api, made), starts_with=UsagePart.PREFIX, limit=100).items


def test_what_another_counts_meanwhile_is_left_to_it(api):
    keys = [stored(record(api, request_id=f"{n}")) for n in range(3)]
    # The queue's messages are worked off in the background, by a client of its own.
    with (
        use_context(RequestContext(background=True)),
        before_next_transaction(partial(roll_up, keys[1:2])),
    ):
        assert deliver_all({key: message_of(key) for key in keys}) == []
    assert calls_of(api) == 3


def test_folding_changes_no_figure_whoever_folds_beside(api, unique):
    number = 0
    # Now and then a batch folds those before it.
    while len(parts_of(api)) < 10:
        number += 1
        outcome = ("call", "error", "refused")[number % 3]
        each = record(api, app_id=unique, outcome=outcome, milliseconds=number * 10)
        roll_up([stored(each, record(api, app_id=unique, operation=f"GET /{number}"))])
    before = usage_of_api(api, days=2), callers_of(api), usage_of_application(unique, days=2)
    partition = parts_of(api)[0].pk
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fold(partition), range(4)))
    fold(app_partition(unique))
    after = usage_of_api(api, days=2), callers_of(api), usage_of_application(unique, days=2)
    assert after == before
    assert parts_of(api) == []


def test_ten_thousand_calls_of_many_applications_in_one_object(api, unique):
    records = [
        record(api, app_id=f"{unique}-{n % 300}", operation=f"GET /{n % 70}", request_id=f"{n}")
        for n in range(10_000)
    ]
    key = stored(*records)
    roll_up([key])
    roll_up([key])
    usage = usage_of_api(api, days=1)
    assert usage.total.calls == 10_000
    assert len(usage.operations) == 70
    assert {caller.counts.calls for caller in callers_of(api)} == {33, 34}
    assert usage_of_application(f"{unique}-299", days=1).total.calls == 33


def test_a_large_object_that_broke_off_is_counted_whole_and_once(api, unique, monkeypatch):
    key = stored(*(record(api, app_id=f"{unique}-{n}") for n in range(200)))
    sent = 0

    def break_off(**_):
        nonlocal sent
        sent += 1
        if sent == 3:
            raise OSError("the process ends here")

    with (
        handled(connection().client, "before-call.dynamodb.TransactWriteItems", break_off),
        pytest.raises(OSError, match="ends here"),
    ):
        roll_up([key])
    roll_up([key])
    assert calls_of(api) == 200
    assert {usage_of_application(f"{unique}-{n}", days=1).total.calls for n in range(200)} == {1}


def test_garbage_between_records_is_left_out(api, caplog):
    good = record(api).as_line()
    garbage = [
        "{}",
        "[]",
        "7",
        "nothing",
        good.replace('"ms":40', '"ms":-1'),
        good.replace('"ms":40', '"ms":1e9'),
        good.replace('"ms":40', '"ms":true'),
        good.replace('"outcome":"call"', '"outcome":"free"'),
        good.replace('"at":"2', '"at":"x'),
        good.replace('"version":"1.0.0"', f'"version":"{"9" * 5000}"'),
        good.replace('"app":"app1"', '"app":null'),
    ]
    roll_up([storing.store([good, *garbage])])
    assert calls_of(api) == 1
    assert "11 of 12 lines" in caplog.text


def test_calls_of_what_is_no_api_are_kept_for_the_application_alone(unique):
    key = stored(record(f"{unique}-none", app_id=unique), record("../x", app_id=unique))
    roll_up([key])
    assert usage_of_application(unique, days=1).total.calls == 2
    with pytest.raises(NotFound):
        usage_of_api(f"{unique}-none", days=1)


def test_an_api_that_took_the_id_of_another_has_none_of_its_calls(api, publisher, team, unique):
    early = record(api, app_id=unique)
    roll_up([stored(early, record(api))])
    assert publisher.rest.delete(f"/api/v1/apis/{api}/").status_code == 204
    register(publisher, unique, slug=api, owner=team)
    # Of the one before, and late.
    roll_up([stored(early)])
    assert calls_of(api) == 0
    assert callers_of(api) == []
    roll_up([stored(record(api, app_id=unique))])
    assert calls_of(api) == 1


def test_what_strangers_write_into_addresses_makes_no_rows(api):
    records = [
        record(
            api, app_id="", version=f"v{n}", operation=f"GET /{n}", outcome="refused", status=404
        )
        for n in range(50)
    ]
    roll_up([stored(*records)])
    usage = usage_of_api(api, days=1)
    assert (usage.total.refused, usage.total.calls) == (50, 0)
    assert usage.operations == usage.versions == {}
    assert callers_of(api) == []


def test_few_writes_for_many_objects(api, dynamodb_requests):
    keys = [stored(record(api, request_id=f"{n}")) for n in range(25)]
    dynamodb_requests.clear()
    roll_up(keys)
    assert dynamodb_requests.count("TransactWriteItems") <= 3
    assert len(dynamodb_requests) <= 8
