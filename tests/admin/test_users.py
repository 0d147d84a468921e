"""What an admin does with people, and what becomes of them."""

from datetime import UTC, datetime

import pytest

from portal.accounts import administration, audit, keys, services
from portal.accounts.items import Identity, Profile
from portal.accounts.models import User
from portal.dynamo import NotFound
from portal.errors import Missing
from tests.admin.conftest import ISSUER, Visitor, browser, claims
from tests.aws_events import before_next_transaction

LIST = "/admin/accounts/user/"


def change_page(profile: Profile) -> str:
    return f"{LIST}{profile.user_id}/change/"


def save(admin: Visitor, profile: Profile, **values: str):
    """Send the change form as a browser does: with what the page showed, and these values."""
    form = admin.client.get(change_page(profile)).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in {**shown, **values}.items() if value}
    return admin.client.post(change_page(profile), sent, follow=True)


def act(admin: Visitor, action: str, *profiles: Profile, confirmed: bool = False):
    sent = {"action": action, "_selected_action": [each.user_id for each in profiles]}
    sent |= {"post": "yes"} if confirmed else {"index": "0"}
    return admin.client.post(LIST, sent, follow=True)


def newest(profile: Profile) -> Profile:
    return Profile.fetch(*Profile.key(profile.user_id))


def events(profile: Profile) -> list[str]:
    return [entry.kind for entry in audit.by_subject(profile.ref)]


def test_a_role_set_here_wins_until_it_is_cleared(admin, person, unique) -> None:
    somebody = person("somebody", "developer")

    answer = save(admin, somebody, role_override="publisher")

    assert "was changed successfully" in answer.text
    assert newest(somebody).role == "publisher"
    assert "apis.register" in newest(somebody).permissions
    services.sign_in(claims=claims(f"{unique}-somebody", "viewer", issued_at=2))
    assert newest(somebody).role == "publisher"
    entry = next(each for each in audit.by_subject(somebody.ref) if each.kind == "role_changed")
    assert (entry.actor, entry.details["from"], entry.details["to"]) == (
        admin.profile.ref,
        "developer",
        "publisher",
    )

    save(admin, somebody, role_override="")

    assert newest(somebody).role == "viewer"


def test_a_role_is_in_force_at_the_next_request(admin, visitor) -> None:
    somebody = visitor("somebody", "viewer")
    assert somebody.client.get("/admin/").status_code == 403
    save(admin, somebody.profile, role_override="admin")
    assert somebody.client.get("/admin/").status_code == 200


def test_disabling_ends_sessions_and_refuses_sign_in(admin, visitor) -> None:
    somebody = visitor("somebody", "admin")

    save(admin, somebody.profile, disabled="on")

    assert somebody.client.get("/admin/").status_code == 302
    assert events(somebody.profile)[0] == "user_disabled"
    save(admin, somebody.profile, disabled="")
    assert not newest(somebody.profile).disabled
    assert somebody.client.get("/admin/").status_code == 302, "an ended session came back"


@pytest.mark.parametrize(
    "values", [{"disabled": "on"}, {"role_override": "viewer"}], ids=["disabled", "role"]
)
def test_admins_cannot_lock_themselves_out(admin, values) -> None:
    answer = save(admin, admin.profile, **values)

    assert "You cannot disable your own account or give up your own role" in answer.text
    assert newest(admin.profile).is_at_least("admin")
    assert not newest(admin.profile).disabled


def test_of_two_editors_the_second_is_shown_both_values(admin, other_admin, person) -> None:
    somebody = person("somebody", "viewer")
    late = {"revision": newest(somebody).revision, "role_override": "publisher"}
    save(other_admin, somebody, role_override="developer")

    answer = admin.client.post(change_page(somebody), late)

    assert "Somebody else changed this after you opened it" in answer.text
    assert "Stored now: “Developer”. Yours: “Publisher”." in answer.text
    assert newest(somebody).role == "developer"
    # What was entered is still in the form, and saving again is a decision.
    form = answer.context["adminform"].form
    assert form["role_override"].value() == "publisher"
    again = {**late, "revision": form["revision"].value()}
    assert admin.client.post(change_page(somebody), again).status_code == 302
    assert newest(somebody).role == "publisher"


def test_a_write_at_the_same_moment_is_shown_as_well(admin, other_admin, person) -> None:
    """The other write arrives after the form was checked, before it is stored."""
    somebody = person("somebody", "viewer")

    def be_faster() -> None:
        administration.change_person(
            person=newest(somebody),
            role_override="developer",
            disabled=False,
            by=other_admin.profile,
        )

    sent = {"revision": newest(somebody).revision, "role_override": "publisher"}
    with before_next_transaction(be_faster):
        answer = admin.client.post(change_page(somebody), sent)

    assert "Stored now: “Developer”. Yours: “Publisher”." in answer.text
    assert newest(somebody).role == "developer"


def test_a_change_elsewhere_is_in_nobodys_way(admin, person, unique) -> None:
    somebody = person("somebody", "viewer")
    sent = {"revision": newest(somebody).revision}
    services.sign_in(claims=claims(f"{unique}-somebody", "viewer", issued_at=2))
    assert admin.client.post(change_page(somebody), sent).status_code == 302


def test_somebody_is_known_before_their_first_sign_in(admin, unique, settings) -> None:
    known = {**settings.IDENTITY_PROVIDERS["corporate"], "name": "test", "issuer": ISSUER}
    settings.IDENTITY_PROVIDERS = {**settings.IDENTITY_PROVIDERS, "test": known}
    sent = {
        "issuer": ISSUER,
        "subject": f"{unique}-nora",
        "email": f"nora@{unique}.test",
        "name": "Nora New",
        "role_override": "publisher",
    }

    answer = admin.client.post(f"{LIST}add/", sent, follow=True)

    assert "was added successfully" in answer.text
    met = services.sign_in(claims=claims(f"{unique}-nora", "viewer", issued_at=2))
    assert (met.role, met.email) == ("publisher", f"{unique}-nora@example.com")
    twice = admin.client.post(f"{LIST}add/", sent)
    assert "This identity has an account already" in twice.text
    assert twice.context["adminform"].form["name"].value() == "Nora New"


@pytest.mark.parametrize(
    "wrong", [{"issuer": "https://evil.test"}, {"email": "nobody"}, {"subject": ""}], ids=str
)
def test_a_person_is_not_added_by_halves(admin, unique, settings, wrong) -> None:
    known = {**settings.IDENTITY_PROVIDERS["corporate"], "name": "test", "issuer": ISSUER}
    settings.IDENTITY_PROVIDERS = {**settings.IDENTITY_PROVIDERS, "test": known}
    sent = {"issuer": ISSUER, "subject": unique, "email": f"{unique}@example.com", "name": "Nora"}
    answer = admin.client.post(f"{LIST}add/", {**sent, **wrong})
    assert next(iter(wrong)) in answer.context["adminform"].form.errors
    with pytest.raises(Missing):
        services.person_by_email(f"{unique}@example.com")


def test_deleting_takes_sessions_keys_and_identity_along(admin, visitor, unique) -> None:
    somebody = visitor("somebody", "developer")
    _, secret = keys.create(owner=somebody.profile, label="scripts")
    address = f"{LIST}{somebody.profile.user_id}/delete/"
    assert "Sessions and personal keys end with the account" in admin.client.get(address).text

    answer = admin.client.post(address, {"post": "yes"}, follow=True)

    assert "was deleted successfully" in answer.text
    with pytest.raises(NotFound):
        newest(somebody.profile)
    with pytest.raises(NotFound):
        Identity.fetch(*Identity.key(ISSUER, f"{unique}-somebody"))
    assert keys.owner_of(secret) is None
    assert somebody.client.get("/account/").status_code == 302
    assert events(somebody.profile)[0] == "account_deleted"
    again = services.sign_in(claims=claims(f"{unique}-somebody", "developer", issued_at=2))
    assert again.user_id != somebody.profile.user_id


def test_nobody_deletes_themselves(admin) -> None:
    address = f"{LIST}{admin.profile.user_id}/delete/"
    answer = admin.client.post(address, {"post": "yes"}, follow=True)
    assert "You cannot delete your own account" in answer.text
    assert newest(admin.profile)


def test_bulk_deletion_is_confirmed_and_names_what_it_refused(admin, person) -> None:
    first, second = person("first"), person("second")

    asked = act(admin, "delete_selected", first, second, admin.profile)

    assert "Are you sure you want to delete the selected users?" in asked.text
    assert newest(first)

    done = act(admin, "delete_selected", first, second, admin.profile, confirmed=True)

    assert "Deleted 2 users." in done.text
    refused = f"Not done for {admin.profile.email}: You cannot delete your own account"
    assert refused in done.text
    for gone in (first, second):
        with pytest.raises(NotFound):
            newest(gone)
    assert newest(admin.profile)


def test_selected_people_are_disabled_enabled_and_signed_out(admin, visitor) -> None:
    first, second = visitor("first", "admin"), visitor("second", "admin")
    pair = first.profile, second.profile

    assert "Ended all sessions of 2 users." in act(admin, "end_sessions", *pair).text
    assert first.client.get("/admin/").status_code == 302
    assert "Disabled 2 users." in act(admin, "disable", *pair).text
    assert newest(second.profile).disabled
    assert "Enabled 2 users." in act(admin, "enable", *pair).text
    assert not newest(second.profile).disabled


def test_one_request_acts_on_a_hundred_at_most(admin, person) -> None:
    somebody = person("somebody")
    sent = {"action": "disable", "index": "0"}
    sent |= {"_selected_action": [somebody.user_id, *(f"made-up-{n}" for n in range(100))]}
    answer = admin.client.post(LIST, sent, follow=True)
    assert "Select at most 100. Nothing was changed." in answer.text
    assert not newest(somebody).disabled


def test_one_session_is_ended_and_the_others_go_on(admin, visitor, person) -> None:
    somebody = visitor("somebody", "admin")
    elsewhere = browser()
    elsewhere.force_login(User.of(somebody.newest()))
    address = f"{LIST}{somebody.profile.user_id}/sessions/"
    sessions = admin.client.get(address).context["sessions"].items
    assert len(sessions) == 2

    admin.client.post(address, {"digest": sessions[0].digest})

    assert {somebody.client.get("/admin/").status_code, elsewhere.get("/admin/").status_code} == {
        200,
        302,
    }
    admin.client.post(address)
    assert somebody.client.get("/admin/").status_code == 302
    assert elsewhere.get("/admin/").status_code == 302
    assert admin.client.get("/admin/").status_code == 200


def test_each_session_shows_its_browser_and_address(admin, visitor) -> None:
    somebody = visitor("somebody", "viewer")
    session = services.sessions_of(somebody.profile).items[0]
    session.data = {**session.data, "browser": "Firefox on Linux", "source_ip": "203.0.113.9"}
    session.put()
    page = admin.client.get(f"{LIST}{somebody.profile.user_id}/sessions/").text
    assert "Firefox on Linux" in page
    assert "203.0.113.9" in page


def test_each_session_shows_when_it_ends_by_itself(admin, visitor) -> None:
    somebody = visitor("somebody", "viewer")
    session = services.sessions_of(somebody.profile).items[0]
    answer = admin.client.get(f"{LIST}{somebody.profile.user_id}/sessions/")
    ends = datetime.fromtimestamp(int(session.expires_at), UTC)
    assert f"{ends:%H:%M}</td>" in answer.text


def test_somebody_elses_session_is_not_ended_by_this_address(admin, visitor) -> None:
    first, second = visitor("first", "admin"), visitor("second", "admin")
    other = services.sessions_of(second.profile).items[0]
    address = f"{LIST}{first.profile.user_id}/sessions/"
    assert admin.client.post(address, {"digest": other.digest}).status_code == 404
    assert second.client.get("/admin/").status_code == 200


def test_history_is_the_audit_log(admin, person) -> None:
    somebody = person("somebody", "viewer")
    save(admin, somebody, role_override="publisher")
    history = admin.client.get(f"{LIST}{somebody.user_id}/history/").text
    assert "Role changed" in history
    assert admin.profile.email in history
    assert "Account created" in history


def test_the_first_page_shows_what_one_did_last(admin, other_admin, person) -> None:
    somebody = person("somebody", "viewer")
    save(admin, somebody, role_override="publisher")
    acts = admin.client.get("/admin/").context["recent_acts"]
    assert [(act.event, act.subject) for act in acts] == [("role_changed", somebody.ref)]
    assert f'<a href="{change_page(somebody)}">{somebody.email}</a>' in acts[0].about
    assert acts[0].about in admin.client.get("/admin/").text
    assert other_admin.client.get("/admin/").context["recent_acts"] == []


@pytest.mark.parametrize("hostile", ['<script>alert("x")</script>', "<img src=x onerror=alert(1)>"])
def test_markup_in_a_name_stays_text(admin, person, hostile) -> None:
    somebody = person("somebody", shown_as=hostile)
    for page in ("", "change/", "delete/", "history/", "sessions/"):
        address = f"{LIST}{somebody.user_id}/{page}" if page else f"{LIST}?q={somebody.email}"
        assert hostile not in admin.client.get(address).text, address
    assert hostile not in act(admin, "delete_selected", somebody).text
    assert hostile not in act(admin, "disable", somebody).text


def test_a_page_about_nobody_says_so(admin) -> None:
    for page in ("change/", "delete/", "history/", "sessions/"):
        answer = admin.client.get(f"{LIST}{'x' * 3000}/{page}", follow=True)
        assert "Perhaps it was deleted?" in answer.text


def test_a_field_out_of_all_bounds_is_not_repeated(admin, person) -> None:
    answer = admin.client.post(change_page(person("somebody")), {"role_override": "x" * 100_000})
    assert answer.status_code == 413
    assert len(answer.content) < 50_000
