"""Plans and subscriptions over REST: who may do what, and what comes back."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apis.items.plans import MANUAL
from portal.rest.on_demand import Endpoint
from tests.apis.applications import application_of
from tests.apis.conftest import Person, people_of_each_kind, with_key
from tests.apis.subscriptions.conftest import ask, new_api, new_plan
from tests.apis.subscriptions.routes import is_of_subscriptions
from tests.routes import METHODS, Route, Unread, route_of, routes, unlisted

WHO = ("anonymous", "developer", "mate", "publisher", "stranger", "admin")
PLANS, PLAN = "/api/v1/apis/{api}/plans/", "/api/v1/apis/{api}/plans/{plan}/"
UNUSED = "/api/v1/apis/{api}/plans/{unused}/"
SUBSCRIBERS = "/api/v1/apis/{api}/subscriptions/"
SUBSCRIBER = f"{SUBSCRIBERS}{{app}}/"
SUBSCRIPTIONS = "/api/v1/applications/{app}/subscriptions/"
SUBSCRIPTION = f"{SUBSCRIPTIONS}{{api}}/"
# An internal API of the publisher's team with a plan that is approved by hand, and an application
# of the developer alone that asked for it.
TABLE = {
    ("get", PLANS): (404, 200, 200, 200, 200, 200),
    ("post", PLANS): (401, 403, 403, 201, 403, 201),
    ("get", PLAN): (404, 200, 200, 200, 200, 200),
    ("patch", PLAN): (401, 403, 403, 200, 403, 200),
    ("delete", PLAN): (401, 403, 403, 409, 403, 409),
    ("delete", UNUSED): (401, 403, 403, 204, 403, 204),
    ("get", SUBSCRIBERS): (401, 403, 200, 200, 403, 200),
    ("get", SUBSCRIBER): (401, 403, 200, 200, 403, 200),
    ("patch", SUBSCRIBER): (401, 403, 403, 200, 403, 200),
    ("delete", SUBSCRIBER): (401, 403, 403, 204, 403, 204),
    ("get", SUBSCRIPTIONS): (401, 200, 404, 404, 404, 200),
    ("post", SUBSCRIPTIONS): (401, 201, 404, 404, 404, 201),
    ("get", SUBSCRIPTION): (401, 200, 404, 404, 404, 200),
    ("patch", SUBSCRIPTION): (401, 200, 404, 404, 404, 200),
    ("delete", SUBSCRIPTION): (401, 204, 404, 404, 404, 204),
    ("get", "/api/v1/approvals/"): (401, 200, 200, 200, 200, 200),
}


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return {who: with_key(user) for who, user in people_of_each_kind().items() if who in WHO}


def made(people) -> dict[str, str]:
    """Make an API, its plans, an application and its request; return their ids."""
    publisher, developer = people["publisher"], people["developer"]
    api = new_api(publisher)
    plan = new_plan(publisher, api, "Gold", approval=MANUAL)
    unused = new_plan(publisher, api, "Unused")
    application = application_of(developer.user, "Shop")
    ask(developer, application, api, plan)
    return {
        "api": api.slug,
        "plan": plan.plan_id,
        "unused": unused.plan_id,
        "app": application.app_id,
    }


@pytest.fixture(scope="module")
def shared(people) -> dict[str, str]:
    return made(people)


def body_of(method: str, path: str, ids: dict[str, str]) -> Any:
    return {
        ("post", PLANS): {"name": "New"},
        ("patch", PLAN): {"per_day": 5},
        ("patch", SUBSCRIBER): {"step": "approve"},
        ("post", SUBSCRIPTIONS): {"api": ids["api"], "plan": ids["plan"]},
        ("patch", SUBSCRIPTION): {"plan": ids["unused"]},
    }.get((method, path))


def is_rest(route: Route) -> bool:
    return isinstance(route.view, Endpoint) and is_of_subscriptions(route)


def test_every_route_has_its_rows():
    ids = {"api": "x", "plan": "x", "unused": "x", "app": "x"}
    assert unlisted({path.format(**ids) for _, path in TABLE}, wanted=is_rest) == set()
    listed = {(method, route_of(path.format(**ids))) for method, path in TABLE}
    for route in filter(is_rest, routes()):
        allowed = {method for method in METHODS if hasattr(route.view.cls, method)}
        assert {method for method, path in listed if path == route.path} == allowed, route.path


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_caller_gets_the_answer_of_the_table(people, shared, method, path):
    answers = {}
    for who, status in zip(WHO, TABLE[method, path], strict=True):
        rest = people[who].rest if who in people else APIClient()
        ids = made(people) if method != "get" and status < 300 else shared
        body = body_of(method, path, ids)
        answer = getattr(rest, method)(path.format(**ids), body, format="json")
        answers[who] = answer.status_code
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
    assert answers == dict(zip(WHO, TABLE[method, path], strict=True))


@pytest.mark.parametrize(("method", "path"), [row for row in TABLE if row[0] in ("post", "patch")])
def test_who_may_not_is_refused_before_the_body_is_read(people, shared, method, path):
    for who, status in zip(WHO, TABLE[method, path], strict=True):
        if status in (401, 403, 404):
            rest = people[who].rest if who in people else APIClient()
            sent = {
                "wsgi.input": Unread(),
                "CONTENT_LENGTH": "9",
                "CONTENT_TYPE": "application/json",
            }
            answer = rest.generic(method.upper(), path.format(**shared), **sent)
            assert answer.status_code == status, who


def test_from_a_plan_to_an_approved_subscription(people):
    publisher, developer = people["publisher"].rest, people["developer"].rest
    api = new_api(people["publisher"])
    application = application_of(people["developer"].user, "Shop")
    limits = {"rate_calls": 10, "rate_seconds": 60, "burst": 20, "per_month": 1000}
    body = {"name": "Gold", "approval": "manual", "terms": "Be fair.", **limits}
    plans = f"/api/v1/apis/{api.slug}/plans/"
    plan = publisher.post(plans, body, format="json").json()
    assert {name: plan[name] for name in body} == body
    assert developer.get(plans).json()["items"][0]["subscription_count"] is None

    wanted = {"api": api.slug, "plan": plan["id"], "comment": "Please"}
    address = f"/api/v1/applications/{application.app_id}/subscriptions/"
    refused = developer.post(address, wanted, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "terms_not_accepted")
    accepted = wanted | {"accepted_terms_revision": plan["terms_revision"]}
    asked = developer.post(address, accepted, format="json")
    assert (asked.status_code, asked.json()["status"]) == (201, "requested")
    assert asked["Location"].endswith(f"{address}{api.slug}/")
    assert publisher.get(plans).json()["items"][0]["subscription_count"] == 1

    (waiting,) = [
        each
        for each in publisher.get("/api/v1/approvals/").json()["items"]
        if each["api"] == api.slug
    ]
    assert (waiting["application"], waiting["application_name"]) == (application.app_id, "Shop")
    subscriber = f"/api/v1/apis/{api.slug}/subscriptions/{application.app_id}/"
    approved = publisher.patch(subscriber, {"step": "approve", "comment": "Hi"}, format="json")
    assert approved.json()["status"] == "active"
    late = people["admin"].rest.patch(subscriber, {"step": "refuse"}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "decided_already")

    seen = developer.get(f"{address}{api.slug}/").json()
    assert [(step["step"], step["text"]) for step in seen["history"]] == [
        ("subscription_requested", "Please"),
        ("subscription_approved", "Hi"),
    ]
    active = publisher.get(f"/api/v1/apis/{api.slug}/subscriptions/?status=active").json()
    assert [each["application"] for each in active["items"]] == [application.app_id]


def test_the_second_editor_of_a_plan_is_told(people, shared):
    rest = people["publisher"].rest
    address = PLAN.format(**made(people))
    etag = rest.get(address)["ETag"]
    first = rest.patch(address, {"per_day": 1}, format="json", headers={"If-Match": etag})
    late = rest.patch(address, {"per_day": 2}, format="json", headers={"If-Match": etag})
    assert (first.status_code, late.status_code) == (200, 412)
    assert rest.get(address)["ETag"] == first["ETag"]
    assert rest.get(address).json()["per_day"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": " Gold "}, "/name"),
        ({"name": "x" * 61}, "/name"),
        ({"approval": "maybe"}, "/approval"),
        ({"rate_calls": 0}, "/rate_calls"),
        ({"rate_calls": 1_000_001}, "/rate_calls"),
        ({"rate_calls": 5, "rate_seconds": 7}, "/rate_seconds"),
        ({"burst": 5}, "/burst"),
        ({"per_day": -1}, "/per_day"),
        ({"per_month": 10**13}, "/per_month"),
        ({"per_day": "many"}, "/per_day"),
        ({"terms": "ä" * 10_241}, "/terms"),
        ({"operation_limits": {"things": {"per_day": 1}}}, "/operation_limits/THINGS "),
        ({"operation_limits": {"get /a~b": {}}}, "/operation_limits/GET ~1a~0b"),
        ({"operation_limits": {"GET /a": {"per_day": 0}}}, "/operation_limits/GET ~1a/per_day"),
        ({"limit": 1}, "/limit"),
    ],
)
def test_a_faulty_plan_is_refused_with_the_place(people, shared, body, pointer):
    answer = people["publisher"].rest.post(
        PLANS.format(**shared), {"name": "Other"} | body, format="json"
    )
    assert answer.status_code in (400, 422)
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_limits_of_operations_that_are_not_there_are_pointed_out(people, shared):
    limits = {"get /things": {"rate_calls": 5}, "POST /nothing": {"per_day": 9}}
    answer = people["publisher"].rest.post(
        PLANS.format(**made(people)), {"name": "By", "operation_limits": limits}, format="json"
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["unknown_operations"] == ["POST /nothing"]
    assert set(answer.json()["operation_limits"]) == {"GET /things", "POST /nothing"}


def test_an_api_has_at_most_20_plans_and_a_plan_in_use_stays(people):
    ids, rest = made(people), people["publisher"].rest
    for number in range(18):
        body = {"name": f"Plan {number}"}
        assert rest.post(PLANS.format(**ids), body, format="json").status_code == 201
    refused = rest.post(PLANS.format(**ids), {"name": "One more"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "max_plans")
    in_use = rest.delete(PLAN.format(**ids))
    assert (in_use.status_code, in_use.json()["code"]) == (409, "plan_in_use")
    decide_address = SUBSCRIBER.format(**ids)
    assert rest.patch(decide_address, {"step": "refuse"}, format="json").status_code == 200
    assert rest.delete(PLAN.format(**ids)).status_code == 204
    assert rest.get(PLAN.format(**ids)).status_code == 404


def test_all_plans_of_an_api_fit_into_one_item(people):
    ids, rest = made(people), people["publisher"].rest
    answers = [
        rest.post(
            PLANS.format(**ids), {"name": f"Plan {number}", "terms": "x" * 20_000}, format="json"
        )
        for number in range(18)
    ]
    assert [answer.status_code for answer in answers] == [201] * 15 + [422] * 3
    assert answers[-1].json()["errors"][0]["pointer"] == "/terms"


def test_a_closed_plan_takes_nobody_new_and_keeps_who_is_on_it(people):
    ids, rest = made(people), people["publisher"].rest
    developer = people["developer"].rest
    closed = rest.patch(PLAN.format(**ids), {"is_open": False}, format="json")
    assert closed.json()["is_open"] is False
    assert rest.patch(SUBSCRIBER.format(**ids), {"step": "approve"}, format="json").json()[
        "status"
    ] == ("active")
    assert developer.get(PLAN.format(**ids)).status_code == 404
    other = application_of(people["developer"].user)
    refused = developer.post(
        SUBSCRIPTIONS.format(**ids | {"app": other.app_id}),
        {"api": ids["api"], "plan": ids["plan"]},
        format="json",
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_closed")
    unknown = developer.post(
        SUBSCRIPTIONS.format(**ids | {"app": other.app_id}),
        {"api": ids["api"], "plan": "nothing"},
        format="json",
    )
    assert unknown.json()["errors"][0]["pointer"] == "/plan"


def test_lists_come_in_pages(people):
    publisher, developer = people["publisher"], people["developer"]
    api = new_api(publisher)
    plan = new_plan(publisher, api, "Gold", approval=MANUAL)
    wanted = {application_of(developer.user).app_id for _ in range(5)}
    for app_id in wanted:
        body = {"api": api.slug, "plan": plan.plan_id}
        address = SUBSCRIPTIONS.format(app=app_id)
        assert developer.rest.post(address, body, format="json").status_code == 201
    for address in (SUBSCRIBERS.format(api=api.slug), "/api/v1/approvals/"):
        found, params = [], {"limit": 2}
        while True:
            page = publisher.rest.get(address, params).json()
            found += [each["application"] for each in page["items"] if each["api"] == api.slug]
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        assert sorted(found) == sorted(wanted), address
    assert publisher.rest.get("/api/v1/approvals/", {"cursor": "7.x"}).status_code == 400
    assert publisher.rest.get("/api/v1/approvals/", {"cursor": "²."}).status_code == 400


def test_an_application_out_of_sight_of_the_api_can_still_cancel(people):
    ids, rest = made(people), people["publisher"].rest
    hidden = rest.patch(f"/api/v1/apis/{ids['api']}/", {"visibility": "restricted"}, format="json")
    assert hidden.status_code == 200
    developer = people["developer"].rest
    assert developer.patch(SUBSCRIPTION.format(**ids), {}, format="json").status_code == 404
    assert developer.delete(SUBSCRIPTION.format(**ids)).status_code == 204
    assert developer.get(SUBSCRIPTION.format(**ids)).json()["status"] == "cancelled"
