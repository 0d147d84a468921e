"""The catalogue: filters, words, pages, and what a page costs."""

import json
from contextlib import contextmanager

import pytest

from portal.dynamo.connection import connection
from tests.apis.conftest import description, register
from tests.aws_events import handled

FIRST = {"tags": ["cards"], "category": "commerce", "visibility": "public"}
SECOND = {"tags": ["cards", "fees"], "category": "data", "status": "draft"}
THIRD = {"tags": ["fees"], "category": "data", "visibility": "restricted"}


@pytest.fixture
def shelf(publisher, unique):
    """Three APIs of one team whose names begin alike."""
    return {
        name: register(publisher, f"{unique} {name}", **details)["id"]
        for name, details in (("alpha", FIRST), ("beta", SECOND), ("gamma", THIRD))
    }


def found(person, **query):
    answer = person.rest.get("/api/v1/apis/", query)
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "alpha beta gamma"),
        ({"tag": "cards"}, "alpha beta"),
        ({"category": "data"}, "beta gamma"),
        ({"status": "draft"}, "beta"),
        ({"status": "active"}, "alpha gamma"),
        ({"visibility": "restricted"}, "gamma"),
        ({"tag": "fees", "category": "data"}, "beta gamma"),
        ({"tag": "fees", "status": "active"}, "gamma"),
        ({"tag": "cards", "category": "data", "visibility": "public"}, ""),
    ],
)
def test_filters_narrow_together(publisher, shelf, team, query, names):
    assert found(publisher, owner=team, **query) == [shelf[name] for name in names.split()]


@pytest.mark.parametrize(
    ("words", "names"),
    [("{}", "alpha beta gamma"), ("{} al", "alpha"), ("ALPHA {}", "alpha"), ("{} delta", "")],
)
def test_words_are_found_by_their_beginnings(publisher, shelf, unique, words, names):
    ids = found(publisher, q=words.format(unique[:-2]))
    assert ids == [shelf[name] for name in names.split()]


def test_an_api_with_two_words_of_one_beginning_comes_once(publisher, unique):
    made = register(publisher, f"x{unique}pay x{unique}payments")
    assert found(publisher, q=f"x{unique}") == [made["id"]]


def test_the_end_of_a_sentence_and_an_id_are_found_too(publisher, unique):
    word = unique.replace("-", "")
    summary = "Set up merchant accounts, 3-D stores, terminals and your webhooks."
    made = register(publisher, f"{word} cards", slug=f"{word}-stores5e", summary=summary)
    assert found(publisher, q=f"{word} webhooks") == [made["id"]]
    assert found(publisher, q=f"{word} stores5e") == [made["id"]]


def test_common_words_do_not_hide_the_others(publisher, unique):
    about = "The way for an owner to look at and into all of the payments of cards"
    made = register(publisher, unique, summary=about)
    assert found(publisher, q=f"{unique} cards") == [made["id"]]
    assert found(publisher, q=f"the payments of {unique}") == [made["id"]]


def test_pages_give_everything_once(publisher, shelf, team):
    seen, url = [], f"/api/v1/apis/?owner={team}&limit=1"
    while url:
        page = publisher.rest.get(url).json()
        seen += [each["id"] for each in page["items"]]
        url = page["next"]
    assert seen == list(shelf.values())


def test_a_page_short_of_what_one_may_see_goes_on(stranger, shelf, team):
    seen, query = [], {"owner": team, "limit": 1}
    while True:
        page = stranger.rest.get("/api/v1/apis/", query).json()
        seen += [each["id"] for each in page["items"]]
        if not page["next_cursor"]:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [shelf["alpha"]]


def test_entries_follow_a_change(publisher, shelf, team):
    path = f"/api/v1/apis/{shelf['alpha']}/"
    change = {"tags": ["new"], "name": "Zeta", "category": ""}
    publisher.rest.patch(path, change, format="json")
    assert found(publisher, owner=team, tag="new") == [shelf["alpha"]]
    assert shelf["alpha"] not in found(publisher, tag="cards", owner=team)
    assert found(publisher, owner=team)[-1] == shelf["alpha"]


def test_an_api_that_is_closed_leaves_the_public_lists(anonymous, publisher, unique):
    made = register(publisher, unique, visibility="public")
    query = {"q": unique}
    assert anonymous.get("/api/v1/apis/", query).json()["items"]
    publisher.rest.patch(f"/api/v1/apis/{made['id']}/", {"visibility": "internal"}, format="json")
    assert not anonymous.get("/api/v1/apis/", query).json()["items"]


def test_the_largest_api_still_changes_in_one_transaction(publisher, unique):
    words = " ".join(f"{unique}{n}" for n in range(8))[:100]
    tags = [f"{unique}-{n}" for n in range(8)]
    body = {"visibility": "public", "tags": tags, "category": "data", "name": words}
    made = register(publisher, unique, **body)
    other = {"name": f"other {words[::-1]}"[:100], "tags": [f"n-{tag}" for tag in tags]}
    answer = publisher.rest.patch(f"/api/v1/apis/{made['id']}/", other, format="json")
    assert answer.status_code == 200, answer.content


def test_editing_a_support_address_writes_the_api_its_record_and_an_outbox_entry(publisher, unique):
    tags = [f"{unique}-{n}" for n in range(8)]
    made = register(publisher, unique, visibility="public", tags=tags, category="data")
    change = {"support_email": f"{unique}@example.com"}
    with written() as items:
        answer = publisher.rest.patch(f"/api/v1/apis/{made['id']}/", change, format="json")
    assert answer.json()["support_email"] == change["support_email"]
    assert [pk.partition("#")[0] for pk in sorted(items)] == ["API", "EVENT", "OUTBOX"]


@contextmanager
def written():
    """Collect the partition keys of what is written in transactions."""
    items = []

    def note(params, **kwargs):
        for each in json.loads(params["body"])["TransactItems"]:
            ((_, request),) = each.items()
            items.append((request.get("Item") or request["Key"])["PK"]["S"])

    with handled(connection().client, "before-call.dynamodb.TransactWriteItems", note):
        yield items


@pytest.mark.parametrize("path", ["/", "/apis/", "/apis/?q=a&tag=b&status=active", "/apis/?q=a"])
def test_a_page_takes_at_most_three_requests(visit, publisher, shelf, path, dynamodb_requests):
    browser = visit(publisher)
    browser.get(path)
    dynamodb_requests.clear()
    assert browser.get(path).status_code == 200
    assert len(dynamodb_requests) <= 3
    assert dynamodb_requests.count("Query") == 1
    dynamodb_requests.clear()
    assert visit().get(path).status_code == 200
    assert dynamodb_requests == ["Query"]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=%00", "cursor=" + "A" * 100])
def test_a_made_up_cursor_is_refused(visit, query):
    assert visit().get(f"/apis/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["status=x", f"tag={'x' * 3000}", "q=%00", "q=%23%23", "view=x"])
def test_a_filter_that_nothing_fits_is_an_empty_page(visit, query):
    assert visit().get(f"/apis/?{query}").status_code == 200


def test_nothing_of_a_hidden_api_is_in_a_cursor(stranger, shelf, team):
    import base64

    page = stranger.rest.get("/api/v1/apis/", {"owner": team, "limit": 1}).json()
    while page["next_cursor"]:
        raw = base64.urlsafe_b64decode(page["next_cursor"] + "==")
        assert shelf["gamma"].encode() not in raw
        page = stranger.rest.get(page["next"]).json()


def test_a_description_of_its_own_version_is_offered(publisher, unique):
    made = register(publisher, unique)
    path = f"/api/v1/apis/{made['id']}/versions/1.0.0/spec"
    whole = publisher.rest.get(path)
    etag = whole["ETag"]
    assert publisher.rest.get(path, headers={"If-None-Match": etag}).status_code == 304
    part = publisher.rest.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    assert part["Content-Range"] == f"bytes 2-5/{len(whole.content)}"
    first = publisher.rest.get(path, headers={"Range": "bytes=0-0"})
    assert first.content == whole.content[:1]
    last = publisher.rest.get(path, headers={"Range": "bytes=-3"})
    assert last.content == whole.content[-3:]
    assert publisher.rest.get(path, headers={"Range": "bytes=99999-"}).status_code == 416
    for invalid in ("bytes=5-3", "bytes=-", "lines=1-2"):
        ignored = publisher.rest.get(path, headers={"Range": invalid})
        assert (ignored.status_code, ignored.content) == (200, whole.content)
    for each in (whole, part):
        assert each["Cache-Control"] == "private, no-cache"
    assert description(unique)["info"]["title"].encode() in whole.content


def test_a_large_description_is_read_from_s3_where_answers_are_bounded(publisher, unique, settings):
    made = register(publisher, unique)
    settings.TRANSFER_MAX_BYTES = 10
    answer = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/1.0.0/spec")
    assert answer.status_code == 302
    import requests

    assert unique in requests.get(answer["Location"], timeout=5).text


def test_the_tables_names_have_room_on_a_tablet(page, publisher, unique):
    register(publisher, f"{unique} accounting", visibility="public", category="developer tools")
    page.set_viewport_size({"width": 700, "height": 800})
    page.goto(f"/apis/?view=table&q={unique}")
    name = page.get_by_role("rowheader").bounding_box()
    assert name["width"] >= 190


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"category": "Developer  Tools"}, "one"),
        ({"tag": "Red Cards"}, "one two"),
        ({"tag": "RED-CARDS", "category": "DATA"}, "two"),
        ({"q": "{}", "tag": "RED-CARDS", "category": "DATA"}, "two"),
    ],
)
def test_what_is_stored_folded_is_asked_for_in_any_case(publisher, visit, unique, query, names):
    tags = {"tags": ["Red  Cards"]}
    ids = {
        name: register(publisher, f"{unique} {name}", category=category, **tags)["id"]
        for name, category in (("one", "Developer Tools"), ("two", "Data"))
    }
    wanted = [ids[name] for name in names.split()]
    query = {"owner": publisher.user.teams[0]} | {
        name: value.format(unique) for name, value in query.items()
    }
    assert found(publisher, **query) == wanted
    page = visit(publisher).get("/apis/", query)
    assert [entry.slug for entry in page.context["page"]] == wanted


@pytest.mark.parametrize("more", [{}, {"tag": "cards"}, {"q": "{}"}])
@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_an_owner_is_asked_for_in_any_case(admin, publisher, visit, unique, change, more):
    owner = f"Team {unique}"
    made = register(admin, unique, owner=owner, tags=["cards"], visibility="public")
    query = {"owner": change(owner)} | {name: word.format(unique) for name, word in more.items()}
    assert found(publisher, **query) == [made["id"]]
    page = visit(publisher).get("/apis/", query)
    assert [entry.owner for entry in page.context["page"]] == [owner]
    (group,) = [each for each in page.context["filters"] if each["label"] == "Owner"]
    assert [option["active"] for option in group["options"]].count(True) == 1
    assert found(publisher, **query | {"owner": f"{owner} other"}) == []


def test_a_page_is_asked_for_statuses_in_any_case(publisher, visit, shelf, team):
    for query in ({"status": "Draft"}, {"visibility": "RESTRICTED"}):
        page = visit(publisher).get("/apis/", {"owner": team, **query})
        assert len(page.context["page"]) == 1, query
        chosen = [o["label"] for g in page.context["filters"] for o in g["options"] if o["active"]]
        assert next(iter(query.values())).capitalize() in chosen


def test_a_category_is_offered_once_however_it_is_configured(publisher, visit, unique, settings):
    settings.CATEGORIES = ["Fine Arts"]
    made = register(publisher, unique, category="fine arts", visibility="public")
    page = visit().get("/apis/", {"category": "Fine Arts"})
    assert [entry.slug for entry in page.context["page"]] == [made["id"]]
    (group,) = [each for each in page.context["filters"] if each["label"] == "Category"]
    assert [option["active"] for option in group["options"]] == [True]
