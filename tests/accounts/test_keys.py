"""Personal keys: made, shown once, listed, revoked, ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal import clock
from portal.accounts import administration, audit, keys, services
from portal.accounts.items import KeyRing, PersonalKey
from portal.accounts.services import Claims
from portal.dynamo import NotFound
from portal.errors import Invalid, Missing
from tests.aws_events import before_next_transaction


def test_a_key_is_shown_once_and_stored_nowhere(person, signed_in):
    owner = person()
    client = signed_in(owner)
    page = client.post("/account/keys/new/", {"label": "Nightly import", "days": "90"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert page["Cache-Control"].find("no-store") >= 0
    assert keys.owner_of(secret).user_id == owner.user_id

    stored = PersonalKey.fetch(*PersonalKey.key(secret))
    assert secret not in repr(stored.serialize())
    listed = client.get("/account/").content.decode()
    assert "Nightly import" in listed
    assert secret not in listed
    assert audit.by_subject(owner.ref).items[0].kind == "key_created"


def test_a_form_that_is_sent_again_makes_no_second_key(person, signed_in):
    owner = person()
    client = signed_in(owner)
    form = {"label": "Nightly import", "days": "90"}
    assert client.post("/account/keys/new/", form).status_code == 200
    again = client.post("/account/keys/new/", form)
    assert again.status_code == 422
    assert "You have a key of this name already." in again.content.decode()
    assert len(keys.keys_of(owner)) == 1


def test_a_key_is_revoked_by_typing_its_name(person, signed_in):
    owner = person()
    key, secret = keys.create(owner=owner, label="Import")
    client = signed_in(owner)
    address = f"/account/keys/{key.digest}/revoke/"
    assert "Import" in client.get(address).content.decode()
    assert client.post(address, {"confirm": "import"}).status_code == 422
    assert keys.owner_of(secret)
    assert client.post(address, {"confirm": "Import"}).status_code == 302
    assert keys.owner_of(secret) is None
    assert client.get(address).status_code == 404
    assert audit.by_subject(owner.ref).items[0].kind == "key_revoked"


def test_nobody_revokes_anothers_key(person, signed_in):
    owner, stranger = person(name="owner"), person(name="stranger")
    key, secret = keys.create(owner=owner, label="Import")
    address = f"/account/keys/{key.digest}/revoke/"
    assert signed_in(stranger).post(address, {"confirm": "Import"}).status_code == 404
    assert keys.owner_of(secret)


def test_pages_offer_viewers_no_keys(person, signed_in):
    viewer = person("viewer")
    assert signed_in(viewer).get("/account/keys/new/").status_code == 403
    assert "Keys are for developers" in signed_in(viewer).get("/account/").content.decode()


def test_a_key_allows_what_its_owners_role_allows_now(person):
    owner = person("publisher")
    _, secret = keys.create(owner=owner, label="x")
    administration.change_person(person=owner, role_override="viewer", by=person("admin", "ada"))
    assert keys.owner_of(secret).role == "viewer"


def test_a_disabled_persons_key_stops_at_once(person):
    owner = person()
    _, secret = keys.create(owner=owner, label="x")
    administration.change_person(person=owner, disabled=True, by=person("admin", "ada"))
    assert keys.owner_of(secret) is None


def test_a_key_ends_on_its_day_although_it_still_stands(person):
    key, secret = keys.create(owner=person(), label="x", days=30)
    assert keys.owner_of(secret)
    key.expires_at = clock.epoch() - 1
    key.put()
    assert keys.owner_of(secret) is None


@pytest.mark.parametrize("label", ["", "x" * 81])
def test_a_key_needs_a_name(person, signed_in, label):
    owner = person()
    with pytest.raises(Invalid):
        keys.create(owner=owner, label=label)
    page = signed_in(owner).post("/account/keys/new/", {"label": label, "days": "30"})
    assert page.status_code == 422


def test_nobody_has_more_than_twenty(person):
    owner = person()
    for number in range(keys.MAX_KEYS):
        keys.create(owner=owner, label=str(number))
    with pytest.raises(Invalid, match="20 keys"):
        keys.create(owner=owner, label="one more")


def test_the_command_prints_a_key_that_works_before_the_first_sign_in(unique):
    address = f"{unique}@command.test"
    claims = Claims("https://i.test", unique, email=address, groups=("developer",))
    services.recognise(claims=claims)
    out = StringIO()
    call_command("create_key", address.upper(), stdout=out)
    assert keys.owner_of(out.getvalue().strip()).email == address


def test_the_command_says_why_it_cannot(unique):
    with pytest.raises(CommandError, match="Nobody with the address"):
        call_command("create_key", f"{unique}@command.test")
    for issuer in ("https://a.test", "https://b.test"):
        services.recognise(claims=Claims(issuer, unique, email=f"{unique}@c.test"))
    with pytest.raises(CommandError, match="Several people"):
        call_command("create_key", f"{unique}@c.test")


def test_of_many_keys_made_at_the_same_moment_twenty_are(person, signed_in):
    owner = person()
    client = signed_in(owner)
    for number in range(15):
        keys.create(owner=owner, label=str(number))

    def make(number):
        body = {"label": f"At once {number}"}
        return client.post("/api/v1/me/keys/", body, content_type="application/json").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(make, range(24)))
    assert set(answers) <= {201, 409, 422}
    assert answers.count(201) == 5
    assert len(client.get("/api/v1/me/keys/").json()["items"]) == 20


def test_keys_made_at_the_same_moment_are_all_made_while_there_is_room(person):
    owner = person()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda label: keys.create(owner=owner, label=label), ("one", "other")))
    assert {key.label for key in keys.keys_of(owner)} == {"one", "other"}


def test_a_revoked_key_makes_room_for_another(person):
    owner = person()
    made = [keys.create(owner=owner, label=str(number))[0] for number in range(keys.MAX_KEYS)]
    keys.revoke(owner=owner, digest=made[0].digest)
    keys.create(owner=owner, label="one more")
    with pytest.raises(Invalid, match="20 keys"):
        keys.create(owner=owner, label="too many")


def test_keys_that_are_over_neither_count_nor_are_listed(person, signed_in, monkeypatch):
    owner = person()
    for number in range(keys.MAX_KEYS):
        key, _ = keys.create(owner=owner, label=f"Over {number}", days=30)
    later = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    client = signed_in(owner)
    assert "No keys yet" in client.get("/account/").text
    assert client.get("/api/v1/me/keys/").json()["items"] == []
    assert client.get(f"/account/keys/{key.digest}/revoke/").status_code == 404
    keys.create(owner=owner, label="New", days=30)
    keys.create(owner=owner, label="For good")
    assert {key.label for key in keys.keys_of(owner)} == {"For good", "New"}


def test_keys_from_before_they_were_counted_in_one_place_count(person):
    owner = person()
    for number in range(keys.MAX_KEYS):
        keys.create(owner=owner, label=str(number))
    KeyRing.forget(*KeyRing.key(owner.user_id))
    with pytest.raises(Invalid, match="20 keys"):
        keys.create(owner=owner, label="one more")


def test_keys_go_with_their_person(person):
    owner = person()
    key, _ = keys.create(owner=owner, label="x")
    administration.delete_person(person=owner, by=person("admin", "ada"))
    for kind, place in ((PersonalKey, (key.pk, key.sk)), (KeyRing, KeyRing.key(owner.user_id))):
        with pytest.raises(NotFound):
            kind.fetch(*place)


def test_of_two_revocations_of_one_key_the_second_is_refused(person):
    owner = person()
    key, _ = keys.create(owner=owner, label="twice")

    def revoke() -> None:
        keys.revoke(owner=owner, digest=key.digest)

    # Both have read the key.
    with before_next_transaction(revoke), pytest.raises(Missing):
        revoke()
    events = [each.kind for each in audit.by_subject(owner.ref)]
    assert events.count("key_revoked") == 1
