"""Two at once, the same twice, and changes of what has changed: one wins, the other is told."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from apis.items import Api
from apis.services import removal
from portal.accounts import audit
from portal.errors import ChangedMeanwhile
from tests.apis.conftest import description, register


def at_once(*calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def post(person, body, path="/api/v1/apis/"):
    return lambda: person.rest.post(path, body, format="json")


@pytest.mark.parametrize("slug", [True, False])
def test_the_same_registered_at_once_is_registered_once(publisher, mate, admin, unique, team, slug):
    body = {"spec": description(unique), "owner": team} | ({"slug": unique} if slug else {})
    answers = at_once(*[post(who, body) for who in (publisher, admin, publisher, admin)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    for answer in answers:
        assert answer.json()["id"] == unique
    listed = publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]
    assert len(listed) == 1


def test_different_apis_of_one_title_get_ids_of_their_own(publisher, unique):
    bodies = [{"spec": description(unique, f"1.{n}")} for n in range(4)]
    answers = at_once(*[post(publisher, body) for body in bodies])
    assert {answer.status_code for answer in answers} == {201}
    ids = sorted(answer.json()["id"] for answer in answers)
    assert ids[0] == unique
    assert len(set(ids)) == 4
    assert all(re.fullmatch(rf"{unique}-[0-9a-f]{{8}}", each) for each in ids[1:])


def test_the_101st_api_of_a_title_registers_like_the_first(publisher, unique, dynamodb_requests):
    for number in range(100):
        pk, sk = Api.key(f"{unique}-{number}" if number else unique)
        Api(pk, sk, slug=pk, name=unique, owner="x", created_by="x", current_version="1",
            current_digest="x").create()  # fmt: skip
    dynamodb_requests.clear()
    answer = publisher.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    assert answer.status_code == 201
    assert answer.json()["id"].startswith(f"{unique}-")
    # What the page of the person, the API of that title and its tombstone cost at most.
    assert dynamodb_requests.count("GetItem") <= 3


@pytest.mark.parametrize(
    ("title", "begins"),
    [("支付接口", "zhifujiekou"), ("Зарплата", "zarplata"), ("Größe & Maß", "grosse-mass")],
)
def test_a_title_in_any_script_makes_a_readable_id(publisher, unique, title, begins):
    spec = description(unique) | {"info": {"title": f"{title} {unique}", "version": "1"}}
    answer = publisher.rest.post("/api/v1/apis/", {"spec": spec}, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["id"] == f"{begins}-{unique}"


def test_a_title_of_nothing_but_signs_gets_a_random_id(publisher, unique):
    spec = description(unique) | {"info": {"title": "!!!", "version": "1"}}
    ids = {
        publisher.rest.post("/api/v1/apis/", {"spec": spec}, format="json").json()["id"]
        for _ in range(2)
    }
    assert all(re.fullmatch(r"api-[0-9a-f]{8}", each) for each in ids)


def test_a_deleted_apis_id_stays_with_its_team(publisher, stranger, admin, unique):
    register(publisher, unique, slug=unique)
    assert publisher.rest.delete(f"/api/v1/apis/{unique}/").status_code == 204
    body = {"spec": description(unique), "slug": unique}
    assert stranger.rest.post("/api/v1/apis/", body, format="json").status_code == 409
    # Its title alone makes another id.
    by_title = stranger.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    assert by_title.json()["id"].startswith(f"{unique}-")
    again = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert (again.status_code, again.json()["id"]) == (201, unique)
    assert len(publisher.rest.get(f"/api/v1/apis/{unique}/versions/").json()["items"]) == 1

    assert publisher.rest.delete(f"/api/v1/apis/{unique}/").status_code == 204
    given = {**body, "owner": "another-team"}
    assert admin.rest.post("/api/v1/apis/", given, format="json").status_code == 201


def test_the_id_of_a_draft_that_nobody_saw_is_free_again(publisher, stranger, unique):
    register(publisher, unique, slug=unique, status="draft")
    assert publisher.rest.delete(f"/api/v1/apis/{unique}/").status_code == 204
    body = {"spec": description(unique), "slug": unique}
    assert stranger.rest.post("/api/v1/apis/", body, format="json").status_code == 201


def test_an_id_that_is_taken_out_of_sight_is_taken_all_the_same(publisher, stranger, unique):
    register(publisher, unique, visibility="restricted")
    body = {"spec": description(unique), "slug": unique}
    assert stranger.rest.post("/api/v1/apis/", body, format="json").status_code == 409
    # Without an id of one's own choice there is nothing to be told about.
    del body["slug"]
    answer = stranger.rest.post("/api/v1/apis/", body, format="json")
    assert re.fullmatch(rf"{unique}-[0-9a-f]{{8}}", answer.json()["id"])


def test_of_two_adding_one_version_at_once_one_is_refused(publisher, admin, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/"
    body = {"spec": description(unique, "2.0.0")}
    answers = at_once(post(publisher, body, path), post(admin, body, path))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert Api.fetch(*Api.key(made["id"])).version_count == 2


def test_versions_added_at_once_are_all_kept(publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/"
    bodies = [{"spec": description(unique, f"{n}.0.0")} for n in range(2, 22)]
    answers = at_once(*[post(publisher, body, path) for body in bodies])
    assert [answer.status_code for answer in answers] == [201] * 20
    assert Api.fetch(*Api.key(made["id"])).version_count == 21
    assert len(publisher.rest.get(path).json()["items"]) == 21


def test_an_outdated_change_is_refused(publisher, unique):
    path = f"/api/v1/apis/{register(publisher, unique)['id']}/"
    etag = publisher.rest.get(path)["ETag"]
    first = publisher.rest.patch(path, {"summary": "1"}, format="json", headers={"If-Match": etag})
    late = publisher.rest.patch(path, {"summary": "2"}, format="json", headers={"If-Match": etag})
    assert (first.status_code, late.status_code) == (200, 412)
    assert publisher.rest.delete(path, headers={"If-Match": etag}).status_code == 412
    assert publisher.rest.get(path).json()["summary"] == "1"
    assert first["ETag"] == publisher.rest.get(path)["ETag"]


def test_changes_at_once_are_stored_or_refused(publisher, unique):
    path = f"/api/v1/apis/{register(publisher, unique)['id']}/"
    calls = [
        lambda n=n: publisher.rest.patch(path, {"summary": f"words {n}"}, format="json")
        for n in range(4)
    ]
    answers = at_once(*calls)
    assert {answer.status_code for answer in answers} <= {200, 409}
    stored = [answer.json()["summary"] for answer in answers if answer.status_code == 200]
    assert publisher.rest.get(path).json()["summary"] in stored


def test_a_step_that_does_not_follow_is_refused(publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/1.0.0/"
    assert publisher.rest.patch(path, {"status": "draft"}, format="json").status_code == 409
    for status in ("deprecated", "retired", "deprecated", "active"):
        answer = publisher.rest.patch(path, {"status": status}, format="json")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert publisher.rest.patch(path, {"status": "retired"}, format="json").status_code == 409


def test_the_current_version_cannot_be_deleted_alone(publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/1.0.0/"
    assert publisher.rest.delete(path).status_code == 409
    assert publisher.rest.get(path).status_code == 200


def test_a_draft_cannot_become_current(publisher, unique):
    made = register(publisher, unique)
    body = {"spec": description(unique, "2.0.0"), "status": "draft"}
    publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    path = f"/api/v1/apis/{made['id']}/"
    answer = publisher.rest.patch(path, {"current_version": "2.0.0"}, format="json")
    assert answer.status_code == 409
    assert publisher.rest.get(path).json()["current_version"] == "1.0.0"


def test_a_retired_version_cannot_become_current(publisher, visit, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/"
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"{path}versions/", body, format="json")
    for status in ("deprecated", "retired"):
        publisher.rest.patch(f"{path}versions/1.0.0/", {"status": status}, format="json")
    page = f"/apis/{made['id']}/versions/1.0.0/"
    assert "Make it current" not in visit(publisher).get(page).text
    assert visit(publisher).get(f"{page}current/")["Location"] == page

    told = "A retired version cannot be the current version. Bring it back first."
    answer = publisher.rest.patch(path, {"current_version": "1.0.0"}, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (409, told)
    refused = visit(publisher).post(f"{page}current/")
    assert refused.status_code == 409
    assert told in refused.text
    assert publisher.rest.get(path).json()["current_version"] == "2.0.0"


@pytest.mark.parametrize("batch", [2, 48])
def test_a_deletion_that_is_refused_deletes_nothing(publisher, unique, monkeypatch, batch):
    monkeypatch.setattr(removal, "BATCH", batch)
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/"
    for number in range(2, 6):
        body = {"spec": description(unique, f"{number}.0.0")}
        assert publisher.rest.post(f"{path}versions/", body, format="json").status_code == 201
    seen = Api.fetch(*Api.key(made["id"]))
    publisher.rest.patch(path, {"summary": "changed meanwhile"}, format="json")
    with pytest.raises(ChangedMeanwhile):
        removal.delete_api(user=publisher.user, api=seen)
    assert len(publisher.rest.get(f"{path}versions/").json()["items"]) == 5


def test_an_api_of_many_versions_goes_in_parts_that_are_noted(publisher, unique, monkeypatch):
    monkeypatch.setattr(removal, "BATCH", 2)
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/"
    for number in range(2, 6):
        body = {"spec": description(unique, f"{number}.0.0")}
        publisher.rest.post(f"{path}versions/", body, format="json")
    assert publisher.rest.delete(path).status_code == 204
    assert publisher.rest.get(f"{path}versions/").status_code == 404
    events = [entry.kind for entry in audit.by_subject(f"API#{made['id']}")]
    assert events[0] == "api_deleted"
    assert events.count("version_deleted") >= 3


def test_a_deleted_api_leaves_nothing_behind(publisher, unique):
    made = register(publisher, unique, tags=["one"])
    for n in range(2, 5):
        body = {"spec": description(unique, f"{n}.0.0")}
        publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    assert publisher.rest.delete(f"/api/v1/apis/{made['id']}/").status_code == 204
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 404
    assert publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"] == []
    again = register(publisher, unique)
    versions = publisher.rest.get(f"/api/v1/apis/{again['id']}/versions/").json()["items"]
    assert [each["version"] for each in versions] == ["1.0.0"]


def test_the_same_description_again_leads_to_where_it_is(publisher, visit, unique, team):
    title = f"{unique} <b onclick=alert(1)>"
    text = json.dumps(description(title))
    there = register(publisher, title, spec=text)

    problem = publisher.rest.post("/api/v1/apis/", {"spec": text}, format="json").json()
    assert (problem["status"], problem["id"]) == (409, there["id"])
    assert publisher.rest.get(problem["url"]).json()["id"] == there["id"]

    form = {"spec_text": text, "owner": team, "visibility": "internal", "status": "active"}
    page = visit(publisher).post("/apis/register/?by=paste", form).text
    assert f'<a href="/apis/{there["id"]}/">Open {unique} &lt;b onclick=alert(1)&gt;</a>' in page
    assert "<b onclick" not in page
