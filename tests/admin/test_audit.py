"""The audit log in the admin: to be read, searched and filtered; never to be changed."""

import pytest
from django.contrib.admin.utils import quote

from portal.accounts import administration, audit
from portal.events.items import Event

LIST = "/admin/accounts/auditrecord/"


@pytest.fixture
def subject(unique) -> str:
    """Something that nothing else in the log is about."""
    return f"API#about-{unique}"


@pytest.fixture
def entry(admin, subject) -> Event:
    audit.record(audit.KEY_CREATED, actor=admin.profile, subject=subject, details={"label": "k1"})
    return audit.by_subject(subject).items[0]


@pytest.fixture
def address(entry) -> str:
    month = entry.pk.removeprefix("EVENT#")
    return f"{LIST}{quote(f'{month}~{entry.sk}')}/"


def test_entries_are_found_by_month_event_and_word(admin, entry, subject) -> None:
    month = entry.pk.removeprefix("EVENT#")
    for query in (
        {"q": subject},
        {"q": subject, "month": month},
        {"q": subject, "event": "key_created"},
        {"q": f"{subject} {admin.profile.email}"},
    ):
        rows = admin.client.get(LIST, query).context["cl"].result_list
        assert [row.item.sk for row in rows] == [entry.sk], query
    assert (
        not admin.client.get(LIST, {"q": subject, "event": "signed_in"}).context["cl"].result_count
    )


def test_entries_of_every_service_are_found_by_their_event(admin, subject) -> None:
    audit.record("version_deprecated", actor=admin.profile, subject=subject)
    answer = admin.client.get(LIST, {"q": subject, "event": "version_deprecated"})
    assert answer.context["cl"].result_count == 1
    for label in ("Signed in", "API registered", "Version deprecated"):
        assert f">{label}</a>" in answer.text


def test_the_newest_entry_stands_first(admin, subject) -> None:
    for number in range(3):
        audit.record(audit.KEY_REVOKED, subject=subject, details={"number": number})
    rows = admin.client.get(LIST, {"q": subject}).context["cl"].result_list
    assert [row.item.details["number"] for row in rows] == [2, 1, 0]


def test_an_entry_is_shown_whole(admin, address, subject) -> None:
    shown = admin.client.get(f"{address}change/").text
    assert subject in shown
    assert admin.profile.email in shown
    assert 'name="_save"' not in shown


def test_not_even_an_admin_changes_it(admin, entry, address) -> None:
    attempts = [
        admin.client.get(f"{LIST}add/"),
        admin.client.post(f"{LIST}add/", {"event": "made_up"}),
        admin.client.post(f"{address}change/", {"event": "made_up"}),
        admin.client.get(f"{address}delete/"),
        admin.client.post(f"{address}delete/", {"post": "yes"}),
    ]
    assert [each.status_code for each in attempts] == [403] * len(attempts)
    selected = {"action": "delete_selected", "_selected_action": address, "post": "yes"}
    admin.client.post(LIST, selected)
    assert Event.fetch(entry.pk, entry.sk).serialize() == entry.serialize()


def test_markup_in_an_entry_stays_text(admin, subject) -> None:
    hostile = "<script>alert(1)</script>"
    audit.record(audit.KEY_CREATED, subject=subject, details={"label": hostile})
    assert hostile not in admin.client.get(LIST, {"q": subject}).text


def test_the_list_speaks_in_words(admin, unique, subject) -> None:
    audit.record("api_registered", actor=admin.profile, subject=subject, details={"version": "3"})
    audit.record(audit.SIGNED_IN, actor=admin.profile, details={"teams": []})
    shown = admin.client.get(LIST, {"q": admin.profile.email}).text
    for words in (
        "API registered",
        f'<a href="/admin/apis/apimodel/about-{unique}/change/">API about-{unique}</a>',
        "version: 3",
        "themselves",
        "teams: none",
        "This month",
    ):
        assert words in shown
    at = audit.by_subject(subject).items[0].at
    assert f"{at.day} {at:%b %Y, %H:%M}" in shown


def test_what_was_deleted_is_named_without_a_link(admin, person) -> None:
    somebody = person("gone")
    administration.delete_person(person=somebody, by=admin.profile)
    shown = admin.client.get(LIST, {"q": somebody.ref, "event": "account_deleted"}).text
    assert f'<td class="field-about">{somebody.email}</td>' in shown


def test_the_list_says_from_where(admin, person) -> None:
    somebody = person("bob", "developer")
    address = f"/admin/accounts/user/{somebody.user_id}"
    form = {"role_override": "publisher", "revision": somebody.revision}
    answer = admin.client.post(f"{address}/change/", form, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 302, answer.content
    changed = {"q": somebody.ref, "event": "role_changed"}
    assert "203.0.113.9" in admin.client.get(LIST, changed).text
    assert "203.0.113.9" in admin.client.get(f"{address}/history/").text


OLD_ROLE_CHANGE = {
    "from": {"role": "publisher", "teams": ["payments", "loans"]},
    "to": {"role": "viewer", "teams": []},
}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"teams before": ["payments", "loans"], "teams": []}, "payments, loans; teams: none"),
        ({"from": "viewer", "to": "admin", "set by an admin": True}, "set by an admin: yes"),
        (OLD_ROLE_CHANGE, "from: role publisher, teams payments, loans; to: role viewer"),
    ],
    ids=["lists", "truth", "as stored before"],
)
def test_log_and_history_show_details_in_the_same_words(admin, person, details, words) -> None:
    somebody = person("bob", "developer")
    audit.record(audit.ROLE_CHANGED, actor=admin.profile, subject=somebody.ref, details=details)
    listed = admin.client.get(LIST, {"q": somebody.ref, "event": "role_changed"}).text
    history = admin.client.get(f"/admin/accounts/user/{somebody.user_id}/history/").text
    for shown in (listed, history):
        assert words in shown
        assert "[&#x27;" not in shown
        assert "{&#x27;" not in shown
