"""Sessions in DynamoDB: Django's contract, and what a stolen or stale cookie is worth."""

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import UpdateError
from django.test import RequestFactory

from portal import clock
from portal.accounts import administration, audit, services
from portal.accounts.items import StoredSession
from portal.accounts.sessions import SessionStore


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


def stored(store) -> StoredSession:
    return StoredSession.fetch(*StoredSession.key(store.session_key))


def test_what_is_put_in_comes_out_in_a_later_request():
    store = SessionStore()
    store["colour"] = {"name": "blue", "codes": [1, 2.5, None]}
    store.save()
    assert SessionStore(store.session_key)["colour"] == {"name": "blue", "codes": [1, 2.5, None]}


def test_an_expired_session_is_empty_although_it_still_stands():
    store = SessionStore()
    store["a"] = 1
    store.save()
    item = stored(store)
    item.expires_at = clock.epoch() - 1
    item.put()

    late = SessionStore(store.session_key)
    assert late.get("a") is None
    assert late.session_key is None


def test_a_made_up_id_is_not_adopted():
    store = SessionStore("k" * 32)
    store["a"] = 1
    store.save()
    assert store.session_key != "k" * 32
    assert not SessionStore().exists("k" * 32)


def test_a_request_under_way_cannot_bring_a_deleted_session_back():
    store = SessionStore()
    store["a"] = 1
    store.save()
    under_way = SessionStore(store.session_key)
    under_way["a"] = 2
    store.flush()
    with pytest.raises(UpdateError):
        under_way.save()


def test_a_new_id_keeps_the_data_and_ends_the_old_one():
    store = SessionStore()
    store["a"] = 1
    store.save()
    before = store.session_key
    store.cycle_key()
    store.save()
    assert store.session_key != before
    assert SessionStore(store.session_key)["a"] == 1
    assert not SessionStore().exists(before)


def test_use_does_not_make_a_session_longer():
    store = SessionStore()
    store["a"] = 1
    store.save()
    ends = stored(store).expires_at
    early = stored(store)
    early.created_at = early.created_at.replace(year=early.created_at.year - 1)
    early.put()
    again = SessionStore(store.session_key)
    again["a"] = 2
    again.save()
    assert stored(again).expires_at < ends


def test_ending_all_sessions_ends_every_browsers(person, signed_in):
    somebody = person()
    here, there = signed_in(somebody), signed_in(somebody)
    assert is_in(here)
    assert is_in(there)
    services.end_sessions(person=somebody, by=somebody)
    assert not is_in(here)
    assert not is_in(there)
    assert list(services.sessions_of(somebody)) == []


def test_a_new_salt_alone_ends_sessions(person, signed_in):
    """What makes revocation immediate: the index may not list a session yet."""
    somebody = person()
    client = signed_in(somebody)
    somebody.session_salt = "another"
    somebody.replace()
    assert not is_in(client)


def test_ending_the_others_keeps_this_one_under_a_new_id(person, signed_in):
    somebody = person()
    here, there = signed_in(somebody), signed_in(somebody)
    before = here.cookies["sessionid"].value
    assert here.post("/account/sessions/end-others/").status_code == 302
    assert is_in(here)
    assert here.cookies["sessionid"].value != before
    assert not is_in(there)


def test_one_session_is_ended_by_its_owner_and_by_nobody_else(person, signed_in):
    owner, stranger = person(name="owner"), person(name="stranger")
    here, there, foreign = signed_in(owner), signed_in(owner), signed_in(stranger)
    digest = next(
        each.digest
        for each in services.sessions_of(owner)
        if each.pk == StoredSession.key(there.cookies["sessionid"].value)[0]
    )
    assert foreign.post(f"/account/sessions/{digest}/end/").status_code == 404
    assert is_in(there)
    assert here.get(f"/account/sessions/{digest}/end/").status_code == 200
    assert is_in(there)
    assert here.post(f"/account/sessions/{digest}/end/").status_code == 302
    assert not is_in(there)
    assert is_in(here)


def test_an_ended_session_and_its_entry_are_stored_together(person, signed_in, dynamodb_requests):
    somebody = person()
    signed_in(somebody)
    digest = services.sessions_of(somebody).items[0].digest
    dynamodb_requests.clear()
    services.end_session(person=somebody, digest=digest)
    # The last takes the published record out of the outbox.
    assert dynamodb_requests == ["GetItem", "TransactWriteItems", "DeleteItem"]
    newest = audit.by_subject(somebody.ref).items[0]
    assert (newest.kind, newest.details) == ("sessions_ended", {"sessions": 1})


def test_a_disabled_persons_sessions_stop_and_do_not_come_back(person, signed_in):
    admin, somebody = person("admin", "ada"), person()
    client = signed_in(somebody)
    not_in_the_index_yet = StoredSession.fetch(
        *StoredSession.key(client.cookies["sessionid"].value)
    )
    not_in_the_index_yet.gsi1_pk = None
    not_in_the_index_yet.put()
    administration.change_person(person=somebody, disabled=True, by=admin)
    administration.change_person(person=somebody, disabled=False, by=admin)
    assert not is_in(client)


def test_a_person_marked_disabled_is_out_whatever_else_was_done(person, signed_in):
    somebody = person()
    client = signed_in(somebody)
    somebody.disabled = True
    somebody.replace()
    assert not is_in(client)


def test_a_request_after_the_secret_key_was_changed(person, settings, signed_in):
    """An old key listed as a fallback keeps sessions alive; one not listed ends them."""
    somebody = person()
    client = signed_in(somebody)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert is_in(client)
    other = signed_in(somebody)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "m" * 50, []
    assert not is_in(other)


def test_a_signed_in_page_costs_two_reads_and_no_write(person, signed_in, dynamodb_requests):
    client = signed_in(person())
    dynamodb_requests.clear()
    request = RequestFactory().get("/")
    request.session = SessionStore(client.cookies["sessionid"].value)
    assert get_user(request).is_authenticated
    assert dynamodb_requests == ["GetItem", "GetItem"]


def test_a_visitors_page_costs_nothing(client, dynamodb_requests):
    client.get("/account/sign-in/")
    assert dynamodb_requests == []


def test_ending_the_others_is_offered_where_there_are_others(person, signed_in):
    somebody = person()
    here = signed_in(somebody)
    offer = "End all others"
    assert offer not in here.get("/account/").text
    signed_in(somebody)
    assert offer in here.get("/account/").text
