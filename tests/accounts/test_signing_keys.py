"""The providers' signing keys: fetched rarely, whatever people send."""

import pytest

from portal.accounts import jwks
from portal.accounts.jwks import KeySet
from portal.accounts.refusals import ProviderFailed


@pytest.fixture
def keys(provider) -> KeySet:
    return KeySet(f"{provider.url}/jwks")


def test_many_verifications_fetch_once(provider, keys):
    for _ in range(50):
        assert keys.key(provider.key_id, "RS256")
    assert provider.requests["/jwks"] == 1


def test_made_up_key_ids_do_not_hammer_the_provider(provider, keys):
    for number in range(50):
        assert keys.key(f"junk-{number}", "RS256") is None
    assert provider.requests["/jwks"] == 1


def test_a_new_key_is_found_once_the_pause_is_over(provider, keys, monkeypatch):
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)
    keys.key(provider.key_id, "RS256")
    provider.key_id = "rotated"
    assert keys.key("rotated", "RS256")


def test_known_keys_outlive_a_provider_that_is_away(provider, keys, monkeypatch):
    monkeypatch.setattr(jwks, "FRESH_SECONDS", 0)
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)
    assert keys.key(provider.key_id, "RS256")
    provider.broken["/jwks"] = (500, b"")
    assert keys.key(provider.key_id, "RS256")
    assert provider.requests["/jwks"] == 2


def test_a_provider_that_is_away_is_asked_once_in_a_while(provider, keys):
    provider.broken["/jwks"] = (500, b"")
    for _ in range(10):
        with pytest.raises(ProviderFailed):
            keys.key(provider.key_id, "RS256")
    assert provider.requests["/jwks"] == 1


def test_it_recovers_without_a_restart(provider, keys, monkeypatch):
    monkeypatch.setattr(jwks, "PAUSE_AFTER_FAILURE_SECONDS", 0)
    provider.broken["/jwks"] = (500, b"")
    with pytest.raises(ProviderFailed):
        keys.key(provider.key_id, "RS256")
    provider.broken.clear()
    assert keys.key(provider.key_id, "RS256")


def test_keys_that_cannot_be_used_do_not_spoil_the_others(provider, keys):
    import json

    good = provider.jwks()["keys"]
    odd = [{"kty": "oct", "k": "c2VjcmV0", "kid": "hmac"}, {"kty": "RSA"}, "x", {"kty": "no"}]
    provider.broken["/jwks"] = (200, json.dumps({"keys": [*odd, *good]}).encode())
    assert keys.key(provider.key_id, "RS256")
    assert keys.key("hmac", "HS256") is None


def test_a_key_does_not_serve_another_algorithm(provider, keys):
    assert keys.key(provider.key_id, "ES256") is None
