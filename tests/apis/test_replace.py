"""Another file for a draft, under the same version."""

import json
from typing import Any

import pytest

from apis import packs
from apis.items import Api, ApiVersion
from apis.stored_packs import StoredPack
from portal.accounts import audit
from portal.jobs import services as jobs
from tests.apis.conftest import description, description_with_warning, register
from tests.apis.long_work import stop_after_storing, upload, work


def corrected(title: str, version: str = "1.0.0") -> dict[str, Any]:
    """A description with another operation, at a server of its own."""
    operation = {"operationId": "others", "responses": {"200": {"description": "Others"}}}
    paths = {"/others": {"get": operation, "post": operation | {"operationId": "more"}}}
    return description(title, version, paths=paths, servers=[{"url": "https://new.test"}])


@pytest.fixture
def draft(publisher, unique) -> str:
    """The path of an API's only version, a draft with a warning and notes."""
    made = register(publisher, unique, spec=description_with_warning(unique), status="draft")
    path = f"/apis/{made['id']}/versions/1.0.0/"
    publisher.rest.patch(f"/api/v1{path}", {"notes": "For review."}, format="json")
    return path


def put(person, path: str, body: dict[str, Any], **headers: str):
    return person.rest.put(f"/api/v1{path}spec", body, format="json", headers=headers)


def test_a_drafts_file_is_replaced_and_everything_follows(visit, publisher, unique, draft):
    before = publisher.rest.get(f"/api/v1{draft}")
    answer = put(publisher, draft, {"spec": corrected(unique)})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["version"], found["status"], found["notes"]) == ("1.0.0", "draft", "For review.")
    assert (found["operation_count"], found["warnings"], found["base_url"]) == (
        2,
        [],
        "https://new.test",
    )
    assert answer["ETag"] != before["ETag"]
    assert found["created_at"] == before.json()["created_at"]
    spec = publisher.rest.get(f"/api/v1{draft}spec")
    assert json.loads(spec.content) == corrected(unique)
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").json()["base_url"] == "https://new.test"
    browser = visit(publisher)
    assert browser.get(f"/docs/{unique}/1.0.0/operations/others/").status_code == 200
    assert browser.get(f"/docs/{unique}/1.0.0/operations/things/").status_code == 404
    stored = StoredPack.fetch(*StoredPack.key(unique, "1.0.0"))
    version = ApiVersion.fetch(*ApiVersion.key(unique, "1.0.0"))
    assert stored.content.key == packs.key_of(version)
    assert Api.fetch(*Api.key(unique)).current_digest == version.description.sha256


def test_a_replacement_is_recorded_with_both_files(publisher, unique, draft):
    known = publisher.rest.get(f"/api/v1{draft}").json()["sha256"]
    new = put(publisher, draft, {"spec": corrected(unique)}).json()["sha256"]
    record = audit.by_subject(f"API#{unique}").items[0]
    assert (record.kind, record.actor_email) == ("version_replaced", publisher.user.email)
    assert record.details == {"version": "1.0.0", "sha256 before": known, "sha256": new}


def test_the_same_file_again_changes_nothing(publisher, unique, draft):
    before = publisher.rest.get(f"/api/v1{draft}")["ETag"]
    answer = put(publisher, draft, {"spec": description_with_warning(unique)})
    assert (answer.status_code, answer["ETag"]) == (200, before)
    assert audit.by_subject(f"API#{unique}").items[0].kind == "version_edited"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"spec": description("x", "1.0.1")}, 422, "another_version"),
        ({"spec": "<html></html>"}, 422, "description_refused"),
        ({"spec": description("x"), "served_from": "nowhere"}, 422, "invalid"),
        ({"spec": description("x"), "status": "active"}, 400, "invalid"),
        ({}, 400, "description_missing"),
        ({"upload_id": "unknown"}, 400, "upload_gone"),
    ],
)
def test_what_is_refused_leaves_the_draft_as_it_was(publisher, draft, body, status, code):
    before = publisher.rest.get(f"/api/v1{draft}").json()
    answer = put(publisher, draft, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert publisher.rest.get(f"/api/v1{draft}").json() == before


@pytest.mark.parametrize("status", ["active", "deprecated"])
def test_the_file_of_what_was_published_stays(visit, publisher, unique, draft, status):
    path = f"/api/v1{draft}"
    publisher.rest.patch(path, {"status": "active", "accept_warnings": True}, format="json")
    publisher.rest.patch(path, {"status": status}, format="json")
    answer = put(publisher, draft, {"spec": corrected(unique)})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")
    assert "was published" in answer.json()["detail"]
    browser = visit(publisher)
    assert browser.get(f"{draft}replace/")["Location"] == draft
    assert "Replace the file" not in browser.get(draft).text
    sent = {"spec_text": json.dumps(corrected(unique))}
    page = browser.post(f"{draft}replace/?by=paste", sent)
    assert page.status_code == 422
    assert "was published" in page.text


@pytest.mark.parametrize("of", ["the version", "the description"])
def test_who_read_another_file_than_the_one_that_is_there_is_refused(publisher, unique, draft, of):
    read = f"/api/v1{draft}" + ("spec" if of == "the description" else "")
    etag = publisher.rest.get(read)["ETag"]
    assert (
        put(publisher, draft, {"spec": corrected(unique)}, **{"If-Match": etag}).status_code == 200
    )
    late = put(publisher, draft, {"spec": description(unique)}, **{"If-Match": etag})
    assert late.status_code == 412
    assert publisher.rest.get(f"/api/v1{draft}").json()["operation_count"] == 2


def test_the_page_replaces_the_file(visit, publisher, unique, draft):
    browser = visit(publisher)
    assert f'href="{draft}replace/"' in browser.get(draft).text
    sent = {"spec_text": json.dumps(corrected(unique))}
    answer = browser.post(f"{draft}replace/?by=paste", sent, follow=True)
    assert answer.redirect_chain == [(draft, 302)]
    assert "has the new file" in answer.text
    assert publisher.rest.get(f"/api/v1{draft}").json()["operation_count"] == 2


def test_the_page_shows_what_is_wrong_with_the_new_file(visit, publisher, unique, draft):
    browser = visit(publisher)
    page = f"{draft}replace/?by=paste"
    faulty = browser.post(page, {"spec_text": "openapi: 3.0.0\npaths: []\n"})
    assert faulty.status_code == 422
    assert "Line 2 of the description" in faulty.text
    other = browser.post(page, {"spec_text": json.dumps(description(unique, "2.0.0"))})
    assert other.status_code == 422
    assert "The file is of version 2.0.0, not 1.0.0." in other.text


def test_a_large_file_is_replaced_by_a_job_once(visit, publisher, unique, draft, small_limits):
    upload_id = upload(publisher, json.dumps(corrected(unique)).encode())
    answer = put(publisher, draft, {"upload_id": upload_id})
    assert answer.status_code == 202
    (message,) = work(small_limits)
    done = publisher.rest.get(answer["Location"]).json()
    assert (done["status"], done["result"]["id"]) == ("succeeded", unique)
    assert publisher.rest.get(f"/api/v1{draft}").json()["operation_count"] == 2
    assert f'href="{draft}"' in visit(publisher).get(f"/jobs/{done['id']}/").text
    stop_after_storing(done["id"], corrected(unique))
    jobs.run_message(message)
    assert publisher.rest.get(answer["Location"]).json()["status"] == "succeeded"
    kinds = [each.kind for each in audit.by_subject(f"API#{unique}").items]
    assert kinds.count("version_replaced") == 1


def test_a_job_replaces_only_the_file_that_was_there_when_it_was_asked_for(
    publisher, unique, draft, small_limits, settings
):
    answer = put(publisher, draft, {"spec": corrected(unique)})
    settings.DIRECT_JSON_MAX_BYTES = 10**6
    assert put(publisher, draft, {"spec": description(unique)}).status_code == 200
    work(small_limits)
    failed = publisher.rest.get(answer["Location"]).json()
    assert failed["problem"]["code"] == "changed_meanwhile"
    assert publisher.rest.get(f"/api/v1{draft}").json()["operation_count"] == 1


def test_adding_a_version_that_is_a_draft_already_names_the_way_on(publisher, unique, draft):
    body = {"spec": corrected(unique)}
    path = f"/api/v1/apis/{unique}/versions/"
    refused = publisher.rest.post(path, body, format="json")
    assert refused.status_code == 409
    assert "the file of a draft can be replaced" in refused.json()["detail"]
