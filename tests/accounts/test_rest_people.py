"""REST of people, keys and the audit log: admins manage, everybody else is refused."""

import json

import pytest

from portal import clock
from portal.accounts.items import Profile
from tests.apis.conftest import person, with_key

ADMINS_ONLY = [
    ("get", "/api/v1/users/"),
    ("get", "/api/v1/users/{}/"),
    ("patch", "/api/v1/users/{}/"),
    ("delete", "/api/v1/users/{}/"),
    ("delete", "/api/v1/users/{}/sessions/"),
    ("get", "/api/v1/audit/"),
]


@pytest.fixture
def admin(unique):
    return with_key(person(f"{unique}-admin", "admin"))


@pytest.fixture
def somebody(unique):
    return with_key(person(f"{unique}-somebody", "developer", "team-payments"))


def of(path, who):
    return path.format(who.user.profile.user_id)


@pytest.mark.parametrize(("method", "path"), ADMINS_ONLY)
@pytest.mark.parametrize("role", ["viewer", "developer", "publisher"])
def test_nobody_below_admin_gets_in(unique, somebody, method, path, role):
    caller = with_key(person(f"{unique}-{role}", role))
    answer = getattr(caller.rest, method)(of(path, somebody), {"disabled": True}, format="json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "This needs the role of admin."
    assert not Profile.fetch(*Profile.key(somebody.user.profile.user_id)).disabled


@pytest.mark.parametrize(("method", "path"), ADMINS_ONLY)
def test_strangers_are_asked_who_they_are(client, somebody, method, path):
    assert getattr(client, method)(of(path, somebody)).status_code == 401


def test_people_are_listed_by_pages(admin, somebody, unique):
    first = admin.rest.get("/api/v1/users/", {"email": unique.upper(), "limit": 1}).json()
    second = admin.rest.get(first["next"]).json()
    emails = [each["email"] for each in first["items"] + second["items"]]
    assert emails == [f"{unique}-admin@example.com", f"{unique}-somebody@example.com"]
    assert second["items"][0]["teams"] == ["payments"]
    assert "sessionSalt" not in str(first)
    assert "session_salt" not in str(first)


def test_a_role_is_set_and_noted(admin, somebody):
    path = of("/api/v1/users/{}/", somebody)
    changed = admin.rest.patch(path, {"role_override": "publisher"}, format="json").json()
    assert (changed["role"], changed["claimed_role"]) == ("publisher", "developer")
    assert somebody.rest.get("/api/v1/me/").json()["role"] == "publisher"
    subject = {"subject": somebody.user.profile.ref}
    log = admin.rest.get("/api/v1/audit/", subject).json()["items"]
    assert (log[0]["event"], log[0]["actor_email"]) == ("role_changed", admin.user.email)
    assert log[0]["details"]["to"] == "publisher"
    cleared = admin.rest.patch(path, {"role_override": ""}, format="json").json()
    assert cleared["role"] == "developer"


def test_an_outdated_change_of_a_person_is_refused(admin, somebody):
    path = of("/api/v1/users/{}/", somebody)
    read = {"If-Match": admin.rest.get(path)["ETag"]}
    set_role = {"role_override": "publisher"}
    first = admin.rest.patch(path, set_role, format="json", headers=read)
    late = admin.rest.patch(path, {"disabled": True}, format="json", headers=read)
    assert (first.status_code, late.status_code) == (200, 412)
    assert late["Content-Type"] == "application/problem+json"
    assert admin.rest.delete(path, headers=read).status_code == 412
    now = admin.rest.get(path)
    assert (now.json()["role"], now.json()["disabled"]) == ("publisher", False)
    assert now["ETag"] == first["ETag"]
    for fitting in (f'"0", {now["ETag"]}', "*"):
        answer = admin.rest.patch(path, {}, format="json", headers={"If-Match": fitting})
        assert answer.status_code == 200
    assert admin.rest.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_the_schema_describes_if_match(client):
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    for method in ("patch", "delete"):
        described = schema["paths"]["/api/v1/users/{user_id}/"][method]
        assert "If-Match" in [each["name"] for each in described["parameters"]]
        assert "412" in described["responses"]


def test_who_is_disabled_is_out(admin, somebody):
    path = of("/api/v1/users/{}/", somebody)
    assert admin.rest.patch(path, {"disabled": True}, format="json").json()["disabled"]
    assert somebody.rest.get("/api/v1/me/").status_code == 401


def test_all_sessions_of_a_person_end(admin, somebody, signed_in):
    browser = signed_in(somebody.user.profile)
    assert browser.get("/account/").status_code == 200
    ended = admin.rest.delete(of("/api/v1/users/{}/sessions/", somebody))
    assert ended.status_code == 204
    assert browser.get("/account/").status_code == 302


def test_a_person_is_deleted(admin, somebody):
    path = of("/api/v1/users/{}/", somebody)
    assert admin.rest.delete(path).status_code == 204
    assert admin.rest.get(path).status_code == 404
    assert somebody.rest.get("/api/v1/me/").status_code == 401


def test_admins_do_not_lock_themselves_out(admin):
    path = of("/api/v1/users/{}/", admin)
    for body in ({"disabled": True}, {"role_override": "viewer"}):
        assert admin.rest.patch(path, body, format="json").status_code == 422
    assert admin.rest.delete(path).status_code == 422
    assert admin.rest.get("/api/v1/me/").json()["role"] == "admin"


@pytest.mark.parametrize(
    "body", [{"role_override": "king"}, {"role": "admin"}, {"disabled": "perhaps"}, []]
)
def test_what_cannot_be_is_refused(admin, somebody, body):
    answer = admin.rest.patch(of("/api/v1/users/{}/", somebody), body, format="json")
    assert answer.status_code == 400


def test_the_log_of_a_month_is_read_newest_first_by_pages(admin, somebody):
    first = admin.rest.get("/api/v1/audit/", {"limit": 2}).json()
    second = admin.rest.get(first["next"]).json()
    times = [each["at"] for each in first["items"] + second["items"]]
    assert len(times) == 4
    assert times == sorted(times, reverse=True)
    assert times[0].startswith(f"{clock.now():%Y-%m}")
    assert admin.rest.get("/api/v1/audit/", {"month": "2001-01"}).json()["items"] == []


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "x"}, {"month": "2026-01", "subject": "API#a"}]
)
def test_the_log_is_not_asked_nonsense(admin, query):
    assert admin.rest.get("/api/v1/audit/", query).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_the_log(admin, method):
    assert getattr(admin.rest, method)("/api/v1/audit/").status_code == 405


def test_a_key_is_made_used_and_revoked(client, somebody, signed_in):
    """As the page of the REST API's documentation does it, with a session."""
    browser = signed_in(somebody.user.profile)
    body = {"label": "CI", "days": 30}
    made = browser.post("/api/v1/me/keys/", body, content_type="application/json")
    assert made.status_code == 201
    key = made.json()
    assert key["expires_on"]
    headers = {"X-API-Key": key["key"]}
    listed = browser.get("/api/v1/me/keys/", headers=headers).json()["items"]
    assert key["id"] in [each["id"] for each in listed]
    assert key["key"] not in str(listed)
    assert browser.delete(f"/api/v1/me/keys/{key['id']}/").status_code == 204
    assert client.get("/api/v1/me/", headers=headers).status_code == 401


def test_a_key_makes_no_keys(somebody):
    answer = somebody.rest.post("/api/v1/me/keys/", {"label": "more"}, format="json")
    assert answer.status_code == 403
    assert "makes no keys" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("", 400),
        (" ", 400),
        ("a\nb", 422),
        ("\ud800", 400),
        ("x" * 81, 400),
        (["x"], 400),
        (None, 400),
    ],
)
def test_a_key_has_a_name_that_can_be_typed(somebody, signed_in, label, status):
    browser = signed_in(somebody.user.profile)
    body = json.dumps({"label": label})
    answer = browser.post("/api/v1/me/keys/", body, content_type="application/json")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_viewers_have_no_keys_over_rest(unique, signed_in):
    viewer = with_key(person(f"{unique}-viewer", "viewer"))
    browser = signed_in(viewer.user.profile)
    refused = browser.get("/api/v1/me/keys/")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "This needs the role of developer."
    made = browser.post("/api/v1/me/keys/", {"label": "x"}, content_type="application/json")
    assert made.status_code == 403


def test_nobody_revokes_anothers_key(admin, somebody):
    key = somebody.rest.get("/api/v1/me/keys/").json()["items"][0]["id"]
    assert admin.rest.delete(f"/api/v1/me/keys/{key}/").status_code == 404
    assert somebody.rest.get("/api/v1/me/").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/users/{}/", "/api/v1/me/keys/{}/"])
def test_an_id_of_any_length_is_just_not_there(admin, path):
    assert admin.rest.delete(path.format("a" * 3000)).status_code == 404
