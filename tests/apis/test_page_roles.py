"""Who may open which page: every kind of caller, at every page of an API and of an account."""

import pytest
from django.test import Client

from portal.rest.on_demand import Endpoint
from tests.accounts.teams.routes import is_of_teams
from tests.apis.conftest import description, people_of_each_kind
from tests.apis.subscriptions.routes import is_of_subscriptions
from tests.docs.writing import image
from tests.people import unique_name
from tests.routes import Route, unlisted

WHO = ("visitor", "viewer", "developer", "mate", "publisher", "stranger", "admin")
SIGN_IN = "sign in"
# An internal API of the publisher's team: 1.1.0 is its current version, and 2.0.0 a draft, which
# cannot become the current one, so that the page for it leads back.
TABLE = {
    "/": (200, 200, 200, 200, 200, 200, 200),
    "/apis/": (200, 200, 200, 200, 200, 200, 200),
    "/apis/register/": (SIGN_IN, 403, 403, 403, 200, 200, 200),
    "/apis/{id}/": (404, 200, 200, 200, 200, 200, 200),
    "/apis/{id}/access/": (SIGN_IN, 403, 200, 200, 200, 200, 200),
    "/apis/{id}/edit/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/add/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/": (404, 200, 200, 200, 200, 200, 200),
    # Of a published version the file stays: the page for it leads back.
    "/apis/{id}/versions/1.0.0/replace/": (SIGN_IN, 403, 403, 403, 302, 403, 302),
    "/apis/{id}/versions/1.0.0/status/deprecated/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/current/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/2.0.0/": (404, 404, 404, 200, 200, 404, 200),
    "/apis/{id}/versions/2.0.0/replace/": (SIGN_IN, 403, 403, 403, 200, 404, 200),
    "/apis/{id}/versions/2.0.0/status/active/": (SIGN_IN, 404, 404, 403, 200, 404, 200),
    "/apis/{id}/versions/2.0.0/current/": (SIGN_IN, 404, 404, 403, 302, 404, 302),
    "/apis/{id}/versions/2.0.0/delete/": (SIGN_IN, 404, 404, 403, 200, 404, 200),
    "/apis/{id}/gateway/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/gateway/rules/request/add/path/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/gateway/rules/request/1/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    # Answers to forms only.
    "/apis/{id}/gateway/rules/request/1/move/": (405, 405, 405, 405, 405, 405, 405),
    "/apis/{id}/gateway/versions/1.0.0/try/": (405, 405, 405, 405, 405, 405, 405),
    "/apis/{id}/gateway/rules/request/1/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/gateway/credential/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/gateway/credential/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/": (404, 302, 302, 302, 302, 302, 302),
    "/docs/{id}/1.0.0/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/operations.json": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/operations/things/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/tags/things/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/schemas/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/schemas/Thing/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/operations/things/examples/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/2.0.0/operations/things/examples/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/guide/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/guide/edit/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/guide/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/guide/images/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/guide/images/flow.png": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/guide/images/flow.png/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/examples/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/examples/{example}/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/examples/{example}/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/docs/{id}/2.0.0/": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/operations.json": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/operations/things/": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/tags/things/": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/schemas/": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/schemas/Thing/": (404, 404, 404, 200, 200, 404, 200),
    "/jobs/none/": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "/jobs/none/status/": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "/jobs/none/cancel/": (405, 405, 405, 405, 405, 405, 405),
    "/account/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "/account/keys/new/": (SIGN_IN, 403, 200, 200, 200, 200, 200),
    "/account/keys/none/revoke/": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "/account/sessions/none/end/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "/account/sessions/end-others/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "/admin/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "/api/v1/docs/": (200, 200, 200, 200, 200, 200, 200),
    "/account/sign-in/": (200, 200, 200, 200, 200, 200, 200),
    # A form's answer only.
    "/account/sign-out/": (405, 405, 405, 405, 405, 405, 405),
    # To the provider, and back without an attempt.
    "/account/oidc/cognito/": (302, 302, 302, 302, 302, 302, 302),
    "/account/oidc/corporate/": (302, 302, 302, 302, 302, 302, 302),
    "/account/oidc/cognito/callback/": (403, 302, 302, 302, 302, 302, 302),
    "/account/oidc/corporate/callback/": (403, 302, 302, 302, 302, 302, 302),
    "/healthz": (200, 200, 200, 200, 200, 200, 200),
    "/readyz": (200, 200, 200, 200, 200, 200, 200),
    "/favicon.ico": (302, 302, 302, 302, 302, 302, 302),
    "/static/nothing": (404, 404, 404, 404, 404, 404, 404),
}
# Who may read these pages may not send their forms, or finds none.
ANSWERS_TO_FORMS = {
    "/apis/{id}/": {"visitor": 405, "stranger": 405},
    "/docs/{id}/examples/": {"visitor": 405, "stranger": 405},
    "/apis/{id}/versions/1.0.0/": {"stranger": 403},
    "/apis/{id}/gateway/rules/request/1/move/": {"visitor": SIGN_IN, "stranger": 403},
    "/apis/{id}/gateway/versions/1.0.0/try/": {"visitor": SIGN_IN, "stranger": 403},
}
# What a page that is hidden from somebody answers is what one that is not there answers.
ABSENT = "nothing-of-this-name"


@pytest.fixture(scope="module")
def browsers() -> dict[str, Client]:
    """A browser of each kind of caller."""
    found = {"visitor": Client()}
    for who, user in people_of_each_kind().items():
        found[who] = Client()
        found[who].force_login(user)
    return found


@pytest.fixture(scope="module")
def api(browsers) -> str:
    """An API of the publisher's, of three versions, with a guide that has an image."""
    name = unique_name()
    operation = {"operationId": "things", "tags": ["Things"], "responses": {}}
    more = {
        "paths": {"/things": {"get": operation}},
        "components": {"schemas": {"Thing": {"type": "object"}}},
    }
    publisher, address = browsers["publisher"], "/api/v1/apis/"
    for version, status in (("1.0.0", "active"), ("1.1.0", "active"), ("2.0.0", "draft")):
        body = {"spec": description(name, version, **more), "status": status}
        made = publisher.post(address, body, content_type="application/json")
        assert made.status_code == 201
        address = f"/api/v1/apis/{name}/versions/"
    settings = {
        "upstreams": {"1.0.0": "https://8.8.8.8"},
        "request_rules": [{"part": "query", "action": "remove", "name": "debug"}],
    }
    address = f"/api/v1/apis/{name}/gateway/"
    put = publisher.put(address, settings, content_type="application/json")
    assert put.status_code == 200
    assert publisher.post(f"/docs/{name}/guide/edit/", {"content": "Begin."}).status_code == 302
    sent = {"file": image("flow.png")}
    assert publisher.post(f"/docs/{name}/guide/images/", sent).status_code == 302
    return name


@pytest.fixture(scope="module")
def example(browsers, api) -> str:
    """What the publisher added to an operation of that API."""
    body = {"operation": "things", "place": "code", "language": "B", "title": "C", "value": "d"}
    address = f"/api/v1/apis/{api}/examples/"
    made = browsers["publisher"].post(address, body, content_type="application/json")
    assert made.status_code == 201
    return made.json()["id"]


def is_page(route: Route) -> bool:
    """The admin's pages have a test of their own, all of them being for admins; those of
    applications, plans, subscriptions and teams have tables of theirs (`test_application_roles`,
    `subscriptions.test_roles`, `accounts.teams.test_roles`). Calls through the gateway are no
    pages: whoever has a key makes them."""
    elsewhere = ("/admin/", "/applications/", "/gateway/")
    is_elsewhere = route.path.startswith(elsewhere) or is_of_subscriptions(route)
    is_elsewhere = is_elsewhere or is_of_teams(route)
    return not isinstance(route.view, Endpoint) and not is_elsewhere


def test_every_page_has_a_row():
    assert unlisted({path.format(id="x", example="x") for path in TABLE}, wanted=is_page) == set()


@pytest.mark.parametrize("who", WHO)
def test_the_table_holds(browsers, api, example, who):
    browser = browsers[who]
    if who == "admin":
        # Who is in no team cannot own one: the page says so in place of its form.
        assert b"team" in browser.get("/apis/register/").content
    expected = {path: row[WHO.index(who)] for path, row in TABLE.items()}
    seen_here = {path: seen(browser, path.format(id=api, example=example)) for path in TABLE}
    assert seen_here == expected
    hidden = [path for path, status in expected.items() if "{id}" in path and status == 404]
    absent = {path: seen(browser, path.format(id=ABSENT, example=example)) for path in hidden}
    assert set(absent.values()) <= {404}


FORMS = [path for path in TABLE if path.startswith("/apis/{id}/") or SIGN_IN in TABLE[path][:1]]


@pytest.mark.parametrize("path", [path for path in FORMS if "{id}" in path])
def test_what_may_not_be_opened_may_not_be_sent(path, browsers, api, example):
    """The answer to a form is its own request: nothing was opened before."""
    publisher = browsers["publisher"]
    expected = {who: TABLE[path][WHO.index(who)] for who in ("visitor", "stranger")}
    expected |= ANSWERS_TO_FORMS.get(path, {})
    written = ("guide/", "images/", "examples/", "versions/1.0.0/", "gateway/")
    rest = [f"/api/v1/apis/{api}/{each}" for each in ("", *written)]
    before = [publisher.get(each).content for each in rest]
    confirm = "1.0.0" if "versions" in path else api
    sent = {"confirm": confirm, "name": "Taken over", "revision": "1", "notes": "mine"}
    sent |= {"content": "Taken over", "value": "d", "title": "e", "language": "B"}
    address = path.format(id=api, example=example)
    answers = {who: outcome(browsers[who].post(address, sent)) for who in expected}
    assert answers == expected
    assert [publisher.get(each).content for each in rest] == before


def outcome(answer):
    if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next="):
        return SIGN_IN
    return answer.status_code


def seen(browser, path):
    return outcome(browser.get(path))
