"""REST of teams."""

import pytest
from rest_framework.test import APIClient

from portal.accounts import audit
from portal.accounts.models import User
from tests.accounts.teams.conftest import found, now
from tests.apis.conftest import register, with_key


@pytest.fixture
def rest():
    """The REST API as a person sees it."""

    def rest(person) -> APIClient:
        return with_key(User.of(now(person))).rest

    return rest


def test_a_team_from_the_first_to_the_last_step(olga, mia, rest, unique):
    hers = rest(olga)
    made = hers.post("/api/v1/teams/", {"name": unique, "description": "Pays"}, format="json")
    assert made.status_code == 201
    assert made.json()["owners"] == [olga.user_id]
    team = f"/api/v1/teams/{unique}/"
    assert hers.get("/api/v1/teams/").json()["items"][0]["name"] == unique
    fresh = {"If-Match": hers.get(team)["ETag"]}
    edited = hers.patch(team, {"description": "Bills"}, format="json", headers=fresh)
    assert edited.json()["description"] == "Bills"
    late = hers.patch(team, {"description": "Late"}, format="json", headers=fresh)
    assert late.status_code == 412

    added = hers.post(f"{team}members/", {"email": mia.email}, format="json")
    assert added.status_code == 201
    assert (added.json()["role"], added.json()["given"]) == ("member", True)
    again = hers.post(f"{team}members/", {"email": mia.email}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "member_there")
    mine = rest(mia)
    assert {each["email"] for each in mine.get(f"{team}members/").json()["items"]} == {
        olga.email,
        mia.email,
    }
    member = f"{team}members/{mia.user_id}/"
    assert mine.patch(member, {"role": "owner"}, format="json").status_code == 403
    raised = hers.patch(member, {"role": "owner"}, format="json")
    assert raised.json()["role"] == "owner"
    assert hers.delete(f"{team}members/{olga.user_id}/").status_code == 204
    assert hers.get(team).status_code == 404

    last = mine.patch(member, {"role": "member"}, format="json")
    assert (last.status_code, last.json()["code"]) == (409, "last_owner")
    assert mine.delete(team).status_code == 204
    assert mine.get(team).status_code == 404
    kinds = [event.kind for event in audit.by_subject(f"TEAM#{unique}")]
    assert kinds == [
        "team_deleted",
        "team_left",
        "team_owner_added",
        "team_member_added",
        "team_edited",
        "team_created",
    ]


def test_a_team_that_owns_an_api_says_so(team, olga, rest, unique):
    owner = with_key(User.of(now(olga)))
    made = register(owner, unique, owner=team.name)
    refused = owner.rest.delete(f"/api/v1/teams/{team.name}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "team_owns_things")
    assert refused.json()["holdings"] == [
        {"kind": "API", "name": unique, "url": f"/apis/{made['id']}/"}
    ]
    leaving = owner.rest.delete(f"/api/v1/teams/{team.name}/members/{olga.user_id}/")
    assert (leaving.status_code, leaving.json()["code"]) == (409, "last_owner_of_things")


def test_who_stays_through_groups_is_in_the_answer(arrive, team, olga, mia, rest):
    arrive("mia", "developer", f"team-{team.name}")
    members = f"/api/v1/teams/{team.name}/members/"
    rest(olga).post(members, {"email": mia.email}, format="json")
    removed = rest(olga).delete(f"{members}{mia.user_id}/")
    assert removed.status_code == 200
    assert (removed.json()["by_groups"], removed.json()["given"]) == (True, False)
    again = rest(mia).delete(f"{members}{mia.user_id}/")
    assert (again.status_code, again.json()["code"]) == (409, "member_by_groups")


def test_strangers_and_the_unknown_get_nothing(team, mia, rest, client):
    paths = [f"/api/v1/teams/{team.name}/", f"/api/v1/teams/{team.name}/members/"]
    outsider = rest(mia)
    for path in paths:
        assert client.get(path).status_code == 401
        assert outsider.get(path).status_code == 404
        assert outsider.get(path).json()["code"] == "team_not_found"
    for method in ("patch", "delete"):
        path = f"{paths[1]}{mia.user_id}/"
        assert getattr(outsider, method)(path, {"role": "owner"}, format="json").status_code == 404
    assert outsider.post("/api/v1/teams/", {"name": "x"}, format="json").status_code == 403
    assert outsider.get("/api/v1/teams/").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 129},
        {"name": "two\nlines"},
        {"name": 5, "more": 1},
        {"name": "ok", "description": "x" * 501},
        {"name": ["a"]},
        [],
    ],
)
def test_bad_input_is_refused(olga, rest, body):
    answer = rest(olga).post("/api/v1/teams/", body, format="json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_an_address_that_is_none_is_refused(team, olga, rest):
    for email in ("", "nobody", "a@b\r\nBcc: c@d.test", f"{'x' * 300}@example.com"):
        path = f"/api/v1/teams/{team.name}/members/"
        answer = rest(olga).post(path, {"email": email}, format="json")
        assert answer.status_code == 400
    assert found(team).owners == [olga.user_id]


def test_an_admin_lists_all_teams_by_pages(admin, arrive, unique, rest):
    arrive("mia", *(f"team-{unique}-{number}" for number in range(3)))
    page = rest(admin).get("/api/v1/teams/", {"limit": 2}).json()
    assert (len(page["items"]), bool(page["next_cursor"])) == (2, True)
    assert rest(admin).get("/api/v1/teams/", {"limit": 51}).status_code == 400
