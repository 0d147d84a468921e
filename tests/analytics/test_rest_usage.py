"""Usage over REST."""

import json

import pytest

from apis.items import Api
from apis.items.applications import Application
from apis.items.plans import Plan, Plans
from apis.items.subscriptions import ACTIVE, Subscription
from apis.limits.limiter import Limiter
from apis.limits.subjects import subscription_subject
from portal import clock
from tests.apis.conftest import register


def read(person, path):
    answer = person.rest.get(path)
    return answer.status_code, json.loads(answer.content)


def subscribe_and_call(application, api, *, times):
    """Subscribe on a plan of 10 calls a day and 100 a month, and use so many of them."""
    plan = Plan(name="Small", rate_calls=5, per_day=10, per_month=100)
    plans = Plans(*Plans.key(api))
    plans.put_plan(plan)
    plans.create()
    made = clock.stamp(Api.fetch(*Api.key(api)).created_at)
    subscription = Subscription(
        *Subscription.key(application.app_id, api),
        app_id=application.app_id,
        api=api,
        api_made=made,
        plan_id=plan.plan_id,
        status=ACTIVE,
        requested_by="x",
    )
    subscription.set_place()
    subscription.create()
    subject = subscription_subject(application.app_id, api, made)
    for _ in range(times):
        Limiter().take(subject, plan.limits)


def test_the_owner_team_reads_an_apis_usage_in_every_part(called, api, mate, unique):
    called(api, times=3, app_id=unique, milliseconds=100)
    called(api, app_id=unique, outcome="error", status=504, milliseconds=9000, version="2")
    status, usage = read(mate, f"/api/v1/apis/{api}/usage/?days=3")
    assert status == 200
    assert (usage["total"]["calls"], usage["total"]["errors"], len(usage["days"])) == (4, 1, 3)
    assert 90 <= usage["total"]["p50"] <= 110
    assert 8100 <= usage["total"]["p95"] <= 9900
    today = clock.now().date().isoformat()
    assert (usage["days"][-1]["date"], usage["days"][-1]["calls"]) == (today, 4)
    assert {each["hour"][:11] for each in usage["hours"]} == {f"{today}T"}
    assert {each["version"]: each["calls"] for each in usage["versions"]} == {"1.0.0": 3, "2": 1}
    assert [each["operation"] for each in usage["operations"]] == ["GET /things"] * 2
    (application,) = usage["applications"]
    assert (application["application"], application["last_day"]) == (unique, today)


def test_nobody_else_reads_it(api, stranger, developer, admin, anonymous, called):
    called(api)
    path = f"/api/v1/apis/{api}/usage/"
    assert read(admin, path)[0] == 200
    for who in (stranger, developer):
        status, problem = read(who, path)
        assert (status, problem["code"]) == (403, "usage_of_others")
    assert anonymous.get(path).status_code == 401
    assert read(stranger, "/api/v1/apis/no-such-api/usage/")[0] == 404


def test_what_one_may_not_see_has_no_usage_either(publisher, stranger, team, unique):
    api = register(publisher, unique, owner=team, visibility="restricted")["id"]
    assert read(stranger, f"/api/v1/apis/{api}/usage/")[0] == 404


@pytest.mark.parametrize("days", ["0", "93", "x", "", "1e3", "-1"])
def test_days_have_bounds(api, publisher, days):
    status, problem = read(publisher, f"/api/v1/apis/{api}/usage/?days={days}")
    assert status == 400
    assert problem["errors"][0]["pointer"] == "/days"


def test_the_user_of_an_application_reads_what_it_called(called, api, developer, stranger, admin):
    owner = developer.user.profile.ref
    application = Application.new(name="Till", owner=owner, created_by="x")
    application.create()
    called(api, app_id=application.app_id, times=2)
    path = f"/api/v1/applications/{application.app_id}/usage/"
    status, usage = read(developer, path)
    assert status == 200
    assert [(each["api"], each["calls"]) for each in usage["apis"]] == [(api, 2)]
    assert usage["quotas"] == []
    subscribe_and_call(application, api, times=3)
    day, month = read(developer, path)[1]["quotas"]
    assert day == {"api": api, "window": "day", "left": 7, "quota": 10}
    assert month == {"api": api, "window": "month", "left": 97, "quota": 100}
    assert read(admin, path)[0] == 200
    assert read(stranger, path)[0] == 404
