"""Two people at one form: only what both changed is put before the second."""

import re
from html import unescape

from tests.apis.conftest import register
from tests.aws_events import before_next_transaction


def fields_sent(answer) -> dict[str, str]:
    """Return what a browser sends of the page's form, hidden fields included."""
    form = answer.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        sent[field.html_name] = "" if value is None else value
        if field.field.show_hidden_initial:
            found = re.search(rf'name="{field.html_initial_name}" value="([^"]*)"', answer.text)
            sent[field.html_initial_name] = unescape(found[1]) if found else ""
    return sent


def test_a_field_that_nobody_touched_stays_as_the_other_editor_left_it(
    visit, publisher, unique, team
):
    made = register(publisher, unique, tags=["one", "two"], summary="First.")
    browser = visit(publisher)
    path, rest = f"/apis/{made['id']}/edit/", f"/api/v1/apis/{made['id']}/"
    late = fields_sent(browser.get(path)) | {"category": "data"}
    theirs = {"tags": ["three"], "visibility": "public", "support_email": "a@example.com"}
    publisher.rest.patch(rest, theirs, format="json")

    assert browser.post(path, late)["Location"] == f"/apis/{made['id']}/"

    stored = publisher.rest.get(rest).json()
    assert {name: stored[name] for name in theirs} == theirs
    assert (stored["category"], stored["summary"]) == ("data", "First.")


def test_only_what_both_changed_is_compared(visit, publisher, unique):
    made = register(publisher, unique, summary="First.")
    browser = visit(publisher)
    path, rest = f"/apis/{made['id']}/edit/", f"/api/v1/apis/{made['id']}/"
    late = fields_sent(browser.get(path)) | {"summary": "Mine.", "category": "data"}
    theirs = {"summary": "Theirs.", "tags": ["three"]}
    publisher.rest.patch(rest, theirs, format="json")

    answer = browser.post(path, late)

    assert answer.status_code == 409
    assert "<td>Theirs.</td><td>Mine.</td>" in answer.text
    assert answer.text.count('<th scope="row">') == 1
    again = fields_sent(answer)
    assert (again["summary"], again["tags"], again["category"]) == ("Mine.", "three", "data")
    assert browser.post(path, again).status_code == 302
    stored = publisher.rest.get(rest).json()
    assert (stored["summary"], stored["tags"], stored["category"]) == ("Mine.", ["three"], "data")


def test_a_write_at_the_same_moment_takes_nothing_back(visit, publisher, unique):
    """The other write arrives after the form was checked, before it is stored."""
    made = register(publisher, unique)
    browser = visit(publisher)
    path, rest = f"/apis/{made['id']}/edit/", f"/api/v1/apis/{made['id']}/"
    mine = fields_sent(browser.get(path)) | {"summary": "Mine."}

    def be_faster() -> None:
        publisher.rest.patch(rest, {"category": "data"}, format="json")

    with before_next_transaction(be_faster):
        assert browser.post(path, mine).status_code == 302
    stored = publisher.rest.get(rest).json()
    assert (stored["summary"], stored["category"]) == ("Mine.", "data")
