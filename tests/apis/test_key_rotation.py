"""Rotation: twice at once, repeated, one after the other, and of keys that no longer hold."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from apis.items.applications import Application
from apis.services import application_keys as services
from apis.services.key_making import shortened
from portal import clock
from portal.accounts import audit
from portal.errors import AlreadyThere, Invalid
from tests.apis.applications import application_of, holding, key_for, stored, time_machine
from tests.aws_events import before_next_transaction

HOUR, DAY = 3600, 86_400


@pytest.fixture
def user(developer):
    return developer.user


@pytest.fixture
def application(user):
    return application_of(user, "Web shop")


@pytest.fixture
def let_pass(monkeypatch):
    return time_machine(monkeypatch)


@pytest.fixture
def rotate(application, user):
    def rotate(key, hours=24, **more):
        return services.rotate_key(
            user=user, application=application, digest=key.digest, overlap_hours=hours, **more
        )

    return rotate


@pytest.fixture
def revoke(application, user):
    def revoke(key):
        services.revoke_key(user=user, application=application, digest=key.digest)

    return revoke


def standing(application) -> int:
    return len(services.keys_of(Application.fetch(application.pk, application.sk)))


def test_two_presses_at_once_make_one_new_secret(application, user, rotate):
    first, _ = key_for(application, user)
    ready = Barrier(2)

    def press(_):
        ready.wait()
        try:
            return rotate(first)
        except AlreadyThere as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    refused = [each for each in answers if isinstance(each, AlreadyThere)]
    [(new, secret)] = [each for each in answers if not isinstance(each, AlreadyThere)]
    assert secret
    assert [(each.status, each.problem.code) for each in refused] == [
        (409, "application_key_replaced")
    ]
    # The other one learns which key took its place.
    assert refused[0].problem.extra == {"successor": new.digest}
    assert standing(application) == 2


def test_a_press_between_reading_and_writing_loses(application, user, rotate):
    first, _ = key_for(application, user)
    with before_next_transaction(lambda: rotate(first)), pytest.raises(AlreadyThere):
        rotate(first)
    assert standing(application) == 2
    kinds = [each.kind for each in audit.by_subject(application.ref)]
    assert kinds.count("application_key_rotated") == 1


def test_a_key_made_meanwhile_does_not_hinder_a_rotation(application, user, rotate):
    first, _ = key_for(application, user)
    with before_next_transaction(lambda: key_for(application, user, "other")):
        assert rotate(first)[1]
    assert standing(application) == 3


def test_a_repeated_request_gives_the_same_key_without_its_secret(application, user, rotate):
    first, _ = key_for(application, user)
    new, secret = rotate(first, request_name="r-1")
    again, nothing = rotate(first, request_name="r-1")
    assert (again.digest, bool(secret), nothing) == (new.digest, True, "")
    assert standing(application) == 2
    # Nobody knows that secret: the new key can be rotated in its turn.
    third, secret = rotate(new, 0, request_name="r-2")
    assert secret
    assert holding(first, new, third) == [True, False, True]


def test_two_copies_of_one_request_at_once_make_one_key(application, user, rotate):
    first, _ = key_for(application, user)
    with before_next_transaction(lambda: rotate(first, request_name="r-1")):
        _, secret = rotate(first, request_name="r-1")
    assert secret == ""
    assert standing(application) == 2


def test_a_request_name_stands_for_one_request(application, user, rotate):
    first, _ = key_for(application, user, request_name="r-1")
    with pytest.raises(Invalid, match="another request"):
        rotate(first, request_name="r-1")
    with pytest.raises(Invalid, match="another request"):
        key_for(application, user, "other", request_name="r-1")
    assert standing(application) == 1


def test_a_request_name_is_kept_for_a_day(application, user, let_pass):
    first, _ = key_for(application, user, request_name="r-1")
    let_pass(hours=23)
    assert key_for(application, user, request_name="r-1")[0].digest == first.digest
    let_pass(hours=2)
    assert key_for(application, user, request_name="r-1")[1]


def test_two_people_may_name_their_requests_alike(application, user, admin):
    key_for(application, user, request_name="r-1")
    _, secret = key_for(application, admin.user, request_name="r-1")
    assert secret


def test_without_a_name_a_repeated_request_makes_no_second_key(application, user, rotate):
    first, _ = key_for(application, user)
    rotate(first)
    with pytest.raises(AlreadyThere):
        rotate(first)
    assert standing(application) == 2


def test_each_old_key_keeps_its_own_end(application, user, rotate, let_pass):
    first, _ = key_for(application, user)
    second, _ = rotate(first)
    end = stored(first).ends_at
    assert abs(end - clock.epoch() - DAY) < 60
    let_pass(hours=1)
    third, _ = rotate(second)
    assert stored(first).ends_at == end
    assert abs(stored(second).ends_at - clock.epoch() - DAY) < 60
    let_pass(hours=23, minutes=1)
    assert holding(first, second, third) == [False, True, True]
    let_pass(hours=1)
    assert holding(first, second, third) == [False, False, True]


def test_two_old_keys_go_on_at_most(application, user, rotate, revoke):
    first, _ = key_for(application, user)
    second, _ = rotate(first, 168)
    third, _ = rotate(second, 24)
    with pytest.raises(AlreadyThere, match="2 older keys still hold"):
        rotate(third, 1)
    assert holding(first, second, third) == [True, True, True]
    # Without an overlap none is added, and a revoked one no longer counts.
    fourth, _ = rotate(third, 0)
    with pytest.raises(AlreadyThere):
        rotate(fourth, 1)
    revoke(first)
    fifth, _ = rotate(fourth, 1)
    assert holding(first, second, third, fourth, fifth) == [False, True, False, True, True]


def test_revoking_the_old_key_in_the_overlap_leaves_the_new_one(application, user, rotate, revoke):
    first, _ = key_for(application, user)
    second, _ = rotate(first)
    revoke(first)
    assert holding(first, second) == [False, True]


def test_revoking_the_new_key_leaves_the_old_one_until_its_end(
    application, user, rotate, revoke, let_pass
):
    first, _ = key_for(application, user)
    second, _ = rotate(first)
    end = stored(first).ends_at
    revoke(second)
    assert holding(first, second) == [True, False]
    assert stored(first).ends_at == end
    let_pass(hours=25)
    assert holding(first, second) == [False, False]


def test_what_is_over_or_asleep_is_not_rotated(
    application, user, rotate, revoke, settings, let_pass
):
    settings.KEY_DORMANT_DAYS = 60
    ended, _ = key_for(application, user, "ended", days=30)
    revoked, _ = key_for(application, user, "revoked")
    asleep, _ = key_for(application, user, "asleep")
    revoke(revoked)
    let_pass(days=61)
    reasons = {ended: "has ended", revoked: "revoked", asleep: "sleeps"}
    for key, reason in reasons.items():
        with pytest.raises(AlreadyThere, match=reason) as refused:
            rotate(key)
        assert refused.value.status == 409
    assert holding(ended, revoked, asleep) == [False, False, True]
    assert services.is_dormant(stored(asleep))
    assert standing(application) == 1


def test_a_rotated_key_is_not_rotated_again_after_its_overlap(application, user, rotate, let_pass):
    first, _ = key_for(application, user)
    second, _ = rotate(first, 1)
    let_pass(hours=2)
    with pytest.raises(AlreadyThere):
        rotate(first)
    assert holding(first, second) == [False, True]


def test_the_overlap_never_goes_beyond_the_old_keys_own_end(application, user, rotate, let_pass):
    first, _ = key_for(application, user, days=1)
    end = first.ends_at
    let_pass(hours=22)
    second, _ = rotate(first, 24)
    assert stored(first).ends_at == end
    assert abs(second.ends_at - clock.epoch() - DAY) < 60


def test_a_new_key_keeps_the_cap_that_the_old_one_did_not_know(application, user, rotate, settings):
    first, _ = key_for(application, user, days=90)
    settings.KEY_MAX_DAYS = 30
    second, _ = rotate(first)
    assert abs(second.ends_at - clock.epoch() - 30 * DAY) < 60
    assert shortened(second, first.days) == (
        "The administrators let a key hold for 30 days at most, so this one does."
    )
    assert shortened(first, 90) == ""


@pytest.mark.parametrize("hours", [1, 24, 168])
def test_both_keys_are_accepted_for_the_whole_overlap(application, user, rotate, let_pass, hours):
    first, _ = key_for(application, user)
    second, _ = rotate(first, hours)
    assert holding(first, second) == [True, True]
    let_pass(hours=hours, minutes=-1)
    assert holding(first, second) == [True, True]
    let_pass(minutes=2)
    assert holding(first, second) == [False, True]


def test_without_an_overlap_the_old_key_ends_at_once(application, user, rotate):
    first, _ = key_for(application, user)
    second, _ = rotate(first, 0)
    assert holding(first, second) == [False, True]


@pytest.mark.parametrize("hours", [-1, 2, 10_000])
def test_an_overlap_is_one_of_those_offered(application, user, rotate, hours):
    first, _ = key_for(application, user)
    with pytest.raises(Invalid):
        rotate(first, hours)
    assert holding(first) == [True]


def test_the_new_key_calls_what_the_old_one_did(application, user, rotate, publisher, unique):
    from tests.apis.conftest import register

    api = register(publisher, unique, visibility="public")["id"]
    first, _ = key_for(application, user, "Till", kind="sandbox", scopes=[api])
    second, secret = rotate(first)
    same = ("app_id", "label", "kind", "scopes")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    event = audit.by_subject(application.ref).items[0]
    assert (event.kind, event.details["replaced"]) == ("application_key_rotated", first.hint)
    for kept in (event, stored(first), stored(second)):
        assert secret not in repr(kept.serialize())


def test_a_full_application_rotates_without_an_overlap(application, user, rotate):
    made = [key_for(application, user, str(number))[0] for number in range(20)]
    with pytest.raises(Invalid, match="20 keys"):
        rotate(made[0], 1)
    assert holding(made[0]) == [True]
    assert rotate(made[0], 0)[1]
    assert standing(application) == 20
