"""The pages, each as somebody sees it."""

import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apis.items import Api
from apis.services.registration import add_version
from tests.apis.conftest import Person, description, register
from tests.people import person


def text_of(answer) -> str:
    return answer.content.decode()


def form(unique, team, **more):
    return {
        "spec_text": json.dumps(description(unique)),
        "owner": team,
        "visibility": "internal",
        "status": "active",
        **more,
    }


@pytest.mark.parametrize("path", ["/", "/apis/", "/apis/?view=table", "/api/v1/docs/"])
def test_pages_for_everybody_open_without_signing_in(visit, path):
    assert visit().get(path).status_code == 200


def test_an_api_page_shows_its_facts_and_versions(visit, publisher, unique, team):
    help_at = {"support_email": "help@example.com", "support_url": "https://help.example.com/"}
    made = register(publisher, unique, tags=["cards", "r&d"], category="data", **help_at)
    browser = visit(publisher)
    page = text_of(browser.get(f"/apis/{made['id']}/"))
    for word in (unique, team, "1.0.0", "cards", "OpenAPI 3.0", ">Data<", *help_at.values()):
        assert word in page
    assert 'href="/apis/?tag=r%26d"' in page
    link = f'href="/apis/{made["id"]}/"'
    for listing in ("/", "/apis/?tag=r%26d", "/apis/?tag=r%26d&view=table"):
        assert link in text_of(browser.get(listing)), listing


def test_a_page_costs_what_its_view_says(visit, publisher, unique, dynamodb_requests):
    made = register(publisher, unique, visibility="public")
    for path, requests in (
        ("/", ["Query"]),
        ("/apis/", ["Query"]),
        ("/apis/?view=table", ["Query"]),
        (f"/apis/{made['id']}/", ["GetItem", "Query"]),
        (f"/apis/{made['id']}/versions/1.0.0/", ["BatchGetItem"]),
    ):
        dynamodb_requests.clear()
        assert visit().get(path).status_code == 200
        assert dynamodb_requests == requests, path


def test_a_page_of_nothing_but_drafts_leads_on_to_the_next(visit, publisher, developer, unique):
    api = Api.fetch(*Api.key(register(publisher, unique)["id"]))
    for number in range(25):
        draft = json.dumps(description(unique, f"2.0.{number}")).encode()
        api = add_version(user=publisher.user, api=api, data=draft, status="draft").api
    first = visit(developer).get(f"/apis/{api.slug}/")
    assert "2.0.24" not in text_of(first)
    cursor = first.context["page"].next_cursor
    assert f'?{urlencode({"cursor": cursor})}"' in text_of(first)
    second = text_of(visit(developer).get(f"/apis/{api.slug}/", {"cursor": cursor}))
    assert f'href="/docs/{api.slug}/1.0.0/">1.0.0</a>' in second


def test_a_pasted_description_registers(visit, publisher, unique, team):
    browser = visit(publisher)
    answer = browser.post("/apis/register/?by=paste", form(unique, team), follow=True)
    assert answer.redirect_chain == [(f"/apis/{unique}/", 302)]
    assert f"{unique} 1.0.0 is registered." in text_of(answer)


def test_a_file_registers(visit, publisher, unique, team):
    data = form(unique, team)
    data["spec_file"] = SimpleUploadedFile("a.json", data.pop("spec_text").encode())
    assert visit(publisher).post("/apis/register/", data)["Location"] == f"/apis/{unique}/"


def test_no_source_is_told_at_its_field(visit, publisher, unique, team):
    data = form(unique, team)
    del data["spec_text"]
    answer = visit(publisher).post("/apis/register/", data)
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)


def test_a_faulty_description_is_shown_with_its_lines(visit, publisher, unique, team):
    text = (
        'openapi: 3.0.0\ninfo: {title: x, version: "1"}\npaths:\n  - "<script>alert(1)</script>"\n'
    )
    answer = visit(publisher).post("/apis/register/?by=paste", form(unique, team, spec_text=text))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Nothing was stored" in page
    assert "/paths" in page
    assert "<script>alert" not in page


def test_warnings_are_shown_after_registering(visit, publisher, unique, team):
    odd = description(unique)
    odd["paths"]["/things"]["get"]["parameters"] = [{"name": "q", "in": "query", "requird": True}]
    odd["paths"]["/things"]["get"].pop("responses")
    data = form(unique, team, spec_text=json.dumps(odd))
    answer = visit(publisher).post("/apis/register/?by=paste", data, follow=True)
    assert answer.redirect_chain == [(f"/apis/{unique}/versions/1.0.0/", 302)]
    assert "/paths/~1things/get" in text_of(answer)


def test_a_taken_id_is_told_at_its_field(visit, publisher, unique, team):
    register(publisher, unique)
    data = form(f"{unique} other", team, slug=unique)
    answer = visit(publisher).post("/apis/register/?by=paste", data)
    assert answer.status_code == 422
    told = "This id is taken, or was that of an API another team deleted. Choose another."
    assert f"<li>{told}</li>" in text_of(answer)


def test_viewers_and_visitors_cannot_register(visit, developer):
    assert visit().get("/apis/register/")["Location"].startswith("/account/sign-in/")
    assert visit(developer).get("/apis/register/").status_code == 403


def test_a_publisher_without_a_team_is_told_so(visit, unique):
    lonely = Person(person(f"{unique}-lonely", "publisher"), None)
    answer = visit(lonely).get("/apis/register/")
    assert answer.status_code == 403
    assert "in no team" in text_of(answer)


def edit_form(page_of, unique, team, **more):
    revision = page_of.context["form"].initial["revision"]
    return {
        "name": unique,
        "owner": team,
        "visibility": "internal",
        "revision": revision,
        **more,
    }


def test_editing_saves(visit, publisher, unique, team):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/edit/"
    data = edit_form(browser.get(path), unique, team, summary="New words", tags="a, b")
    assert browser.post(path, data)["Location"] == f"/apis/{made['id']}/"
    read = publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()
    assert (read["summary"], read["tags"]) == ("New words", ["a", "b"])


def test_teams_that_would_not_count_are_told_of_at_their_field(visit, publisher, unique, team):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/edit/"
    data = edit_form(browser.get(path), unique, team, readers="partners", summary="New")
    answer = browser.post(path, data)
    assert answer.status_code == 422
    assert "Teams count for a restricted API only." in text_of(answer)
    answer = browser.post("/apis/register/?by=paste", form(unique, team, readers="partners"))
    assert answer.status_code == 422
    browser.post(path, {**data, "visibility": "restricted"})
    address = f"/api/v1/apis/{made['id']}/"
    assert publisher.rest.get(address).json()["readers"] == ["partners"]
    # A script changes the visibility alone.
    answer = publisher.rest.patch(address, {"visibility": "public"}, format="json")
    assert (answer.status_code, answer.json()["readers"]) == (200, [])


def test_who_saves_second_sees_both_values(visit, publisher, unique, team):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/edit/"
    data = edit_form(browser.get(path), unique, team, summary="mine")
    publisher.rest.patch(f"/api/v1/apis/{made['id']}/", {"summary": "theirs"}, format="json")
    answer = browser.post(path, data)
    assert answer.status_code == 409
    assert "theirs" in text_of(answer)
    assert "mine" in text_of(answer)
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["summary"] == "theirs"
    data["revision"] = answer.context["form"].data["revision"]
    assert browser.post(path, data).status_code == 302
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["summary"] == "mine"


def test_a_step_of_a_versions_life_is_confirmed(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/status/deprecated/"
    assert "Callers are told to move away" in text_of(browser.get(path))
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["status"] == "active"
    browser.post(path)
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["status"] == "deprecated"


@pytest.mark.parametrize(
    ("steps", "title", "text"),
    [
        (("active",), "", ""),
        (("draft",), "is a draft.", "Only its owners see it until it is published."),
        (("active", "deprecated"), "is deprecated.", "It still answers. Plan your move"),
        (("active", "deprecated", "retired"), "is retired.", "It no longer answers."),
    ],
)
def test_api_and_reference_say_the_same_of_a_status(visit, publisher, unique, steps, title, text):
    made = register(publisher, unique, status=steps[0])
    path = f"/api/v1/apis/{made['id']}/versions/1.0.0/"
    for status in steps[1:]:
        publisher.rest.patch(path, {"status": status}, format="json")
    for page, what in ((f"/apis/{made['id']}/", "API"), (f"/docs/{made['id']}/1.0.0/", "version")):
        shown = text_of(visit(publisher).get(page))
        alert = f'<p class="alert-title">This {what} {title}</p><p>{text}'
        assert (alert in shown) if title else ("alert-title" not in shown), page


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
    page = text_of(visit(publisher).get(f"{path}status/{last}/"))
    assert f"<h1>{title.format(f'{unique} 1.0.0')}</h1>" in page
    assert says in page


def test_a_draft_is_published_from_where_it_is_said_to_be_one(visit, publisher, mate, unique):
    made = register(publisher, unique, status="draft")
    api, version = f"/apis/{made['id']}/", f"/apis/{made['id']}/versions/1.0.0/"
    button = f'href="{version}status/active/">Publish</a>'
    for page in (api, version):
        assert text_of(visit(publisher).get(page)).count(button) == 1, page
        shown = text_of(visit(mate).get(page))
        assert "is a draft." in shown, page
        assert button not in shown, page


def test_an_old_version_leads_to_the_current_one(visit, publisher, unique):
    made = register(publisher, unique)
    old = f"/apis/{made['id']}/versions/1.0.0/"
    rest = f"/api/v1/apis/{made['id']}/versions/"
    link = f'href="/apis/{made["id"]}/versions/2.0.0/">Current version</a>'
    publisher.rest.patch(f"{rest}1.0.0/", {"status": "deprecated"}, format="json")
    assert ">Current version</a>" not in text_of(visit(publisher).get(old))
    publisher.rest.post(rest, {"spec": description(unique, "2.0.0")}, format="json")
    assert link in text_of(visit(publisher).get(old))
    for status in ("deprecated", "retired"):
        publisher.rest.patch(f"{rest}2.0.0/", {"status": status}, format="json")
    # What no longer answers is no better.
    assert link not in text_of(visit(publisher).get(old))


def test_warnings_come_first_and_lead_to_a_corrected_version(visit, publisher, mate, unique):
    odd = description(unique)
    odd["paths"]["/things"]["get"].pop("responses")
    made = register(publisher, unique, spec=odd)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    page = text_of(visit(publisher).get(path))
    assert page.index(">Warnings<") < page.index(">Lifecycle<") < page.index(">Notes<")
    link = f'href="/apis/{made["id"]}/versions/add/"'
    assert link in page
    assert link not in text_of(visit(mate).get(path))


def test_a_version_can_be_added_and_made_current(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    data = {"spec_text": json.dumps(description(unique, "2.0.0")), "status": "active"}
    answer = browser.post(f"/apis/{made['id']}/versions/add/?by=paste", data, follow=True)
    assert "2.0.0 is registered" in text_of(answer)
    browser.post(f"/apis/{made['id']}/versions/1.0.0/current/")
    read = Api.fetch(*Api.key(made["id"]))
    assert (read.current_version, read.version_count) == ("1.0.0", 2)


def test_a_deprecated_version_says_what_it_would_make_of_the_api(visit, publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/"
    publisher.rest.post(path, {"spec": description(unique, "2.0.0")}, format="json")
    page = f"/apis/{made['id']}/versions/1.0.0/current/"
    told = "will be shown as deprecated"
    assert told not in text_of(visit(publisher).get(page))
    publisher.rest.patch(f"{path}1.0.0/", {"status": "deprecated"}, format="json")
    assert told in text_of(visit(publisher).get(page))


def test_the_table_of_versions_marks_the_current_one(visit, publisher, unique):
    made = register(publisher, unique)
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    page = text_of(visit(publisher).get(f"/apis/{made['id']}/"))
    assert page.count(">Current</span>") == 1
    assert '2.0.0</a> <span class="badge badge-info">Current</span>' in page


@pytest.mark.parametrize(
    ("version", "shown"),
    [("54", "v54"), ("1.0.0", "v1.0.0"), ("v1.0", "v1.0"), ("unversioned", "unversioned")],
)
def test_a_version_reads_as_one_in_the_catalogue(visit, publisher, unique, version, shown):
    register(publisher, unique, spec=description(unique, version))
    for view in ("cards", "table"):
        page = text_of(visit(publisher).get(f"/apis/?q={unique}&view={view}"))
        assert f">{shown}</" in page, view


def test_visitors_are_told_that_there_may_be_more(visit, developer):
    way = f"{reverse('sign-in')}?next=/apis/%3Fstatus%3Dactive"
    told = f'More APIs may appear after you <a href="{way}">sign in</a>.'
    assert told in text_of(visit().get("/apis/?status=active"))
    assert "More APIs may appear" not in text_of(visit(developer).get("/apis/"))


def test_deleting_wants_the_name(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/delete/"
    shown = text_of(browser.get(path))
    assert unique in shown
    assert "Its version, with its reference, is lost" in shown
    assert browser.post(path, {"confirm": "wrong"}).status_code == 422
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 200
    assert browser.post(path, {"confirm": unique})["Location"] == "/apis/"
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 404


def test_notes_of_a_version_are_kept(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    revision = browser.get(path).context["form"].initial["revision"]
    browser.post(path, {"notes": "Mind the limits.", "revision": revision})
    assert "Mind the limits." in text_of(browser.get(path))


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
    assert "<td>Theirs first.</td><td>Mine then.</td>" in text_of(answer)
    assert publisher.rest.get(rest).json()["notes"] == "Theirs first."
    sent = {name: answer.context["form"][name].value() for name in ("notes", "revision")}
    assert browser.post(path, sent)["Location"] == path
    assert publisher.rest.get(rest).json()["notes"] == "Mine then."


def test_who_saves_second_what_stands_already_has_nothing_to_compare(
    visit, publisher, unique, team
):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/edit/"
    data = edit_form(browser.get(path), unique, team, summary="the same", tags="a, b")
    same = {"summary": "the same", "tags": ["a", "b"]}
    publisher.rest.patch(f"/api/v1/apis/{made['id']}/", same, format="json")
    assert browser.post(path, data)["Location"] == f"/apis/{made['id']}/"


def test_a_version_offers_what_can_be_done_with_it(visit, publisher, unique):
    made = register(publisher, unique)
    for version, status in (("2.0.0", "active"), ("3.0.0", "draft")):
        body = {"spec": description(unique, version), "status": status}
        publisher.rest.post(f"/api/v1/apis/{made['id']}/versions/", body, format="json")
    offered = {}
    for version in ("1.0.0", "2.0.0", "3.0.0"):
        page = text_of(visit(publisher).get(f"/apis/{made['id']}/versions/{version}/"))
        words = ("Make it current", "Delete this version", ">Current<")
        offered[version] = tuple(word in page for word in words)
    assert offered == {
        "1.0.0": (True, True, False),
        "2.0.0": (False, False, True),
        "3.0.0": (False, True, False),
    }


def test_the_title_tells_of_a_refused_description(visit, publisher, unique, team):
    data = form(unique, team, spec_text="<html></html>")
    answer = visit(publisher).post("/apis/register/?by=paste", data)
    assert answer.status_code == 422
    assert "<title>Error: Register an API" in text_of(answer)
