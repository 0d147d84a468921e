"""Who publishes a description with warnings has seen them first."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apis.items import Api, ApiVersion
from portal.accounts import audit
from tests.apis.conftest import description, description_with_warning, register, register_form
from tests.apis.long_work import work

WARNING = "OpenAPI knows no field “summry” here."


@pytest.fixture
def draft(publisher, unique) -> str:
    """The path of a draft with a warning."""
    made = register(publisher, unique, spec=description_with_warning(unique), status="draft")
    return f"/apis/{made['id']}/versions/1.0.0/"


def status_of(person, path: str) -> str:
    return str(person.rest.get(f"/api/v1{path}").json()["status"])


def test_by_rest_a_draft_with_warnings_is_published_by_who_accepts_them(publisher, draft):
    path = f"/api/v1{draft}"
    for body in ({"status": "active"}, {"status": "active", "accept_warnings": False}):
        refused = publisher.rest.patch(path, body, format="json")
        assert (refused.status_code, refused.json()["code"]) == (409, "warnings_not_accepted")
        (warning,) = refused.json()["errors"]
        assert (warning["code"], warning["pointer"]) == ("unknown_field", "/summry")
        assert warning["detail"] == WARNING
        assert "summry" in warning["excerpt"][0]["text"]
        assert status_of(publisher, draft) == "draft"
    body = {"status": "active", "accept_warnings": True}
    assert publisher.rest.patch(path, body, format="json").json()["status"] == "active"


def test_without_warnings_and_for_later_steps_nothing_is_to_be_accepted(publisher, unique, draft):
    made = register(publisher, f"{unique} good", status="draft")
    good = f"/api/v1/apis/{made['id']}/versions/1.0.0/"
    body = {"status": "active"}
    assert publisher.rest.patch(good, body, format="json").status_code == 200
    path = f"/api/v1{draft}"
    publisher.rest.patch(path, {**body, "accept_warnings": True}, format="json")
    for status in ("deprecated", "retired", "deprecated", "active"):
        assert publisher.rest.patch(path, {"status": status}, format="json").status_code == 200


@pytest.mark.parametrize("to", ["a new API", "an API"])
@pytest.mark.parametrize(
    ("accepts", "status", "answer"),
    [
        ({}, "active", 201),
        ({"accept_warnings": True}, "active", 201),
        ({"accept_warnings": False}, "draft", 201),
        ({"accept_warnings": False}, "active", 409),
    ],
)
def test_registering_by_rest_refuses_warnings_on_demand(
    publisher, unique, to, accepts, status, answer
):
    path, version = "/api/v1/apis/", "1.0.0"
    if to == "an API":
        path, version = f"{path}{register(publisher, unique)['id']}/versions/", "2.0.0"
    body = {"spec": description_with_warning(unique, version), "status": status, **accepts}
    made = publisher.rest.post(path, body, format="json")
    assert made.status_code == answer, made.content
    if answer == 201:
        assert (made.json()["status"], made.json()["warning_count"]) == (status, 1)
    else:
        assert made.json()["errors"][0]["detail"] == WARNING
        there = publisher.rest.get(f"/api/v1/apis/{unique}/versions/{version}/")
        assert there.status_code == 404


def test_the_page_shows_the_warnings_and_asks_whether_they_were_read(visit, publisher, draft):
    browser = visit(publisher)
    path = f"{draft}status/active/"
    page = browser.get(path)
    assert WARNING in page.text
    assert "&quot;summry&quot;" in page.text
    digest = page.context["form"]["digest"].value()
    refused = browser.post(path, {"digest": digest})
    assert refused.status_code == 422
    assert "Say that you have read the warnings." in refused.text
    assert status_of(publisher, draft) == "draft"
    browser.post(path, {"digest": digest, "accept_warnings": "on"})
    assert status_of(publisher, draft) == "active"


def test_warnings_of_a_file_that_was_replaced_meanwhile_are_shown_anew(
    visit, publisher, unique, draft
):
    browser = visit(publisher)
    path = f"{draft}status/active/"
    sent = {"digest": browser.get(path).context["form"]["digest"].value(), "accept_warnings": "on"}
    other = {"spec": description(unique, tgas=[])}
    assert publisher.rest.put(f"/api/v1{draft}spec", other, format="json").status_code == 200
    answer = browser.post(path, sent)
    assert "Its file was replaced meanwhile." in answer.text
    assert "“tgas”" in answer.text
    assert 'name="accept_warnings" required id="id_accept_warnings"' in answer.text
    assert status_of(publisher, draft) == "draft"
    again = {"digest": answer.context["form"]["digest"].value(), "accept_warnings": "on"}
    browser.post(path, again)
    assert status_of(publisher, draft) == "active"


def test_a_draft_without_warnings_is_published_by_one_click(visit, publisher, unique):
    made = register(publisher, unique, status="draft")
    path = f"/apis/{made['id']}/versions/1.0.0/"
    browser = visit(publisher)
    assert "I have read" not in browser.get(f"{path}status/active/").text
    browser.post(f"{path}status/active/")
    assert status_of(publisher, path) == "active"


def test_what_the_page_registers_with_warnings_waits_as_a_draft(visit, publisher, unique, team):
    browser = visit(publisher)
    text = json.dumps(description_with_warning(unique))
    sent = register_form(unique, team, spec_text=text)
    answer = browser.post("/apis/register/?by=paste", sent, follow=True)
    ((page, _),) = answer.redirect_chain
    assert page == f"/apis/{unique}/versions/1.0.0/status/active/?current=1"
    assert "is registered as a draft" in answer.text
    assert WARNING in answer.text
    assert status_of(publisher, f"/apis/{unique}/versions/1.0.0/") == "draft"
    digest = answer.context["form"]["digest"].value()
    browser.post(page, {"digest": digest, "accept_warnings": "on"})
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").json()["status"] == "active"


def test_a_version_with_warnings_becomes_the_current_one_once_they_are_read(
    visit, publisher, unique
):
    made = register(publisher, unique)
    browser = visit(publisher)
    text = json.dumps(description_with_warning(unique, "2.0.0"))
    sent = {"spec_text": text, "status": "active", "notes": ""}
    answer = browser.post(f"/apis/{made['id']}/versions/add/?by=paste", sent, follow=True)
    form = answer.context["form"]
    assert form["current"].value() is True
    api = f"/api/v1/apis/{made['id']}/"
    assert publisher.rest.get(api).json()["current_version"] == "1.0.0"
    sent = {"digest": form["digest"].value(), "accept_warnings": "on", "current": "on"}
    browser.post(answer.redirect_chain[0][0], sent)
    assert publisher.rest.get(api).json()["current_version"] == "2.0.0"
    recorded = {each.kind for each in audit.by_subject(f"API#{made['id']}").items}
    assert recorded >= {"version_added", "version_active", "version_made_current"}


def test_a_version_that_is_published_stays_behind_the_current_one_unless_asked(
    visit, publisher, unique
):
    made = register(publisher, unique)
    body = {"spec": description(unique, "2.0.0"), "status": "draft"}
    publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    page = f"/apis/{made['id']}/versions/2.0.0/status/active/"
    browser = visit(publisher)
    assert browser.get(page).context["form"]["current"].value() is False
    browser.post(page)
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["current_version"] == "1.0.0"


def test_a_large_description_with_warnings_waits_as_a_draft_too(
    visit, publisher, unique, team, small_limits
):
    browser = visit(publisher)
    sent = register_form(unique, team)
    data = json.dumps(description_with_warning(unique)).encode()
    sent = {**sent, "spec_file": SimpleUploadedFile("a.json", data)}
    del sent["spec_text"]
    job = browser.post("/apis/register/", sent)["Location"]
    work(small_limits)
    page = browser.get(job).text
    assert "Registered as a draft" in page
    assert f'href="/apis/{unique}/versions/1.0.0/status/active/?current=1"' in page
    assert Api.fetch(*Api.key(unique)).status == "draft"


def test_by_rest_a_large_description_with_warnings_is_refused_on_demand(
    publisher, unique, small_limits
):
    body = {"spec": description_with_warning(unique), "accept_warnings": False}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    work(small_limits)
    failed = publisher.rest.get(answer["Location"]).json()
    assert failed["problem"]["code"] == "warnings_not_accepted"
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404


def test_warnings_of_a_version_stand_with_their_lines(visit, publisher, developer, unique):
    text = json.dumps(description_with_warning(unique), indent=1)
    made = register(publisher, unique, spec=text)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    for found in (made, developer.rest.get(f"/api/v1{path}").json()):
        (warning,) = found["warnings"]
        assert warning["message"] == WARNING
        lines = {each["line"]: each["text"] for each in warning["excerpt"]}
        assert lines[warning["line"]] == ' "summry": "misspelt"'
    page = visit(developer).get(path).text
    assert '<span class="meant"><span class="line-number">' in page
    assert " &quot;summry&quot;: &quot;misspelt&quot;" in page


def test_warnings_that_an_earlier_portal_stored_are_shown_too(visit, publisher, unique):
    made = register(publisher, unique)
    version = ApiVersion.fetch(*ApiVersion.key(made["id"], "1.0.0"))
    version.warnings = [
        {"message": "In words.", "pointer": "/a", "line": None},
        {"code": "unknown_field", "params": {"field": "b"}, "pointer": "/b", "line": 3},
        {"code": "of-another-portal", "params": {}, "pointer": "/c", "line": 4},
    ]
    version.put()
    path = f"/apis/{made['id']}/versions/1.0.0/"
    shown = publisher.rest.get(f"/api/v1{path}").json()["warnings"]
    assert [each["message"] for each in shown] == [
        "In words.",
        "OpenAPI knows no field “b” here.",
        "The description is not as expected here (of-another-portal).",
    ]
    assert "In words." in visit(publisher).get(path).text
