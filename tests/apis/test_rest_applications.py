"""Applications and their keys through REST: what it takes, gives and refuses."""

import json

import pytest

from apis.items.applications import Application
from portal.accounts import audit
from tests.apis.applications import application_of, holding, key_for, time_machine
from tests.apis.conftest import register

APPLICATIONS = "/api/v1/applications/"


@pytest.fixture
def rest(developer):
    return developer.rest


@pytest.fixture
def address(rest) -> str:
    made = rest.post(APPLICATIONS, {"name": "Web shop"}, format="json")
    return f"{APPLICATIONS}{made.json()['id']}/"


@pytest.fixture
def post(rest):
    def post(address, body, name=""):
        headers = {"Idempotency-Key": name} if name else {}
        return rest.post(address, body, format="json", headers=headers)

    return post


def test_an_application_is_created_edited_and_deleted(rest, post, unique):
    made = post(APPLICATIONS, {"name": f" {unique}  shop ", "description": "Sells."})
    assert made.status_code == 201
    address = made["Location"].removeprefix("http://testserver")
    assert address == f"{APPLICATIONS}{made.json()['id']}/"
    shown = rest.get(address)
    assert shown.json() == made.json()
    assert (shown.json()["name"], shown.json()["owner"]) == (f"{unique} shop", "")
    changed = rest.patch(address, {"description": "Sells more."}, format="json")
    assert changed.json()["description"] == "Sells more."
    outdated = {"If-Match": shown["ETag"]}
    assert rest.patch(address, {"name": "x"}, format="json", headers=outdated).status_code == 412
    assert rest.delete(address, headers=outdated).status_code == 412
    assert rest.delete(address, headers={"If-Match": changed["ETag"]}).status_code == 204
    assert rest.get(address).status_code == 404
    kinds = [each.kind for each in audit.by_subject(f"APP#{made.json()['id']}")]
    assert kinds == ["application_deleted", "application_edited", "application_created"]


def test_the_list_holds_ones_own_and_those_of_ones_teams(mate, publisher, stranger, team, unique):
    own = application_of(mate.user, f"{unique} own")
    of_team = application_of(publisher.user, f"{unique} team", owner=team)
    application_of(publisher.user, f"{unique} alone")

    def listed(who):
        return [each["id"] for each in who.rest.get(APPLICATIONS).json()["items"]]

    assert listed(mate) == [own.app_id, of_team.app_id]
    assert listed(stranger) == []
    assert mate.rest.get(APPLICATIONS).json()["next_cursor"] is None


def test_a_team_whose_name_begins_like_anothers_is_another(admin, publisher, team, unique):
    application_of(admin.user, unique, owner=f"{team}#x")
    assert publisher.rest.get(APPLICATIONS).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"name": "x", "description": "x" * 1001}, "/description"),
        ({"name": "x", "colour": "red"}, "/colour"),
    ],
)
def test_what_an_application_cannot_be_is_said_at_its_place(post, wrong, pointer):
    answer = post(APPLICATIONS, wrong)
    assert answer.status_code in (400, 422)
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


def test_nobody_creates_an_application_for_a_team_of_others(post, team):
    answer = post(APPLICATIONS, {"name": "x", "owner": team})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_team")


def test_an_owner_has_fifty_applications(post, monkeypatch, developer):
    monkeypatch.setattr("apis.services.applications.MAX_APPLICATIONS", 2)
    assert [post(APPLICATIONS, {"name": "x"}).status_code for _ in range(3)] == [201, 201, 422]


def test_an_application_is_handed_to_a_team_with_its_keys(mate, publisher, stranger, team):
    application = application_of(mate.user)
    key, _ = key_for(application, mate.user)
    address = f"{APPLICATIONS}{application.app_id}/"
    assert publisher.rest.get(address).status_code == 404
    body = {"owner": team, "name": "Ours"}
    handed = mate.rest.patch(address, body, format="json")
    assert (handed.json()["owner"], handed.json()["name"]) == (team, "Ours")
    assert publisher.rest.get(address).status_code == 200
    assert stranger.rest.get(address).status_code == 404
    assert holding(key) == [True]
    first, second = audit.by_subject(application.ref).items[:2]
    assert {first.kind, second.kind} == {"application_edited", "application_handed_over"}
    # Back to one person alone: who leaves the team would take it along.
    assert mate.rest.patch(address, {"owner": ""}, format="json").status_code == 403
    assert mate.rest.patch(address, {"owner": f"{team}-other"}, format="json").status_code == 403


def test_an_administrator_hands_any_application_to_any_team(admin, developer, stranger, team):
    address = f"{APPLICATIONS}{application_of(developer.user).app_id}/"
    handed = admin.rest.patch(address, {"owner": f"{team}-other"}, format="json")
    assert handed.status_code == 200
    assert stranger.rest.get(address).status_code == 200
    assert developer.rest.get(address).status_code == 404


def test_a_key_is_shown_once(rest, post, address):
    made = post(f"{address}keys/", {"label": "Production", "days": 30})
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    secret = made.json()["key"]
    assert secret.startswith("adp_live_")
    shown = {name: value for name, value in made.json().items() if name not in ("key", "notice")}
    assert rest.get(made["Location"]).json() == shown
    assert rest.get(f"{address}keys/").json()["items"] == [shown]
    assert secret not in rest.get(f"{address}keys/").text
    assert (shown["state"], shown["kind"], shown["scopes"]) == ("valid", "live", [])


def test_a_key_is_revoked_and_stays_as_history(rest, post, address):
    made = post(f"{address}keys/", {"label": "Production"})
    key = f"{address}keys/{made.json()['id']}/"
    assert rest.delete(key).status_code == 204
    again = rest.delete(key)
    assert (again.status_code, again.json()["code"]) == (409, "application_key_over")
    assert rest.get(f"{address}keys/").json()["items"] == []
    ended = rest.get(f"{address}keys/", {"ended": "true"}).json()["items"]
    assert [(each["id"], each["state"]) for each in ended] == [(made.json()["id"], "revoked")]
    assert rest.get(key).json()["state"] == "revoked"


def test_a_lost_answer_of_a_creation_makes_no_second_key(rest, post, address):
    body = {"label": "Production", "days": 90}
    first = post(f"{address}keys/", body, name="attempt-1")
    again = post(f"{address}keys/", body, name="attempt-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["key"] is None
    assert len(rest.get(f"{address}keys/").json()["items"]) == 1
    other = post(f"{address}keys/", {"label": "Other"}, name="attempt-1")
    assert (other.status_code, other.json()["code"]) == (422, "request_name_used")


def test_a_lost_answer_of_a_rotation_makes_no_hidden_key(rest, post, address):
    old = post(f"{address}keys/", {"label": "Production"}).json()["id"]
    rotate = f"{address}keys/{old}/rotate/"
    first = post(rotate, {"overlap_hours": 24}, name="attempt-1")
    again = post(rotate, {"overlap_hours": 24}, name="attempt-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["id"], again.json()["key"]) == (first.json()["id"], None)
    # Without the name, and with another one, the copy is refused and told which key it made.
    for name in ("", "attempt-2"):
        copy = post(rotate, {"overlap_hours": 24}, name=name)
        assert (copy.status_code, copy.json()["code"]) == (409, "application_key_replaced")
        assert copy.json()["successor"] == first.json()["id"]
    states = {each["id"]: each["state"] for each in rest.get(f"{address}keys/").json()["items"]}
    assert states == {old: "replaced", first.json()["id"]: "valid"}
    # And a secret that one knows is one rotation away.
    fresh = post(f"{address}keys/{first.json()['id']}/rotate/", {"overlap_hours": 0})
    assert fresh.json()["key"].startswith("adp_live_")


@pytest.mark.parametrize("name", ["x" * 256, "tab\tin it", "\u00fcmlaut"])
def test_a_name_of_a_request_that_cannot_be_is_refused(post, address, name):
    answer = post(f"{address}keys/", {"label": "x"}, name=name)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_name_invalid")


@pytest.mark.parametrize("hours", [2, -1, "soon", None])
def test_an_overlap_is_one_of_those_offered(post, address, hours):
    old = post(f"{address}keys/", {"label": "Production"}).json()["id"]
    answer = post(f"{address}keys/{old}/rotate/", {"overlap_hours": hours})
    assert answer.status_code == 400 or answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/overlap_hours"


def test_an_administrators_cap_is_told(post, address, settings):
    old = post(f"{address}keys/", {"label": "Production", "days": 90}).json()
    assert old["notice"] == ""
    settings.KEY_MAX_DAYS = 30
    words = "The administrators let a key hold for 30 days at most, so this one does."
    new = post(f"{address}keys/{old['id']}/rotate/", {"overlap_hours": 0})
    assert new.json()["notice"] == words
    assert post(f"{address}keys/", {"label": "x", "days": None}).json()["notice"] == words
    assert post(f"{address}keys/", {"label": "x", "days": 30}).json()["notice"] == ""


def test_a_key_that_sleeps_is_woken(rest, post, address, settings, monkeypatch):
    settings.KEY_DORMANT_DAYS = 30
    key = post(f"{address}keys/", {"label": "Production"}).json()["id"]
    time_machine(monkeypatch)(days=31)
    assert rest.get(f"{address}keys/{key}/").json()["state"] == "dormant"
    rotated = post(f"{address}keys/{key}/rotate/", {"overlap_hours": 0})
    assert (rotated.status_code, rotated.json()["code"]) == (409, "application_key_dormant")
    assert rest.post(f"{address}keys/{key}/wake/").json()["state"] == "valid"
    assert rest.post(f"{address}keys/{key}/wake/").status_code == 409


def test_the_keys_of_a_key_are_bounded(post, address, publisher, unique):
    api = register(publisher, unique, visibility="public")["id"]
    made = post(f"{address}keys/", {"label": "x", "scopes": [api], "kind": "sandbox"})
    assert (made.json()["scopes"], made.json()["kind"]) == ([api], "sandbox")
    for wrong in ([f"a{n}" for n in range(21)], ["a" * 65], ["no-such-api"], "payments", [1, {}]):
        answer = post(f"{address}keys/", {"label": "x", "scopes": wrong})
        assert answer.status_code in (400, 422), wrong
        assert answer.json()["errors"][0]["pointer"].startswith("/scopes"), wrong


def test_an_administrator_sees_and_revokes_anybodys_key(admin, developer):
    application = application_of(developer.user)
    key, _ = key_for(application, developer.user)
    address = f"{APPLICATIONS}{application.app_id}/keys/{key.digest}/"
    assert admin.rest.get(address).json()["hint"] == key.hint
    assert admin.rest.delete(address).status_code == 204
    assert holding(key) == [False]
    event = audit.by_subject(application.ref).items[0]
    assert (event.kind, event.actor) == ("application_key_revoked", admin.user.profile.ref)


def test_a_secret_is_in_no_event(post, address, developer):
    made = post(f"{address}keys/", {"label": "Production"}).json()
    rotated = post(f"{address}keys/{made['id']}/rotate/", {"overlap_hours": 1}).json()
    subject = f"APP#{address.split('/')[-2]}"
    written = json.dumps([each.details for each in audit.by_subject(subject)])
    for secret in (made["key"], rotated["key"]):
        assert secret not in written
    assert Application.fetch(subject, Application.SK).key_ends.keys() == {
        made["id"],
        rotated["id"],
    }
