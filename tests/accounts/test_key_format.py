"""How keys look: what is one, what is not, and that a typo costs no read."""

import re
import zlib

import pytest

from portal import clock
from portal.accounts import key_format, keys
from portal.accounts.items import PersonalKey
from portal.accounts.key_format import KINDS, hint_of, is_ours, kind_of, new_secret

ME = "/api/v1/me/"


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_a_prefix_256_random_bits_and_a_checksum(kind):
    secret = new_secret(kind)
    assert re.fullmatch(rf"adp_{kind}_[0-9A-Za-z]{{43}}_[0-9A-Za-z]{{6}}", secret)
    assert 62**43 > 2**256
    assert kind_of(secret) == kind
    assert len({new_secret(kind) for _ in range(50)}) == 50
    assert hint_of(secret) == f"adp_{kind}_…{secret[-4:]}"


def test_the_checksum_is_the_crc_32_of_the_random_part():
    _, _, random, checksum = new_secret("live").split("_")
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for digit in checksum:
        value = value * 62 + digits.index(digit)
    assert value == zlib.crc32(random.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_one_wrong_character_makes_it_no_key(kind):
    secret = new_secret(kind)
    for place in range(len(secret)):
        other = "x" if secret[place] != "x" else "y"
        assert kind_of(secret[:place] + other + secret[place + 1 :]) is None
        assert kind_of(secret[:place] + secret[place + 1 :]) is None
    for place in range(secret.rindex("_") - 1):
        one, two = secret[place], secret[place + 1]
        if one != two:
            assert kind_of(secret[:place] + two + one + secret[place + 2 :]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "adp_",
        "adp__",
        "adp_live",
        "adp_live_",
        "adp_live__",
        "adp_admin_" + "a" * 43 + "_000000",
    ],
)
def test_what_only_begins_like_a_key_is_none_but_is_ours(text):
    assert kind_of(text) is None
    assert is_ours(text) is text.startswith("adp_")


@pytest.mark.parametrize("text", ["ADP_LIVE_x", "  adp_live_x ", "adp_x", "Adp_"])
def test_ours_is_ours_however_it_is_written(text):
    assert is_ours(text)


@pytest.mark.parametrize("text", ["sk_live_x", "eyJhbGciOi", "", "adp", "my-adp_key"])
def test_what_others_gave_out_is_not_ours(text):
    assert not is_ours(text)


def test_letters_beyond_ascii_make_it_no_key():
    assert kind_of(new_secret("live").replace("live", "l\u0456ve")) is None
    assert kind_of(new_secret("live")[:-1] + "\u0663") is None


def older_secret() -> str:
    """A personal key as they were given out before there were kinds."""
    random = new_secret("live").split("_")[2][:32]
    return f"adp_{random}{key_format.checksum(random)}"


def test_personal_keys_from_before_there_were_kinds_stay_valid(client, person):
    owner, secret = person(), older_secret()
    PersonalKey(
        *PersonalKey.key(secret),
        gsi1_pk=PersonalKey.index_partition(owner.user_id),
        gsi1_sk=clock.stamp(),
        user_id=owner.user_id,
        label="Older",
        hint=f"{secret[:8]}…{secret[-4:]}",
    ).put()
    assert kind_of(secret) == key_format.PERSONAL
    assert client.get(ME, headers={"X-API-Key": secret}).json()["id"] == owner.user_id
    assert [key.hint for key in keys.keys_of(owner)] == [f"{secret[:8]}…{secret[-4:]}"]


@pytest.mark.parametrize("make", [older_secret, lambda: new_secret("personal")])
def test_a_mistyped_key_costs_no_read(client, dynamodb_requests, make):
    secret = make()
    typo = secret[:20] + ("x" if secret[20] != "x" else "y") + secret[21:]
    answer = client.get(ME, headers={"X-API-Key": typo})
    assert (answer.status_code, dynamodb_requests) == (401, [])


@pytest.mark.parametrize("kind", ["live", "sandbox"])
@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_a_key_of_an_application_does_not_call_rest(client, dynamodb_requests, kind, header):
    secret = new_secret(kind)
    value = f"Bearer {secret}" if header == "Authorization" else secret
    answer = client.get(ME, headers={header: value})
    assert answer.status_code == 401
    assert "belongs to an application" in answer.json()["detail"]
    assert "ApiKey" in answer["WWW-Authenticate"]
    assert dynamodb_requests == []


def test_a_personal_key_may_come_as_a_bearer_token(client, person):
    owner = person()
    _, secret = keys.create(owner=owner, label="x")
    answer = client.get(ME, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["id"] == owner.user_id
