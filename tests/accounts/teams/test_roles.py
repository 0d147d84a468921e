"""Who may do what with teams: every kind of caller at every page and every route of REST."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from portal.accounts import services as accounts
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.accounts.teams import members, services
from portal.rest.on_demand import Endpoint
from tests.accounts.teams.conftest import claims, found, now
from tests.accounts.teams.routes import is_of_teams
from tests.apis.conftest import with_key
from tests.people import unique_name
from tests.routes import METHODS, route_of, routes, unlisted

# A developer and a publisher outside the team, a developer and an owner in it.
WHO = ("visitor", "outsider", "stranger", "member", "owner", "admin")
SIGN_IN = "sign in"
PAGES = {
    "/teams/": (SIGN_IN, 200, 200, 200, 200, 200),
    "/teams/new/": (SIGN_IN, 403, 200, 403, 200, 200),
    "/teams/{team}/": (SIGN_IN, 404, 404, 200, 200, 200),
    "/teams/{team}/edit/": (SIGN_IN, 404, 404, 403, 200, 200),
    "/teams/{team}/leave/": (SIGN_IN, 404, 404, 200, 200, 200),
    "/teams/{team}/delete/": (SIGN_IN, 404, 404, 403, 200, 200),
    "/teams/{team}/members/add/": (SIGN_IN, 404, 404, 403, 200, 200),
    "/teams/{team}/members/{user}/remove/": (SIGN_IN, 404, 404, 403, 200, 200),
}
TEAM, MEMBER = "/api/v1/teams/{team}/", "/api/v1/teams/{team}/members/{user}/"
REST = {
    ("get", "/api/v1/teams/"): (401, 200, 200, 200, 200, 200),
    ("post", "/api/v1/teams/"): (401, 403, 201, 403, 201, 201),
    ("get", TEAM): (401, 404, 404, 200, 200, 200),
    ("patch", TEAM): (401, 404, 404, 403, 200, 200),
    ("delete", TEAM): (401, 404, 404, 403, 204, 204),
    ("get", f"{TEAM}members/"): (401, 404, 404, 200, 200, 200),
    ("post", f"{TEAM}members/"): (401, 404, 404, 403, 201, 201),
    ("patch", MEMBER): (401, 404, 404, 403, 200, 200),
    ("delete", MEMBER): (401, 404, 404, 403, 204, 204),
}
MADE_UP = {"team": "x", "user": "x"}


def arrived(name: str, role: str) -> Profile:
    return accounts.sign_in(claims=claims(f"{unique_name()}-{name}", role))


@pytest.fixture
def people() -> dict[str, Profile]:
    roles = ("developer", "publisher", "developer", "publisher", "admin")
    return {who: arrived(who, role) for who, role in zip(WHO[1:], roles, strict=True)}


def with_members(people: dict[str, Profile]) -> tuple[str, Profile]:
    """Make a team of the owner's with the member in it; return its name, and a further member."""
    team = services.create_team(name=unique_name(), by=now(people["owner"]))
    further = arrived("further", "developer")
    for person in (people["member"], further):
        members.add_member(team=found(team), email=person.email, by=now(people["owner"]))
    return team.name, further


@pytest.mark.parametrize("who", WHO)
def test_pages_are_for_whom_the_table_says(people, who):
    browser = Client()
    if who in people:
        browser.force_login(User.of(people[who]))
    team, further = with_members(people)
    for path, expected in PAGES.items():
        answer = browser.get(path.format(team=team, user=further.user_id))
        wanted = expected[WHO.index(who)]
        if wanted == SIGN_IN:
            assert answer.status_code == 302, path
            assert "/account/sign-in/" in answer["Location"]
        else:
            assert answer.status_code == wanted, path


@pytest.mark.parametrize("who", WHO)
def test_rest_is_for_whom_the_table_says(people, who):
    caller = with_key(User.of(now(people[who]))).rest if who in people else APIClient()
    bodies = {
        ("post", "/api/v1/teams/"): lambda: {"name": unique_name()},
        ("post", f"{TEAM}members/"): lambda: {"email": arrived("new", "viewer").email},
        ("patch", TEAM): lambda: {"description": "Known"},
        ("patch", MEMBER): lambda: {"role": "owner"},
    }
    for (method, path), expected in REST.items():
        team, further = with_members(people)
        body = bodies.get((method, path), dict)()
        address = path.format(team=team, user=further.user_id)
        answer = getattr(caller, method)(address, body, format="json")
        if method == "get":
            answer = caller.get(address)
        assert answer.status_code == expected[WHO.index(who)], (method, path, answer.content)


def test_every_route_has_its_rows():
    rest = {path.format(**MADE_UP) for _, path in REST}
    assert unlisted({path.format(**MADE_UP) for path in PAGES} | rest, wanted=is_of_teams) == set()
    listed = {(method, route_of(path.format(**MADE_UP))) for method, path in REST}
    for route in filter(is_of_teams, routes()):
        if isinstance(route.view, Endpoint):
            allowed = {method for method in METHODS if hasattr(route.view.cls, method)}
            assert {method for method, path in listed if path == route.path} == allowed
