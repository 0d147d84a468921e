"""Who may open which page of plans and subscriptions, and send its form."""

import pytest
from django.test import Client

from apis.items import Api
from apis.items.plans import MANUAL
from apis.items.subscriptions import Subscription
from apis.services import plans
from portal.rest.on_demand import Endpoint
from tests.apis.applications import application_of
from tests.apis.conftest import Person, people_of_each_kind, with_key
from tests.apis.subscriptions.conftest import ask, new_api, new_plan, stored
from tests.apis.subscriptions.routes import is_of_subscriptions
from tests.routes import Route, unlisted

WHO = ("visitor", "viewer", "developer", "mate", "publisher", "stranger", "admin")
SIGN_IN = "sign in"
PLAN, SUBSCRIBER = "/apis/{api}/plans/{plan}/", "/apis/{api}/subscribers/{app}/"
SUBSCRIPTION = "/applications/{app}/subscriptions/{api}/"
# An internal API of the publisher's team with a plan that is approved by hand, and an application
# of the developer alone that asked for it.
EDITORS = (SIGN_IN, 403, 403, 403, 200, 403, 200)
OWNER_TEAM = (SIGN_IN, 403, 403, 200, 200, 403, 200)
MEMBERS = (SIGN_IN, 403, 200, 404, 404, 404, 200)
TABLE = {
    "/apis/{api}/plans/": (404, 200, 200, 200, 200, 200, 200),
    "/apis/{api}/plans/add/": EDITORS,
    **{f"{PLAN}{below}": EDITORS for below in ("", "close/", "reopen/", "delete/")},
    "/apis/{api}/subscribers/": OWNER_TEAM,
    SUBSCRIBER: OWNER_TEAM,
    **{f"{SUBSCRIBER}{step}/": EDITORS for step in ("suspend", "resume", "end")},
    "/approvals/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    **{f"{SUBSCRIPTION}{below}": MEMBERS for below in ("", "plan/", "terms/", "cancel/")},
    f"{SUBSCRIPTION}plan/?plan={{plan}}": MEMBERS,
}
FORMS = [path for path in TABLE if path not in ("/approvals/", "/apis/{api}/plans/", SUBSCRIPTION)]
# Who may look at what waits may not decide.
ANSWERS_TO_FORMS = {
    "/apis/{api}/subscribers/": {"mate": 405, "visitor": 405, "stranger": 405},
    SUBSCRIBER: {"mate": 403},
}


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return {who: with_key(user) for who, user in people_of_each_kind().items() if who != "viewer"}


@pytest.fixture(scope="module")
def browsers(people) -> dict[str, Client]:
    found = {"visitor": Client(), "viewer": Client()}
    found["viewer"].force_login(people_of_each_kind()["viewer"])
    for who, person in people.items():
        found[who] = Client()
        found[who].force_login(person.user)
    return found


@pytest.fixture(scope="module")
def api(people) -> Api:
    return new_api(people["publisher"])


@pytest.fixture(scope="module")
def ids(people, api) -> dict[str, str]:
    plan = new_plan(people["publisher"], api, "Gold", approval=MANUAL, terms="Be fair.")
    application = application_of(people["developer"].user, "Shop")
    ask(people["developer"], application, api, plan, accepted_terms_revision=1)
    return {"api": api.slug, "plan": plan.plan_id, "app": application.app_id}


def outcome(answer):
    if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next="):
        return SIGN_IN
    return answer.status_code


def is_page(route: Route) -> bool:
    return not isinstance(route.view, Endpoint) and is_of_subscriptions(route)


def test_every_page_has_a_row(ids):
    addresses = {path.partition("?")[0].format(**ids) for path in TABLE}
    assert unlisted(addresses, wanted=is_page) == set()


@pytest.mark.parametrize("who", WHO)
def test_the_table_holds(who, browsers, ids):
    seen = {path: outcome(browsers[who].get(path.format(**ids))) for path in TABLE}
    assert seen == {path: row[WHO.index(who)] for path, row in TABLE.items()}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("who", ["visitor", "mate", "stranger"])
def test_what_may_not_be_opened_may_not_be_sent(who, path, browsers, people, api, ids):
    """The answer to a form is its own request: nothing was opened before."""
    expected = ANSWERS_TO_FORMS.get(path, {}).get(who, TABLE[path][WHO.index(who)])
    sent = {"name": "Taken over", "approval": "automatic", "rate_seconds": "1", "revision": "1"}
    sent |= {"confirm": "Gold", "decision": "approve", "comment": "mine", "accept_terms": "on"}
    sent |= {"terms_revision": "1"}
    before = plans.plans_of(api.slug).plans
    assert outcome(browsers[who].post(path.format(**ids), sent)) == expected
    assert plans.plans_of(api.slug).plans == before
    subscription = Subscription.fetch(*Subscription.key(ids["app"], api.slug))
    assert (subscription.status, len(subscription.steps)) == ("requested", 1)


def test_a_subscription_of_somebody_else_or_of_another_api_is_not_there(browsers, people, ids):
    other = new_api(people["publisher"])
    plan = new_plan(people["publisher"], other, "Free")
    application = application_of(people["stranger"].user, "Other")
    ask(people["stranger"], application, other, plan)
    for address in (
        f"/apis/{ids['api']}/subscribers/{application.app_id}/",
        f"/apis/{other.slug}/subscribers/{ids['app']}/",
        f"/apis/{ids['api']}/subscribers/{'0' * 3000}/",
        f"/apis/{ids['api']}/plans/{plan.plan_id}/",
    ):
        assert browsers["publisher"].get(address).status_code == 404, address
    address = f"/applications/{application.app_id}/subscriptions/{other.slug}/"
    assert browsers["stranger"].get(address).status_code == 200
    assert browsers["developer"].get(address).status_code == 404
    assert browsers["developer"].post(f"{address}cancel/").status_code == 404
    assert stored(application, other).status == "active"


def test_only_who_may_decide_is_offered_it(browsers, ids):
    address = f"/apis/{ids['api']}/subscribers/{ids['app']}/"
    assert "Approve" in browsers["publisher"].get(address).text
    assert "Approve" not in browsers["mate"].get(address).text
    listed = f'href="{address}"'
    assert listed in browsers["mate"].get("/approvals/").text
    assert listed not in browsers["stranger"].get("/approvals/").text
    assert "Nothing waits for you" in browsers["stranger"].get("/approvals/").text


def test_the_shell_leads_publishers_to_what_waits(browsers):
    link = 'href="/approvals/"'
    offered = {who: link in browsers[who].get("/apis/").text for who in WHO}
    assert offered == {who: who in ("publisher", "stranger", "admin") for who in WHO}
