"""People as their providers describe them: first met, changed, disabled, found."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.accounts import administration, audit, services
from portal.accounts.items import USERS, Profile
from portal.accounts.refusals import SignInRefused
from portal.accounts.services import Claims
from portal.dynamo import Conflict, page
from portal.errors import Invalid, Missing


@pytest.fixture
def claims(unique) -> Claims:
    return Claims(
        issuer="https://issuer.test",
        subject=unique,
        email=f"{unique}@people.test",
        name="Pat",
        groups=("publisher", "team-payments", "something-else"),
        issued_at=100,
    )


def events_of(profile) -> list[str]:
    return [entry.kind for entry in audit.by_subject(profile.ref)]


def test_groups_give_role_permissions_and_teams(claims):
    profile = services.sign_in(claims=claims)
    assert (profile.role, profile.teams) == ("publisher", ["payments"])
    assert "apis.register" in profile.permissions
    assert "accounts.manage_users" not in profile.permissions


def test_who_is_in_no_group_is_a_viewer(claims):
    profile = services.sign_in(claims=replace(claims, groups=()))
    assert (profile.role, profile.teams) == ("viewer", [])


def test_a_role_is_taken_away_at_the_next_sign_in_and_noted(claims):
    services.sign_in(claims=claims)
    profile = services.sign_in(claims=replace(claims, groups=("viewer",), issued_at=200))
    stored = Profile.fetch(*Profile.key(profile.user_id))
    assert (stored.role, stored.teams) == ("viewer", [])
    assert "apis.register" not in stored.permissions

    changes = [each for each in audit.by_subject(profile.ref) if each.kind == "role_changed"]
    assert changes[0].details == {
        "from": "publisher",
        "to": "viewer",
        "teams before": ["payments"],
        "teams": [],
    }
    words = changes[0].details_in_words
    assert words == "from: publisher; to: viewer; teams before: payments; teams: none"


def test_a_sign_in_that_changes_nothing_notes_no_change(claims):
    services.sign_in(claims=claims)
    profile = services.sign_in(claims=replace(claims, issued_at=200))
    assert events_of(profile) == ["signed_in", "signed_in", "account_created"]


def test_an_older_token_does_not_give_a_role_back(claims):
    services.sign_in(claims=claims)
    services.sign_in(claims=replace(claims, groups=("viewer",), issued_at=200))
    assert services.recognise(claims=replace(claims, issued_at=150)).role == "viewer"


def test_a_newer_token_takes_a_role_away(claims):
    services.sign_in(claims=claims)
    assert services.recognise(claims=replace(claims, groups=(), issued_at=150)).role == "viewer"


def test_two_first_sign_ins_at_once_make_one_person(claims):
    with ThreadPoolExecutor(4) as pool:
        people = list(pool.map(lambda _: services.sign_in(claims=claims), range(4)))
    assert len({each.user_id for each in people}) == 1
    found = page(Profile, USERS, starts_with=f"{claims.email}#", index=True)
    assert len(found) == 1
    assert events_of(people[0]).count("signed_in") == 4


def test_a_disabled_person_is_refused_until_enabled(claims, person):
    admin = person("admin")
    profile = services.sign_in(claims=claims)
    administration.change_person(person=profile, disabled=True, by=admin)
    for enter in (services.sign_in, services.recognise):
        with pytest.raises(SignInRefused):
            enter(claims=replace(claims, issued_at=300))
    administration.change_person(person=profile, disabled=False, by=admin)
    assert services.sign_in(claims=replace(claims, issued_at=400)).user_id == profile.user_id
    assert events_of(profile)[:3] == ["signed_in", "user_enabled", "user_disabled"]


def test_nobody_disables_themselves(person):
    admin = person("admin")
    with pytest.raises(Invalid):
        administration.change_person(person=admin, disabled=True, by=admin)


def test_of_two_admins_who_shut_each_other_out_at_once_one_stays(person):
    one, other = person("admin", "one"), person("admin", "other")
    seen_by_other = Profile.fetch(one.pk, one.sk)
    administration.change_person(person=Profile.fetch(other.pk, other.sk), disabled=True, by=one)
    with pytest.raises(Conflict):
        administration.change_person(person=seen_by_other, disabled=True, by=other)
    with pytest.raises(Conflict):
        administration.delete_person(person=seen_by_other, by=other)
    assert not Profile.fetch(one.pk, one.sk).disabled


def test_a_change_of_address_moves_the_place_in_the_index(claims, unique):
    services.sign_in(claims=claims)
    services.sign_in(claims=replace(claims, email=f"new-{unique}@people.test", issued_at=200))
    assert services.person_by_email(f"NEW-{unique}@People.test").name == "Pat"
    with pytest.raises(Missing):
        services.person_by_email(str(claims.email))


def test_an_address_nobody_answered_from_finds_nobody(claims):
    services.sign_in(claims=replace(claims, email_verified=False))
    with pytest.raises(Missing):
        services.person_by_email(str(claims.email))


def test_an_address_of_several_people_is_not_guessed_at(claims):
    services.sign_in(claims=claims)
    services.sign_in(claims=replace(claims, issuer="https://other.test"))
    with pytest.raises(Invalid, match=r"https://other\.test"):
        services.person_by_email(str(claims.email))


def test_claims_without_address_and_name_leave_them_as_they_are(claims):
    services.sign_in(claims=claims)
    profile = services.sign_in(claims=replace(claims, email=None, name=None, issued_at=200))
    assert (profile.email, profile.name) == (claims.email, "Pat")


def test_a_person_made_known_beforehand_is_the_one_who_signs_in(claims):
    known = services.recognise(claims=replace(claims, email="a@b.test", groups=(), issued_at=50))
    assert services.sign_in(claims=claims).user_id == known.user_id


def test_role_changes_by_hand_are_noted_with_who_did_it(claims, person):
    admin = person("admin")
    profile = services.sign_in(claims=claims)
    administration.change_person(person=profile, role_override="viewer", by=admin)
    newest = audit.by_subject(profile.ref).items[0]
    assert (newest.kind, newest.actor, newest.subject) == (
        "role_changed",
        admin.ref,
        profile.ref,
    )
    with pytest.raises(Invalid):
        administration.change_person(person=profile, role_override="emperor", by=admin)
