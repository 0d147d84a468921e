"""Keys of applications: who makes them, how many, how long they hold, what stays of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from apis.items.applications import Application, ApplicationKey
from apis.services import application_keys as services
from apis.services import applications
from portal import clock
from portal.accounts import audit, key_format
from portal.errors import AlreadyThere, ApplicationError, Invalid, Missing
from tests.apis.applications import application_of, holding, key_for, stored, time_machine
from tests.apis.conftest import register
from tests.aws_events import before_next_transaction


@pytest.fixture
def user(developer):
    return developer.user


@pytest.fixture
def application(user):
    return application_of(user, "Web shop")


@pytest.fixture
def let_pass(monkeypatch):
    return time_machine(monkeypatch)


def labels(application) -> list[str]:
    newest = Application.fetch(application.pk, application.sk)
    return sorted(key.label for key in services.keys_of(newest))


def test_a_key_is_stored_as_a_hash_only(application, user):
    key, secret = key_for(application, user)
    assert key_format.kind_of(secret) == key_format.LIVE
    assert services.key_with_digest(key.digest).app_id == application.app_id
    event = audit.by_subject(application.ref).items[0]
    assert (event.kind, event.details["hint"]) == ("application_key_created", key.hint)
    for kept in (stored(key), event):
        assert secret not in repr(kept.serialize())
        assert key.digest not in repr(event.details)


def test_a_sandbox_key_has_a_prefix_of_its_own(application, user):
    _, secret = key_for(application, user, kind="sandbox")
    assert secret.startswith("adp_sandbox_")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"kind": "personal"}, "/kind"),
        ({"days": 0}, "/days"),
        ({"days": 3651}, "/days"),
        ({"label": ""}, "/label"),
        ({"label": "two\nlines"}, "/label"),
        ({"scopes": ["../etc"]}, "/scopes/0"),
        ({"scopes": ["never-registered"]}, "/scopes/0"),
        ({"scopes": [f"a{number}" for number in range(21)]}, "/scopes"),
    ],
)
def test_what_a_key_cannot_be_is_said_at_its_place(application, user, wrong, place):
    with pytest.raises(Invalid) as refused:
        key_for(application, user, **wrong)
    assert [each.pointer for each in refused.value.problem.faults] == [place]
    assert labels(application) == []


def test_scopes_name_apis_that_the_person_may_see(application, user, publisher, team, unique):
    shown = register(publisher, f"{unique} shown", visibility="public")["id"]
    hidden = register(publisher, f"{unique} hidden", visibility="restricted")["id"]
    key, _ = key_for(application, user, scopes=[shown, shown])
    assert stored(key).scopes == [shown]
    with pytest.raises(Invalid) as refused:
        key_for(application, user, scopes=[shown, hidden])
    assert refused.value.problem.faults[0].detail == f"no API that you may see: “{hidden}”"


def test_an_application_has_twenty_keys_at_most(application, user):
    made = [key_for(application, user, str(number))[0] for number in range(20)]
    with pytest.raises(Invalid, match="20 keys"):
        key_for(application, user, "one more")
    services.revoke_key(user=user, application=application, digest=made[0].digest)
    key_for(application, user, "in its place")
    with pytest.raises(Invalid, match="20 keys"):
        key_for(application, user, "too many")


def test_of_many_keys_made_at_once_twenty_are(application, user):
    for number in range(18):
        key_for(application, user, str(number))

    def make(number):
        try:
            return key_for(application, user, f"at once {number}")
        except ApplicationError:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = list(filter(None, pool.map(make, range(8))))
    assert len(made) == 2
    assert len(labels(application)) == 20


def test_keys_that_have_ended_make_room(application, user, let_pass):
    for number in range(20):
        key_for(application, user, str(number), days=30)
    let_pass(days=31)
    key_for(application, user, "new")
    assert labels(application) == ["new"]


def test_a_key_that_was_just_made_is_listed(application, user, dynamodb_requests):
    made = [key_for(application, user, label)[0] for label in ("one", "other")]
    newest = Application.fetch(application.pk, application.sk)
    dynamodb_requests.clear()
    listed = services.keys_of(newest)
    assert [key.digest for key in listed] == [made[1].digest, made[0].digest]
    assert dynamodb_requests == ["BatchGetItem"]


def test_the_administrators_cap_shortens_what_was_asked_for(application, user, settings):
    settings.KEY_MAX_DAYS = 30
    for asked in (None, 90):
        key, _ = key_for(application, user, days=asked)
        assert key.ends_on - key.created_at < timedelta(days=30, seconds=1)
        assert key.days == 30
    within, _ = key_for(application, user, days=7)
    assert within.days == 7


def test_a_revoked_key_is_kept_as_history_for_ninety_days(application, user):
    key, _ = key_for(application, user)
    kept, _ = key_for(application, user, "kept")
    services.revoke_key(user=user, application=application, digest=key.digest)
    assert holding(key, kept) == [False, True]
    assert labels(application) == ["kept"]
    history = services.ended_keys_of(application)
    assert [(each.digest, services.state_of(each)) for each in history] == [(key.digest, "revoked")]
    in_ninety_days = clock.epoch() + 90 * 86_400
    assert abs(stored(key).forget_at - in_ninety_days) < 60
    assert audit.by_subject(application.ref).items[0].kind == "application_key_revoked"


def test_an_ended_key_is_kept_for_ninety_days_after_its_end(application, user, let_pass):
    key, _ = key_for(application, user, days=30)
    assert stored(key).forget_at - stored(key).ends_at == 90 * 86_400
    let_pass(days=31)
    assert [services.state_of(each) for each in services.ended_keys_of(application)] == ["ended"]
    assert labels(application) == []


def test_of_two_revocations_of_one_key_the_second_is_told(application, user):
    key, _ = key_for(application, user)

    def revoke() -> None:
        services.revoke_key(user=user, application=application, digest=key.digest)

    with before_next_transaction(revoke), pytest.raises(AlreadyThere, match="revoked"):
        revoke()
    kinds = [each.kind for each in audit.by_subject(application.ref)]
    assert kinds.count("application_key_revoked") == 1


def test_a_key_of_another_application_is_not_there(application, user):
    key, _ = key_for(application_of(user), user)
    for act in (services.revoke_key, services.wake_key):
        with pytest.raises(Missing):
            act(user=user, application=application, digest=key.digest)
    with pytest.raises(Missing):
        services.rotate_key(user=user, application=application, digest=key.digest, overlap_hours=0)
    assert holding(key) == [True]


def test_who_lost_the_application_meanwhile_makes_no_key(application, user, admin, team):
    def hand_over() -> None:
        current = Application.fetch(application.pk, application.sk)
        applications.hand_over(user=admin.user, application=current, owner=team)

    with before_next_transaction(hand_over), pytest.raises(Missing):
        key_for(application, user)


def test_use_is_noted_once_an_hour(application, user, dynamodb_requests):
    key, _ = key_for(application, user)
    noon = clock.now().replace(microsecond=0)
    dynamodb_requests.clear()
    for minutes, noted in ((0, 0), (10, 0), (61, 61), (30, 61)):
        services.note_use(digest=key.digest, at=noon + timedelta(minutes=minutes))
        assert stored(key).last_used_at == noon + timedelta(minutes=noted)
    assert dynamodb_requests.count("UpdateItem") == 4
    services.note_use(digest="0" * 64, at=noon)
    assert services.key_with_digest("0" * 64) is None


def test_a_key_that_nobody_uses_sleeps_until_it_is_woken(application, user, settings, let_pass):
    settings.KEY_DORMANT_DAYS = 30
    used, _ = key_for(application, user, "used")
    unused, _ = key_for(application, user, "unused")
    let_pass(days=20)
    services.note_use(digest=used.digest, at=clock.now())
    let_pass(days=15)
    assert [services.is_dormant(stored(key)) for key in (used, unused)] == [False, True]
    assert services.state_of(stored(unused)) == "dormant"
    services.wake_key(user=user, application=application, digest=unused.digest)
    assert not services.is_dormant(stored(unused))
    assert audit.by_subject(application.ref).items[0].kind == "application_key_woken"
    with pytest.raises(AlreadyThere, match="Only a key that sleeps"):
        services.wake_key(user=user, application=application, digest=unused.digest)
    let_pass(days=31)
    assert services.is_dormant(stored(unused))


def test_without_a_policy_no_key_sleeps(application, user, let_pass):
    key, _ = key_for(application, user)
    let_pass(days=3000)
    assert not services.is_dormant(stored(key))


def test_a_revoked_key_is_not_woken(application, user, settings, let_pass):
    settings.KEY_DORMANT_DAYS = 30
    key, _ = key_for(application, user)
    services.revoke_key(user=user, application=application, digest=key.digest)
    let_pass(days=31)
    with pytest.raises(AlreadyThere):
        services.wake_key(user=user, application=application, digest=key.digest)
    assert holding(key) == [False]


def test_the_keys_of_a_deleted_application_end_with_it(application, user):
    made = [key_for(application, user, label)[0] for label in ("one", "other")]
    newest = Application.fetch(application.pk, application.sk)
    applications.delete_application(user=user, application=newest)
    assert holding(*made) == [False, False]
    assert Application.find(application.pk, application.sk) is None
    assert isinstance(made[0], ApplicationKey)
    assert audit.by_subject(application.ref).items[0].kind == "application_deleted"


def test_an_application_with_all_its_keys_is_deleted_in_one_transaction(application, user):
    made = [key_for(application, user, str(number))[0] for number in range(20)]
    newest = Application.fetch(application.pk, application.sk)
    applications.delete_application(user=user, application=newest)
    assert holding(*made) == [False] * 20


def test_a_key_made_while_the_application_is_deleted_does_not_outlive_it(application, user):
    newest = Application.fetch(application.pk, application.sk)
    with (
        before_next_transaction(lambda: key_for(application, user)),
        pytest.raises(ApplicationError, match="meanwhile"),
    ):
        applications.delete_application(user=user, application=newest)
    assert labels(application) == ["Production"]
