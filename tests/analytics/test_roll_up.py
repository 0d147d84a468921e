"""From a call's record to sums, on the way it takes without Lambda."""

from datetime import timedelta

from analytics.services import callers_of, usage_of_api, usage_of_application
from portal import clock


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


def test_days_before_are_counted_for_their_days(called, api):
    yesterday = clock.now() - timedelta(days=1)
    called(api, at=yesterday, times=2)
    assert usage_of_api(api, days=2).total.calls == 0
