"""The pages of a version, as somebody sees them."""

import json

import pytest

from apis.items import Api
from tests.apis.conftest import description, register


def test_a_step_of_a_versions_life_is_confirmed(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/status/deprecated/"
    assert "Callers are told to move away" in browser.get(path).text
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["status"] == "active"
    browser.post(path)
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["status"] == "deprecated"


@pytest.mark.parametrize(
    ("steps", "title", "says"),
    [
        (("draft", "active"), "Publish {}?", "may build upon it"),
        (("active", "deprecated"), "Deprecate {}?", "It still answers."),
        (("active", "deprecated", "active"), "Take back the deprecation of {}?", "again"),
        (("active", "deprecated", "retired"), "Retire {}?", "no longer answers"),
        (("active", "deprecated", "retired", "deprecated"), "Bring {} back?", "answers again"),
    ],
)
def test_every_step_is_asked_for_in_a_sentence(visit, publisher, unique, steps, title, says):
    first, *between, last = steps
    made = register(publisher, unique, status=first)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    for status in between:
        publisher.rest.patch(f"/api/v1{path}", {"status": status}, format="json")
    page = visit(publisher).get(f"{path}status/{last}/").text
    assert f"<h1>{title.format(f'{unique} 1.0.0')}</h1>" in page
    assert says in page


def test_an_old_version_leads_to_the_current_one(visit, publisher, unique):
    made = register(publisher, unique)
    old = f"/apis/{made['id']}/versions/1.0.0/"
    rest = f"/api/v1/apis/{made['id']}/versions/"
    link = f'href="/apis/{made["id"]}/versions/2.0.0/">Current version</a>'
    publisher.rest.patch(f"{rest}1.0.0/", {"status": "deprecated"}, format="json")
    assert ">Current version</a>" not in visit(publisher).get(old).text
    publisher.rest.post(rest, {"spec": description(unique, "2.0.0")}, format="json")
    assert link in visit(publisher).get(old).text
    for status in ("deprecated", "retired"):
        publisher.rest.patch(f"{rest}2.0.0/", {"status": status}, format="json")
    # What no longer answers is no better.
    assert link not in visit(publisher).get(old).text


def test_warnings_come_first_and_lead_to_a_corrected_version(visit, publisher, mate, unique):
    odd = description(unique)
    odd["paths"]["/things"]["get"].pop("responses")
    made = register(publisher, unique, spec=odd)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    page = visit(publisher).get(path).text
    assert page.index(">Warnings<") < page.index(">Lifecycle<") < page.index(">Notes<")
    link = f'href="/apis/{made["id"]}/versions/add/"'
    assert link in page
    assert link not in visit(mate).get(path).text


def test_a_version_can_be_added_and_made_current(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    data = {"spec_text": json.dumps(description(unique, "2.0.0")), "status": "active"}
    answer = browser.post(f"/apis/{made['id']}/versions/add/?by=paste", data, follow=True)
    assert "2.0.0 is registered" in answer.text
    browser.post(f"/apis/{made['id']}/versions/1.0.0/current/")
    read = Api.fetch(*Api.key(made["id"]))
    assert (read.current_version, read.version_count) == ("1.0.0", 2)


def test_a_deprecated_version_says_what_it_would_make_of_the_api(visit, publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/"
    publisher.rest.post(path, {"spec": description(unique, "2.0.0")}, format="json")
    page = f"/apis/{made['id']}/versions/1.0.0/current/"
    told = "will be shown as deprecated"
    assert told not in visit(publisher).get(page).text
    publisher.rest.patch(f"{path}1.0.0/", {"status": "deprecated"}, format="json")
    assert told in visit(publisher).get(page).text


def test_the_table_of_versions_marks_the_current_one(visit, publisher, unique):
    made = register(publisher, unique)
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    page = visit(publisher).get(f"/apis/{made['id']}/").text
    assert page.count(">Current</span>") == 1
    assert '2.0.0</a> <span class="badge badge-info">Current</span>' in page


def test_notes_of_a_version_are_kept(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    revision = browser.get(path).context["form"].initial["revision"]
    browser.post(path, {"notes": "Mind the limits.", "revision": revision})
    assert "Mind the limits." in browser.get(path).text


def test_notes_of_several_lines_saved_unchanged_are_no_change(visit, publisher, unique):
    made = register(publisher, unique)
    rest = f"/api/v1/apis/{made['id']}/versions/1.0.0/"
    before = publisher.rest.patch(rest, {"notes": "One.\nTwo."}, format="json")["ETag"]
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    revision = browser.get(path).context["form"]["revision"].value()
    browser.post(path, {"notes": "One.\r\nTwo.", "revision": revision})
    assert publisher.rest.get(rest)["ETag"] == before


def test_who_saves_notes_second_sees_both_and_may_save_again(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    rest = f"/api/v1{path}"
    revision = browser.get(path).context["form"].initial["revision"]
    publisher.rest.patch(rest, {"notes": "Theirs first."}, format="json")
    answer = browser.post(path, {"notes": "Mine then.", "revision": revision})
    assert answer.status_code == 409
    assert "<td>Theirs first.</td><td>Mine then.</td>" in answer.text
    assert publisher.rest.get(rest).json()["notes"] == "Theirs first."
    sent = {name: answer.context["form"][name].value() for name in ("notes", "revision")}
    assert browser.post(path, sent)["Location"] == path
    assert publisher.rest.get(rest).json()["notes"] == "Mine then."


def test_a_version_offers_what_can_be_done_with_it(visit, publisher, unique):
    made = register(publisher, unique)
    for version, status in (("2.0.0", "active"), ("3.0.0", "draft")):
        body = {"spec": description(unique, version), "status": status}
        publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    offered = {}
    for version in ("1.0.0", "2.0.0", "3.0.0"):
        page = visit(publisher).get(f"/apis/{made['id']}/versions/{version}/").text
        words = ("Make it current", "Delete this version", ">Current<")
        offered[version] = tuple(word in page for word in words)
    assert offered == {
        "1.0.0": (True, True, False),
        "2.0.0": (False, False, True),
        "3.0.0": (False, True, False),
    }
