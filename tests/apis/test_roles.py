"""Who may do what: every kind of caller at every route of API management's REST."""

import pytest

from tests.apis.conftest import description, register

WHO = ("anonymous", "developer", "mate", "publisher", "stranger", "admin")
# An internal API of the publisher's team; its second version is a draft.
TABLE = {
    ("get", "/api/v1/apis/"): (200, 200, 200, 200, 200, 200),
    ("get", "/api/v1/apis/{id}/"): (404, 200, 200, 200, 200, 200),
    ("patch", "/api/v1/apis/{id}/"): (401, 403, 403, 200, 403, 200),
    ("get", "/api/v1/apis/{id}/versions/"): (404, 200, 200, 200, 200, 200),
    ("get", "/api/v1/apis/{id}/versions/1.0.0/"): (404, 200, 200, 200, 200, 200),
    ("get", "/api/v1/apis/{id}/versions/1.0.0/spec"): (404, 200, 200, 200, 200, 200),
    ("get", "/api/v1/apis/{id}/versions/2.0.0/"): (404, 404, 200, 200, 404, 200),
    ("get", "/api/v1/apis/{id}/versions/2.0.0/spec"): (404, 404, 200, 200, 404, 200),
    ("patch", "/api/v1/apis/{id}/versions/1.0.0/"): (401, 403, 403, 200, 403, 200),
    ("patch", "/api/v1/apis/{id}/versions/2.0.0/"): (401, 404, 403, 200, 404, 200),
    ("post", "/api/v1/apis/{id}/versions/"): (401, 403, 403, 201, 403, 201),
    ("delete", "/api/v1/apis/{id}/versions/2.0.0/"): (401, 404, 403, 204, 404, 204),
    ("delete", "/api/v1/apis/{id}/"): (401, 403, 403, 204, 403, 204),
    ("post", "/api/v1/apis/"): (401, 403, 403, 201, 201, 422),
    ("post", "/api/v1/uploads/"): (401, 403, 403, 201, 201, 201),
    ("get", "/api/v1/me/"): (401, 200, 200, 200, 200, 200),
    ("get", "/api/v1/jobs/none/"): (401, 404, 404, 404, 404, 404),
    ("get", "/api/v1/schema/"): (200, 200, 200, 200, 200, 200),
}
CASES = [
    (method, path, who, status)
    for (method, path), statuses in TABLE.items()
    for who, status in zip(WHO, statuses, strict=True)
]


def bodies(unique):
    return {
        "/api/v1/apis/{id}/": {"summary": "new"},
        "/api/v1/apis/{id}/versions/1.0.0/": {"notes": "new"},
        "/api/v1/apis/{id}/versions/2.0.0/": {"status": "active"},
        "/api/v1/apis/{id}/versions/": {"spec": description(unique, "3.0.0")},
        "/api/v1/apis/": {"spec": description(f"{unique} new")},
    }


@pytest.mark.parametrize(("method", "path", "who", "status"), CASES)
def test_each_caller_gets_the_answer_of_the_table(
    request, publisher, unique, method, path, who, status
):
    made = register(publisher, unique)
    draft = {"spec": description(unique, "2.0.0"), "status": "draft"}
    added = publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", draft, format="json")
    assert added.status_code == 201
    caller = request.getfixturevalue(who)
    rest = caller if who == "anonymous" else caller.rest
    body = bodies(unique).get(path) if method in ("post", "patch") else None
    answer = getattr(rest, method)(path.format(id=made["id"]), body, format="json")
    assert answer.status_code == status, answer.content
    if status >= 400:
        assert answer["Content-Type"] == "application/problem+json"


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
def test_what_one_may_not_see_is_nowhere(request, publisher, unique, visit, visibility, seen_by):
    made = register(publisher, unique, visibility=visibility)
    for who in WHO:
        caller = request.getfixturevalue(who)
        rest = caller if who == "anonymous" else caller.rest
        browser = visit() if who == "anonymous" else visit(caller)
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
