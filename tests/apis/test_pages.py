"""The pages, each as somebody sees it."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from apis.items import Api
from apis.services.registration import add_version
from tests.apis.conftest import description, register, register_form


@pytest.mark.parametrize("path", ["/", "/apis/", "/apis/?view=table", "/api/v1/docs/"])
def test_pages_for_everybody_open_without_signing_in(visit, path):
    assert visit().get(path).status_code == 200


def test_an_api_page_shows_its_facts_and_versions(visit, publisher, unique, team):
    help_at = {"support_email": "help@example.com", "support_url": "https://help.example.com/"}
    made = register(publisher, unique, tags=["cards", "r&d"], category="data", **help_at)
    browser = visit(publisher)
    page = browser.get(f"/apis/{made['id']}/").text
    for word in (unique, team, "1.0.0", "cards", "OpenAPI 3.0", ">Data<", *help_at.values()):
        assert word in page
    assert 'href="/apis/?tag=r%26d"' in page
    link = f'href="/apis/{made["id"]}/"'
    for listing in ("/", "/apis/?tag=r%26d", "/apis/?tag=r%26d&view=table"):
        assert link in browser.get(listing).text, listing


def test_a_page_costs_what_its_view_says(visit, publisher, unique, dynamodb_requests):
    made = register(publisher, unique, visibility="public")
    for path, requests in (
        ("/", ["Query"]),
        ("/apis/", ["Query"]),
        ("/apis/?view=table", ["Query"]),
        (f"/apis/{made['id']}/", ["BatchGetItem", "Query"]),
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
    assert "2.0.24" not in first.text
    cursor = first.context["page"].next_cursor
    assert f'?{urlencode({"cursor": cursor})}"' in first.text
    second = visit(developer).get(f"/apis/{api.slug}/", {"cursor": cursor}).text
    assert f'href="/docs/{api.slug}/1.0.0/">1.0.0</a>' in second


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


def test_teams_that_would_not_count_are_refused_at_their_field(visit, publisher, unique, team):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/edit/"
    data = edit_form(browser.get(path), unique, team, readers="partners", summary="New")
    answer = browser.post(path, data)
    assert answer.status_code == 422
    assert "Teams count for a restricted API only." in answer.text
    answer = browser.post(
        "/apis/register/?by=paste", register_form(unique, team, readers="partners")
    )
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
    assert "theirs" in answer.text
    assert "mine" in answer.text
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["summary"] == "theirs"
    data["revision"] = answer.context["form"].data["revision"]
    assert browser.post(path, data).status_code == 302
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").json()["summary"] == "mine"


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
        shown = visit(publisher).get(page).text
        alert = f'<p class="alert-title">This {what} {title}</p><p>{text}'
        assert (alert in shown) if title else ("alert-title" not in shown), page


def test_a_draft_is_published_from_where_it_is_said_to_be_one(visit, publisher, mate, unique):
    made = register(publisher, unique, status="draft")
    api, version = f"/apis/{made['id']}/", f"/apis/{made['id']}/versions/1.0.0/"
    button = f'href="{version}status/active/">Publish</a>'
    for page in (api, version):
        assert visit(publisher).get(page).text.count(button) == 1, page
        shown = visit(mate).get(page).text
        assert "is a draft." in shown, page
        assert button not in shown, page


@pytest.mark.parametrize(
    ("version", "shown"),
    [("54", "v54"), ("1.0.0", "v1.0.0"), ("v1.0", "v1.0"), ("unversioned", "unversioned")],
)
def test_a_version_reads_as_one_in_the_catalogue(visit, publisher, unique, version, shown):
    register(publisher, unique, spec=description(unique, version))
    for view in ("cards", "table"):
        page = visit(publisher).get(f"/apis/?q={unique}&view={view}").text
        assert f">{shown}</" in page, view


def test_visitors_read_that_there_may_be_more(visit, developer):
    way = f"{reverse('sign-in')}?next=/apis/%3Fstatus%3Dactive"
    told = f'More APIs may appear after you <a href="{way}">sign in</a>.'
    assert told in visit().get("/apis/?status=active").text
    assert "More APIs may appear" not in visit(developer).get("/apis/").text


def test_deleting_wants_the_name(visit, publisher, unique):
    made = register(publisher, unique)
    browser = visit(publisher)
    path = f"/apis/{made['id']}/delete/"
    shown = browser.get(path).text
    assert unique in shown
    assert "Its version, with its reference, is lost" in shown
    assert browser.post(path, {"confirm": "wrong"}).status_code == 422
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 200
    assert browser.post(path, {"confirm": unique})["Location"] == "/apis/"
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 404


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
