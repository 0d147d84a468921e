"""Checking a description without registering it, by REST, by the page, and by a job."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.aws.clients import client
from portal.dynamo.connection import connection
from tests.apis.conftest import (
    description,
    description_with_warning,
    register,
    register_form,
)
from tests.apis.long_work import upload, work
from tests.aws_events import handled

CHECK = "/api/v1/apis/?check=true"


def check(person, path: str = CHECK, **body: Any):
    return person.rest.post(path, body, format="json")


def test_a_check_says_what_would_be_registered(publisher, unique):
    spec = description_with_warning(unique) | {"servers": [{"url": "https://a.test/v1"}]}
    answer = check(publisher, spec=json.dumps(spec, indent=1))
    assert answer.status_code == 200, answer.content
    found = answer.json()
    (warning,) = found.pop("warnings")
    assert found == {
        "title": unique,
        "version": "1.0.0",
        "dialect": "3.0",
        "operations": 1,
        "base_urls": ["https://a.test/v1"],
        "conflict": None,
        "upload_id": "",
    }
    assert (warning["code"], warning["pointer"]) == ("unknown_field", "/summry")
    assert "summry" in warning["message"]
    lines = {each["line"]: each["text"] for each in warning["excerpt"]}
    assert lines[warning["line"]] == ' "summry": "misspelt",'
    assert len(lines) == 3


@pytest.mark.parametrize("to", ["a new API", "an API"])
def test_a_check_stores_nothing(publisher, unique, to):
    path = CHECK
    if to == "an API":
        path = f"/api/v1/apis/{register(publisher, unique)['id']}/versions/?check=true"
    written: list[str] = []

    def note(model, **_):
        written.append(model.name)

    s3, dynamodb = client("s3"), connection().client
    with (
        handled(s3, "before-call.s3.PutObject", note),
        handled(dynamodb, "before-call.dynamodb.TransactWriteItems", note),
    ):
        assert check(publisher, path, spec=description(unique, "2.0.0")).status_code == 200
    assert written == []
    listed = publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]
    assert [each["current_version"] for each in listed] == (["1.0.0"] if to == "an API" else [])


@pytest.mark.parametrize(
    "body",
    [
        {"spec": "<html></html>"},
        {"spec": {"openapi": "3.0.0", "info": {}, "paths": []}},
        {"spec": description("x"), "tags": ["a"] * 9},
        {"spec": description("x"), "owner": "not-mine"},
        {"spec": description("x"), "slug": "Not An Id"},
        {"spec": description("x"), "served_from": "ftp://a.test"},
        {"spec": description("x"), "unknown": 1},
        {"spec_url": "http://127.0.0.1/"},
        {},
    ],
)
def test_what_registering_refuses_a_check_refuses_alike(publisher, body):
    refused, registering = (
        publisher.rest.post(path, body, format="json") for path in (CHECK, "/api/v1/apis/")
    )
    assert refused.status_code == registering.status_code >= 400
    assert refused.json() == registering.json()


@pytest.mark.parametrize("value", ["", "maybe", "2"])
def test_a_check_that_is_neither_true_nor_false_is_refused(publisher, unique, value):
    path = f"/api/v1/apis/?check={value}"
    assert check(publisher, path, spec=description(unique)).status_code == 400
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404


def test_a_check_that_is_false_registers(publisher, unique):
    assert (
        check(publisher, "/api/v1/apis/?check=false", spec=description(unique)).status_code == 201
    )


def test_who_may_not_register_may_not_check(
    developer, mate, stranger, anonymous, publisher, unique
):
    path = f"/api/v1/apis/{register(publisher, unique, visibility='restricted')['id']}/versions/"
    new_version = {"spec": description(unique, "2.0.0")}
    for who, status in ((developer, 404), (mate, 403), (stranger, 404)):
        assert check(who, f"{path}?check=true", **new_version).status_code == status
    for who in (developer, mate):
        assert check(who, spec=description(unique)).status_code == 403
    asked = anonymous.post(CHECK, {"spec": description(unique)}, format="json")
    assert asked.status_code == 401


def test_a_check_says_what_would_be_in_the_way(publisher, stranger, unique):
    made = register(publisher, unique)
    codes = {
        "the same": check(publisher, spec=description(unique)),
        "a taken id": check(publisher, spec=description(unique, "2"), slug=made["id"]),
        "a new id": check(publisher, spec=description(unique, "2")),
        "a version": check(
            publisher,
            f"/api/v1/apis/{made['id']}/versions/?check=true",
            spec=description(unique),
        ),
        "a new version": check(
            publisher,
            f"/api/v1/apis/{made['id']}/versions/?check=true",
            spec=description(unique, "2"),
        ),
    }
    assert {name: answer.status_code for name, answer in codes.items()} == dict.fromkeys(codes, 200)
    conflicts = {name: answer.json()["conflict"] for name, answer in codes.items()}
    assert {name: found and found["code"] for name, found in conflicts.items()} == {
        "the same": "registered_already",
        "a taken id": "id_taken",
        "a new id": None,
        "a version": "version_taken",
        "a new version": None,
    }


def test_an_upload_that_was_checked_can_be_registered(publisher, unique):
    upload_id = upload(publisher, json.dumps(description(unique)).encode())
    assert check(publisher, upload_id=upload_id).status_code == 200
    registered = publisher.rest.post("/api/v1/apis/", {"upload_id": upload_id}, format="json")
    assert registered.status_code == 201


def test_a_large_description_is_checked_by_a_job_and_then_registered(
    publisher, unique, small_limits
):
    spec = json.dumps(description_with_warning(unique), indent=1)
    answer = check(publisher, spec=spec, served_from="https://a.test/docs/")
    assert answer.status_code == 202
    work(small_limits)
    job = publisher.rest.get(answer["Location"]).json()
    assert (job["kind"], job["status"]) == ("check-description", "succeeded")
    found = job["result"]
    assert (found["title"], found["operations"]) == (unique, 1)
    assert found["base_urls"] == ["https://a.test"]
    assert "summry" in found["warnings"][0]["message"]
    assert found["warnings"][0]["excerpt"][1]["text"] == ' "summry": "misspelt"'
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404
    body = {"upload_id": found["upload_id"]}
    again = publisher.rest.post("/api/v1/apis/", body, format="json")
    work(small_limits)
    assert publisher.rest.get(again["Location"]).json()["result"]["id"] == unique


def test_a_large_version_is_checked_by_a_job(publisher, unique, small_limits, settings):
    settings.DIRECT_JSON_MAX_BYTES = 10**6
    path = f"/api/v1/apis/{register(publisher, unique)['id']}/versions/?check=true"
    settings.DIRECT_JSON_MAX_BYTES = 50
    answer = check(publisher, path, spec=description(unique))
    work(small_limits)
    found = publisher.rest.get(answer["Location"]).json()["result"]
    assert found["conflict"]["code"] == "version_taken"


def test_of_a_large_description_that_cannot_be_used_the_job_of_a_check_says_why(
    publisher, small_limits
):
    spec = {"openapi": "3.0.0", "info": {"title": "x" * 50}, "paths": []}
    answer = check(publisher, spec=spec)
    work(small_limits)
    failed = publisher.rest.get(answer["Location"]).json()
    assert (failed["status"], failed["problem"]["code"]) == ("failed", "description_refused")


def test_the_page_checks_a_file_and_keeps_it_for_registering(visit, publisher, unique, team):
    browser = visit(publisher)
    sent = register_form(unique, team, check="1", name="Better name")
    del sent["spec_text"]
    data = json.dumps(description_with_warning(unique), indent=1).encode()
    answer = browser.post("/apis/register/", {**sent, "spec_file": SimpleUploadedFile("a", data)})
    assert answer.status_code == 200
    assert "Nothing was registered." in answer.text
    assert "1 warning" in answer.text
    assert "&quot;summry&quot;: &quot;misspelt&quot;" in answer.text
    assert "<title>Register an API" in answer.text
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields if name != "spec_file"}
    assert again["upload_id"]
    assert 'type="file"' in answer.text
    assert "required" not in str(form["spec_file"])
    registered = browser.post("/apis/register/", {**again, "status": "draft", "tags": ""})
    assert registered["Location"] == f"/apis/{unique}/versions/1.0.0/"
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").json()["name"] == "Better name"


@pytest.mark.parametrize(
    ("title", "says"),
    [("{}", "There are no warnings."), ("{} registered", "It would be refused nevertheless.")],
)
def test_the_page_says_whether_it_can_be_registered(visit, publisher, unique, team, title, says):
    known = f"{unique} registered"
    register(publisher, known, spec=json.dumps(description(known)))
    sent = register_form(title.format(unique), team, check="1")
    assert says in visit(publisher).post("/apis/register/?by=paste", sent).text


def test_the_page_of_a_version_checks_too(visit, publisher, unique):
    made = register(publisher, unique)
    sent = {"spec_text": json.dumps(description(unique, "2.0.0")), "status": "active", "check": "1"}
    answer = visit(publisher).post(f"/apis/{made['id']}/versions/add/?by=paste", sent)
    assert "Nothing was registered." in answer.text
    versions = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/").json()["items"]
    assert [each["version"] for each in versions] == ["1.0.0"]


def test_a_faulty_description_is_shown_as_where_it_is_registered(visit, publisher, unique, team):
    sent = register_form(unique, team, check="1", spec_text="openapi: 3.0.0\npaths: []\n")
    answer = visit(publisher).post("/apis/register/?by=paste", sent)
    assert answer.status_code == 422
    assert "Line 2 of the description" in answer.text


def test_the_job_of_a_check_leads_back_to_the_form(
    visit, publisher, stranger, unique, team, small_limits
):
    browser = visit(publisher)
    data = json.dumps(description_with_warning(unique)).encode()
    sent = register_form(unique, team, check="1", tags="one, two")
    del sent["spec_text"]
    sent["spec_file"] = SimpleUploadedFile("a.json", data)
    job = browser.post("/apis/register/", sent)["Location"]
    work(small_limits)
    page = browser.get(job).text
    assert "Checked. Nothing was registered." in page
    back = f"/apis/register/?checked={job.split('/')[2]}"
    assert f'href="{back}"' in page
    shown = browser.get(back)
    assert "OpenAPI knows no field “summry” here." in shown.text
    form = shown.context["form"]
    again = {name: form[name].value() or "" for name in form.fields if name != "spec_file"}
    assert again["tags"] == "one, two"
    browser.post(back, again)
    work(small_limits)
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").json()["tags"] == ["one", "two"]
    assert visit(stranger).get(back).status_code == 404
