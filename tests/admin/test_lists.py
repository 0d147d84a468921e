"""The admin's lists: found, filtered, in order, in pages; always in a bounded number of reads."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from portal import clock
from portal.accounts import administration
from portal.accounts.items import USERS, Profile
from portal.accounts.models import User
from portal.adminsite.querysets import MAX_QUERIES, MAX_ROWS
from portal.events.items import Event

LIST = "/admin/accounts/user/"
AUDIT = "/admin/accounts/auditrecord/"


def found(answer) -> list[str]:
    assert answer.status_code == 200, answer
    return [row.email for row in answer.context["cl"].result_list]


@pytest.fixture
def three(person):
    """Three people whose roles and addresses tell them apart."""
    return [person("ann", "viewer"), person("bob", "developer"), person("cid", "viewer")]


def test_people_are_found_by_name_and_address(admin, three, unique) -> None:
    ann, bob, cid = three
    assert found(admin.client.get(LIST, {"q": bob.email})) == [bob.email]
    everybody = [admin.profile.email, ann.email, bob.email, cid.email]
    assert found(admin.client.get(LIST, {"q": unique})) == everybody
    assert found(admin.client.get(LIST, {"q": f'"{cid.name.upper()}"'})) == [cid.email]
    assert found(admin.client.get(LIST, {"q": f"{unique} nobody"})) == []


@pytest.mark.parametrize(
    "path",
    [
        LIST,
        AUDIT,
        "/admin/apis/apimodel/",
        "/admin/apis/versionmodel/",
        "/admin/apis/applicationmodel/",
        "/admin/apis/applicationkeymodel/",
        "/admin/apis/subscriptionmodel/",
    ],
)
def test_a_list_without_a_match_says_what_to_do(admin, unique, path) -> None:
    page = admin.client.get(path, {"q": f"{unique} nothing"}).content.decode()
    assert "Nothing matches. Try another word" in page
    assert 'href="?"' in page
    assert "0 of 0 selected" not in page


def test_an_empty_list_says_that_there_is_nothing_yet(admin, monkeypatch) -> None:
    monkeypatch.setattr(User, "sources", classmethod(lambda cls, terms, words: []))
    page = admin.client.get(LIST).content.decode()
    assert "There are no users yet." in page
    assert 'href="add/"' in page


def test_people_are_filtered_and_ordered(admin, three, unique) -> None:
    ann, bob, cid = three
    viewers = {"q": unique, "role__exact": "viewer"}
    assert found(admin.client.get(LIST, viewers)) == [ann.email, cid.email]
    assert found(admin.client.get(LIST, {**viewers, "o": "-1"})) == [cid.email, ann.email]
    assert found(admin.client.get(LIST, {"q": unique, "disabled__exact": "1"})) == []
    by_role = found(admin.client.get(LIST, {"q": unique, "o": "3.1"}))
    assert by_role == [admin.profile.email, bob.email, ann.email, cid.email]


def test_people_are_filtered_by_what_the_column_says(admin, three, unique) -> None:
    _, bob, _ = three
    administration.change_person(person=bob, disabled=True, by=admin.profile)
    page = admin.client.get(LIST, {"q": unique})
    chosen = re.search(r"By active.*?No</a>", page.text, re.DOTALL)
    assert chosen
    link = unescape(re.findall(r'href="([^"]+)"', chosen[0])[-1])
    assert found(admin.client.get(f"{LIST}{link}")) == [bob.email]


def test_the_audit_log_offers_each_month_of_a_year_once(admin) -> None:
    page = admin.client.get(AUDIT).text
    month = re.search(r"By month(.*?)</ul>", page, re.DOTALL)
    assert month
    offered = [each.strip() for each in re.findall(r">([^<>]+)</a>", month[1])]
    assert offered == ["This month", *(f"{month_ago(count):%B %Y}" for count in range(1, 13))]


def test_pages_follow_one_another(admin, three, unique, monkeypatch) -> None:
    from portal.accounts.admin import UserAdmin

    monkeypatch.setattr(UserAdmin, "list_per_page", 2)
    first = found(admin.client.get(LIST, {"q": unique}))
    second = found(admin.client.get(LIST, {"q": unique, "p": "2"}))
    assert (len(first), len(second), len({*first, *second})) == (2, 2, 4)


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=x",
        "email__regex=.*",
        "email__nothing=x",
        "session_salt=x",
        "profile__role=admin",
        "disabled__exact=perhaps",
        "role__exact=admin&role__exact=viewer",
        "id__in__x=1",
    ],
)
def test_a_filter_that_is_not_there_leads_to_the_plain_list(admin, query) -> None:
    assert admin.client.get(f"{LIST}?{query}")["Location"] == f"{LIST}?e=1"
    assert "cannot be filtered that way" in admin.client.get(f"{LIST}?e=1&{query}").text


@pytest.mark.parametrize("query", ["month=1999-01", "month=../x", "event=made_up", "at__year=x"])
def test_the_audit_log_is_filtered_by_what_it_offers(admin, query) -> None:
    assert admin.client.get(f"{AUDIT}?{query}")["Location"] == f"{AUDIT}?e=1"


@pytest.mark.parametrize("order", ["99", "-99", "x", "1.-2.3", "--1", "0"])
def test_a_strange_order_is_no_fault(admin, order) -> None:
    assert admin.client.get(LIST, {"o": order}).status_code == 200


def fill(month: datetime, count: int) -> str:
    """Write entries into a month of the audit log in which nothing else stands."""
    with Event.batch_write() as batch:
        for number in range(count):
            at = month + timedelta(seconds=number)
            entry = Event(
                Event.partition(at), f"{clock.stamp(at)}#{number:04}", kind="signed_in", at=at
            )
            entry.subject = f"USER#{number % 7}"
            batch.save(entry)
    return f"{month:%Y-%m}"


def month_ago(count: int) -> datetime:
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def test_a_list_costs_the_same_however_long_it_is(admin, dynamodb_requests) -> None:
    costs = []
    for count, months in ((30, 11), (3000, 12)):
        month = fill(month_ago(months), count)
        del dynamodb_requests[:]
        answer = admin.client.get(AUDIT, {"month": month})
        assert answer.context["cl"].result_count == min(count, MAX_ROWS)
        costs.append(list(dynamodb_requests))
    # Session, person, the records of the month, and those of before there were events.
    assert costs[0] == ["GetItem", "GetItem", "Query", "Query"]
    assert len(costs[1]) <= len(costs[0])


def test_a_list_that_was_cut_says_so_and_how_to_narrow_it(admin, dynamodb_requests) -> None:
    long, short = fill(month_ago(10), 3000), fill(month_ago(9), 30)
    cut = "There is more than is listed here"
    assert cut in admin.client.get(AUDIT, {"month": long}).text
    assert cut not in admin.client.get(AUDIT, {"month": short}).text
    del dynamodb_requests[:]
    rare = admin.client.get(AUDIT, {"month": long, "q": "USER#3"})
    assert rare.context["cl"].result_count > 400
    assert cut not in rare.text
    assert dynamodb_requests.count("Query") <= MAX_QUERIES


def test_among_thousands_a_person_is_found_by_the_address(
    admin, person, unique, dynamodb_requests
) -> None:
    crowd = [f"{unique}-crowd-{number:04}" for number in range(3000)]
    last = person("zz")
    with Profile.batch_write() as batch:
        for name in crowd:
            batch.save(
                Profile(
                    *Profile.key(name),
                    gsi1_pk=USERS,
                    gsi1_sk=f"{name}@example.com#{name}",
                    user_id=name,
                    email=f"{name}@example.com",
                )
            )
    try:
        del dynamodb_requests[:]
        assert found(admin.client.get(LIST, {"q": last.email})) == [last.email]
        assert dynamodb_requests == ["GetItem", "GetItem", "Query"]
        del dynamodb_requests[:]
        whole = admin.client.get(LIST)
        assert "There is more than is listed here" in whole.text
        assert dynamodb_requests == ["GetItem", "GetItem", "Query"]
    finally:
        with Profile.batch_write() as batch:
            for name in crowd:
                batch.delete(Profile(*Profile.key(name)))
