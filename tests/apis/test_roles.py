"""Who may do what: every kind of caller at every route of the REST API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from portal.accounts import keys
from portal.rest.on_demand import Endpoint
from tests.apis.applications import application_of, key_for
from tests.apis.conftest import Person, description, people_of_each_kind, register, with_key
from tests.apis.subscriptions.routes import is_of_subscriptions
from tests.docs.writing import image
from tests.people import person, unique_name
from tests.routes import METHODS, Route, Unread, route_of, routes, unlisted

WHO = ("anonymous", "developer", "mate", "publisher", "stranger", "admin")
VERSION = "/api/v1/apis/{api}/versions/1.0.0/"
DRAFT = "/api/v1/apis/{api}/versions/2.0.0/"
# An internal API of the publisher's team, whose second version is a draft; somebody else; a key of
# the publisher's.
TABLE = {
    ("get", "/api/v1/apis/"): (200, 200, 200, 200, 200, 200),
    ("get", "/api/v1/apis/{api}/"): (404, 200, 200, 200, 200, 200),
    ("patch", "/api/v1/apis/{api}/"): (401, 403, 403, 200, 403, 200),
    ("get", "/api/v1/apis/{api}/versions/"): (404, 200, 200, 200, 200, 200),
    ("get", VERSION): (404, 200, 200, 200, 200, 200),
    ("get", f"{VERSION}spec"): (404, 200, 200, 200, 200, 200),
    ("get", f"{VERSION}operations/"): (404, 200, 200, 200, 200, 200),
    ("get", DRAFT): (404, 404, 200, 200, 404, 200),
    ("get", f"{DRAFT}spec"): (404, 404, 200, 200, 404, 200),
    ("get", f"{DRAFT}operations/"): (404, 404, 200, 200, 404, 200),
    ("put", f"{VERSION}spec"): (401, 403, 403, 409, 403, 409),
    ("put", f"{DRAFT}spec"): (401, 404, 403, 200, 404, 200),
    ("patch", VERSION): (401, 403, 403, 200, 403, 200),
    ("patch", DRAFT): (401, 404, 403, 200, 404, 200),
    ("post", "/api/v1/apis/{api}/versions/"): (401, 403, 403, 201, 403, 201),
    ("get", "/api/v1/apis/{guided}/guide/"): (404, 200, 200, 200, 200, 200),
    ("put", "/api/v1/apis/{guided}/guide/"): (401, 403, 403, 200, 403, 200),
    ("delete", "/api/v1/apis/{guided}/guide/"): (401, 403, 403, 204, 403, 204),
    ("get", "/api/v1/apis/{guided}/images/"): (404, 200, 200, 200, 200, 200),
    ("post", "/api/v1/apis/{guided}/images/"): (401, 403, 403, 201, 403, 201),
    ("get", "/api/v1/apis/{guided}/images/flow.png/"): (404, 200, 200, 200, 200, 200),
    ("delete", "/api/v1/apis/{guided}/images/flow.png/"): (401, 403, 403, 204, 403, 204),
    ("get", "/api/v1/apis/{guided}/examples/"): (404, 200, 200, 200, 200, 200),
    ("post", "/api/v1/apis/{guided}/examples/"): (401, 403, 403, 201, 403, 201),
    ("get", "/api/v1/apis/{exampled}/"): (404, 200, 200, 200, 200, 200),
    ("patch", "/api/v1/apis/{exampled}/"): (401, 403, 403, 200, 403, 200),
    ("delete", "/api/v1/apis/{exampled}/"): (401, 403, 403, 204, 403, 204),
    ("get", "/api/v1/apis/{gated}/gateway/"): (401, 403, 403, 200, 403, 200),
    ("put", "/api/v1/apis/{gated}/gateway/"): (401, 403, 403, 200, 403, 200),
    ("patch", "/api/v1/apis/{gated}/gateway/"): (401, 403, 403, 200, 403, 200),
    ("put", "/api/v1/apis/{gated}/gateway/credential/"): (401, 403, 403, 204, 403, 204),
    ("delete", "/api/v1/apis/{gated}/gateway/credential/"): (401, 403, 403, 204, 403, 204),
    ("get", "/api/v1/apis/{api}/usage/"): (401, 403, 200, 200, 403, 200),
    # Of an operation that only a draft has.
    ("get", "/api/v1/apis/{drafted}/"): (404, 404, 404, 200, 404, 200),
    ("delete", VERSION): (401, 403, 403, 409, 403, 409),
    ("delete", DRAFT): (401, 404, 403, 204, 404, 204),
    ("delete", "/api/v1/apis/{api}/"): (401, 403, 403, 204, 403, 204),
    ("post", "/api/v1/apis/"): (401, 403, 403, 201, 201, 422),
    ("post", "/api/v1/uploads/"): (401, 403, 403, 201, 201, 201),
    ("get", "/api/v1/jobs/none/"): (401, 404, 404, 404, 404, 404),
    ("post", "/api/v1/jobs/none/cancel/"): (401, 404, 404, 404, 404, 404),
    ("get", "/api/v1/me/"): (401, 200, 200, 200, 200, 200),
    ("get", "/api/v1/me/keys/"): (401, 200, 200, 200, 200, 200),
    # A key makes no keys.
    ("post", "/api/v1/me/keys/"): (401, 403, 403, 403, 403, 403),
    ("delete", "/api/v1/me/keys/{key}/"): (401, 404, 404, 204, 404, 404),
    ("get", "/api/v1/users/"): (401, 403, 403, 403, 403, 200),
    ("get", "/api/v1/users/{user}/"): (401, 403, 403, 403, 403, 200),
    ("patch", "/api/v1/users/{user}/"): (401, 403, 403, 403, 403, 200),
    ("delete", "/api/v1/users/{user}/sessions/"): (401, 403, 403, 403, 403, 204),
    ("delete", "/api/v1/users/{user}/"): (401, 403, 403, 403, 403, 204),
    ("get", "/api/v1/audit/"): (401, 403, 403, 403, 403, 200),
    ("get", "/api/v1/schema/"): (200, 200, 200, 200, 200, 200),
    # An application of the publisher's team.
    ("get", "/api/v1/applications/"): (401, 200, 200, 200, 200, 200),
    ("post", "/api/v1/applications/"): (401, 201, 201, 201, 201, 201),
    ("get", "/api/v1/applications/{app}/"): (401, 404, 200, 200, 404, 200),
    ("patch", "/api/v1/applications/{app}/"): (401, 404, 200, 200, 404, 200),
    ("delete", "/api/v1/applications/{app}/"): (401, 404, 204, 204, 404, 204),
    ("get", "/api/v1/applications/{app}/keys/"): (401, 404, 200, 200, 404, 200),
    ("post", "/api/v1/applications/{app}/keys/"): (401, 404, 201, 201, 404, 201),
    ("get", "/api/v1/applications/{app}/usage/"): (401, 404, 200, 200, 404, 200),
    ("get", "/api/v1/applications/{app_key}/"): (401, 404, 200, 200, 404, 200),
    ("delete", "/api/v1/applications/{app_key}/"): (401, 404, 204, 204, 404, 204),
    ("post", "/api/v1/applications/{app_key}/rotate/"): (401, 404, 201, 201, 404, 201),
    # It does not sleep.
    ("post", "/api/v1/applications/{app_key}/wake/"): (401, 404, 409, 409, 404, 409),
}
FILES = {("post", "/api/v1/apis/{guided}/images/")}
MADE_UP = {"api": "x", "user": "x", "key": "x", "guided": "x", "gated": "x"}
MADE_UP |= dict.fromkeys(("exampled", "drafted"), "x/examples/x")
MADE_UP |= {"app": "x", "app_key": "x/keys/x"}


@pytest.fixture(scope="module")
def callers() -> dict[str, Person]:
    """One of each kind who signs in."""
    people = people_of_each_kind()
    return {who: with_key(people[who]) for who in WHO if who in people}


def with_draft(publisher: Person) -> str:
    """Register an API with a second version that is a draft."""
    name = unique_name()
    api = register(publisher, name)["id"]
    draft = {"spec": description(name, "2.0.0"), "status": "draft"}
    added = publisher.rest.post(f"/api/v1/apis/{api}/versions/", draft, format="json")
    assert added.status_code == 201
    return str(api)


def with_guide(publisher: Person) -> str:
    """Register an API with a guide that has an image."""
    api = with_draft(publisher)
    address = f"/api/v1/apis/{api}/"
    assert (
        publisher.rest.put(f"{address}guide/", {"content": "Hi"}, format="json").status_code == 201
    )
    sent = {"file": image("flow.png")}
    assert publisher.rest.post(f"{address}images/", sent, format="multipart").status_code == 201
    return api


def with_gateway(publisher: Person) -> str:
    """Register an API and put it behind the gateway."""
    api = with_draft(publisher)
    body = {"upstreams": {"1.0.0": "https://8.8.8.8"}}
    put = publisher.rest.put(f"/api/v1/apis/{api}/gateway/", body, format="json")
    assert put.status_code == 200
    return api


def with_example(publisher: Person, version: str = "1.0.0") -> str:
    """Register an API and add code to its operation; return the path of that below `apis/`."""
    api = with_draft(publisher)
    if version != "1.0.0":
        only = {"paths": {"/hidden": {"get": {"operationId": "things", "responses": {}}}}}
        draft = {"spec": description(api, version, **only), "status": "draft"}
        added = publisher.rest.post(f"/api/v1/apis/{api}/versions/", draft, format="json")
        assert added.status_code == 201
    body = example() | {"version": version}
    made = publisher.rest.post(f"/api/v1/apis/{api}/examples/", body, format="json")
    assert made.status_code == 201
    return f"{api}/examples/{made.json()['id']}"


def example() -> dict[str, str]:
    code = {"language": "B", "title": "C", "value": "d"}
    return {"operation": "things", "place": "code", **code}


def new_key(owner: Person) -> str:
    made, _ = keys.create(owner=owner.user.profile, label=unique_name())
    return str(made.digest)


def with_application(publisher: Person) -> str:
    """Create an application of the publisher's team."""
    team = publisher.user.teams[0]
    return str(application_of(publisher.user, owner=team).app_id)


def with_application_key(publisher: Person) -> str:
    """Create such an application with a key; return the path of that below `applications/`."""
    application = application_of(publisher.user, owner=publisher.user.teams[0])
    key, _ = key_for(application, publisher.user)
    return f"{application.app_id}/keys/{key.digest}"


MAKERS = {
    "{app}": with_application,
    "{app_key}": with_application_key,
    "{api}": with_draft,
    "{user}": lambda publisher: person(unique_name(), "developer").id,
    "{key}": new_key,
    "{guided}": with_guide,
    "{gated}": with_gateway,
    "{exampled}": with_example,
    "{drafted}": lambda publisher: with_example(publisher, "3.0.0"),
}


def at(path: str, publisher: Person) -> str:
    """Return a path to things of the publisher's that are made for it."""
    for name, make in MAKERS.items():
        path = path.replace(name, make(publisher)) if name in path else path
    return path


@pytest.fixture(scope="module")
def shared(callers) -> dict[str, str]:
    """What is only looked at, or not to be changed by who tries."""
    return {name.strip("{}"): make(callers["publisher"]) for name, make in MAKERS.items()}


def bodies() -> dict[tuple[str, str], Any]:
    name = unique_name()
    return {
        ("patch", "/api/v1/apis/{api}/"): {"summary": "new"},
        ("put", f"{DRAFT}spec"): {"spec": description(name, "2.0.0")},
        ("patch", VERSION): {"notes": "new"},
        ("patch", DRAFT): {"status": "active"},
        ("post", "/api/v1/apis/{api}/versions/"): {"spec": description(name, "3.0.0")},
        ("post", "/api/v1/apis/"): {"spec": description(name)},
        ("put", "/api/v1/apis/{guided}/guide/"): {"content": "New"},
        ("post", "/api/v1/apis/{guided}/examples/"): example(),
        ("put", "/api/v1/apis/{gated}/gateway/"): {"upstreams": {"1.0.0": "https://1.1.1.1"}},
        ("patch", "/api/v1/apis/{gated}/gateway/"): {"validates": True},
        ("put", "/api/v1/apis/{gated}/gateway/credential/"): {"value": "secret"},
        ("patch", "/api/v1/apis/{exampled}/"): {"title": "New"},
        ("post", "/api/v1/me/keys/"): {"label": "more"},
        ("patch", "/api/v1/users/{user}/"): {"role_override": "viewer"},
        ("post", "/api/v1/applications/"): {"name": name},
        ("patch", "/api/v1/applications/{app}/"): {"description": "new"},
        ("post", "/api/v1/applications/{app}/keys/"): {"label": "more"},
        ("post", "/api/v1/applications/{app_key}/rotate/"): {"overlap_hours": 24},
    }


def is_rest(route: Route) -> bool:
    """Plans and subscriptions have a table of theirs (`subscriptions.test_roles`)."""
    return isinstance(route.view, Endpoint) and not is_of_subscriptions(route)


def test_every_route_has_its_rows():
    assert unlisted({path.format(**MADE_UP) for _, path in TABLE}, wanted=is_rest) == set()
    listed = {(method, route_of(path.format(**MADE_UP))) for method, path in TABLE}
    for route in filter(is_rest, routes()):
        allowed = {method for method in METHODS if hasattr(route.view.cls, method)}
        assert {method for method, path in listed if path == route.path} == allowed, route.path


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_caller_gets_the_answer_of_the_table(callers, shared, method, path):
    answers = {}
    for who, status in zip(WHO, TABLE[method, path], strict=True):
        rest = callers[who].rest if who in callers else APIClient()
        changes = method != "get" and status < 300
        address = at(path, callers["publisher"]) if changes else path.format(**shared)
        body, sent_as = bodies().get((method, path)), "json"
        if (method, path) in FILES:
            body, sent_as = {"file": image("other.png")}, "multipart"
        answer = getattr(rest, method)(address, body, format=sent_as)
        answers[who] = answer.status_code
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
    assert answers == dict(zip(WHO, TABLE[method, path], strict=True))


@pytest.mark.parametrize(("method", "path"), bodies())
def test_who_may_not_is_refused_before_the_body_is_read(callers, shared, method, path):
    for who, status in zip(WHO, TABLE[method, path], strict=True):
        if status in (401, 403, 404):
            rest = callers[who].rest if who in callers else APIClient()
            sent = {
                "wsgi.input": Unread(),
                "CONTENT_LENGTH": "9",
                "CONTENT_TYPE": "application/json",
            }
            answer = rest.generic(method.upper(), path.format(**shared), **sent)
            assert answer.status_code == status, who


def test_an_admin_who_is_in_no_team_has_to_name_one(admin, unique):
    answer = admin.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/owner")


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        ("public", {"anonymous", "developer", "mate", "publisher", "stranger", "admin"}),
        ("internal", {"developer", "mate", "publisher", "stranger", "admin"}),
        ("restricted", {"mate", "publisher", "admin"}),
    ],
)
def test_what_one_may_not_see_is_nowhere(callers, unique, visit, visibility, seen_by):
    made = register(callers["publisher"], unique, visibility=visibility)
    for who in WHO:
        rest = callers[who].rest if who in callers else APIClient()
        browser = visit(callers.get(who))
        seen = who in seen_by
        for path in ("", "versions/", "versions/1.0.0/", "versions/1.0.0/spec"):
            status = rest.get(f"/api/v1/apis/{made['id']}/{path}").status_code
            assert (status == 200) == seen, (who, path)
            assert seen or status == 404
        listed = rest.get("/api/v1/apis/", {"q": unique}).json()["items"]
        assert [each["id"] for each in listed] == ([made["id"]] if seen else []), who
        page = browser.get(f"/apis/{made['id']}/")
        assert page.status_code == (200 if seen else 404), who
        link = f'href="/apis/{made["id"]}/"'
        assert (link in browser.get("/").content.decode()) == seen, who


def test_named_teams_may_see_a_restricted_api(publisher, stranger, unique, team):
    made = register(publisher, unique, visibility="restricted", readers=[f"{team}-other"])
    assert stranger.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 200
    assert stranger.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]


def test_a_publisher_cannot_give_an_api_to_a_team_they_are_not_in(publisher, unique):
    body = {"spec": description(unique), "owner": "another"}
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 403
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/"
    assert publisher.rest.patch(path, {"owner": "another"}, format="json").status_code == 403


def test_nothing_counts_a_draft_for_who_may_not_see_it(publisher, developer, unique):
    path = f"/api/v1/apis/{register(publisher, unique)['id']}/"
    before = developer.rest.get(path).json()
    draft = {"spec": description(unique, "2.0.0"), "status": "draft"}
    assert publisher.rest.post(f"{path}versions/", draft, format="json").status_code == 201
    after = developer.rest.get(path).json()
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] in ([], ["updated_at"])


@pytest.mark.parametrize(
    "path", ["/api/v1/jobs/{}/", "/jobs/{}/", "/account/keys/{}/revoke/", "/api/v1/apis/{}/"]
)
def test_an_id_of_any_length_is_just_not_there(publisher, visit, path):
    visitor = publisher.rest if path.startswith("/api/") else visit(publisher)
    assert visitor.get(path.format("a" * 3000)).status_code == 404


def test_a_session_id_of_any_length_is_just_not_there(publisher, visit):
    assert visit(publisher).post(f"/account/sessions/{'a' * 3000}/end/").status_code == 404
