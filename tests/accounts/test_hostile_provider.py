"""Answers that must sign nobody in: each is refused with a plain page and an audit entry."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from portal.accounts import audit
from portal.accounts.items import Identity, StoredSession
from portal.dynamo import NotFound, page
from portal.events.items import Event

CALLBACK = "/account/oidc/corporate/callback/"


@pytest.fixture
def client(unique, monkeypatch) -> Client:
    """A browser at an address of its own, so that each refusal has an entry of its own."""
    monkeypatch.setattr(audit, "REFUSALS_PER_MINUTE", 2**32)
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=f"address-of-{unique}")


def begin(client, provider="corporate") -> str:
    return client.get(f"/account/oidc/{provider}/")["Location"]


def state_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["state"][0]


def come_back(client, location, code, **more):
    return client.get(CALLBACK, {"state": state_of(location), "code": code, **more})


def refusals(client) -> list[str]:
    """The reasons that the audit log has of this browser."""
    ours = page(
        Event,
        Event.partition(datetime.now(UTC)),
        where=Event.source_ip == client.defaults["REMOTE_ADDR"],
        limit=5,
        # What other tests did in the same minute stands before a refusal.
        read_ahead=1000,
        newest_first=True,
    )
    return [each.details["reason"] for each in ours if each.kind == "sign_in_refused"]


def assert_refused(answer, client, reason, status=403):
    assert answer.status_code == status
    assert "Try again" in answer.content.decode()
    assert refusals(client) == [reason]
    assert client.get("/account/").status_code == 302


def unsigned(claims: dict) -> str:
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def test_an_honest_answer_signs_in(client, provider):
    location = begin(client)
    assert come_back(client, location, provider.code_for(location))["Location"] == "/"
    user = client.get("/account/").context["user"]
    assert (user.name, user.role, user.teams) == ("Pat Provider", "developer", ["payments"])


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "another-client"}, "token_audience"),
        ({"aud": ["portal-client", "another-client"]}, "token_audience"),
        ({"aud": ["portal-client", "b"], "azp": "b"}, "token_audience"),
        ({"azp": "another-client"}, "token_audience"),
        ({"aud": None}, "token_claims"),
        ({"iss": "https://evil.test"}, "token_issuer"),
        ({"iss": None}, "token_claims"),
        ({"exp": NOW - 3600}, "token_time"),
        ({"exp": None}, "token_claims"),
        ({"iat": None}, "token_claims"),
        ({"iat": NOW + 3600}, "token_time"),
        ({"nbf": NOW + 3600}, "token_time"),
        ({"nonce": "of-another-sign-in"}, "token_nonce"),
        ({"nonce": None}, "token_nonce"),
        ({"sub": None}, "token_claims"),
        ({"sub": ""}, "token_claims"),
        ({"sub": 5}, "token_claims"),
        ({"exp": "soon"}, "token_malformed"),
        ({"exp": float("inf")}, "token_malformed"),
        ({"iat": "now"}, "token_time"),
        ({"sub": "x" * 300}, "token_claims"),
        ({"token_use": "access"}, "token_use"),
        ({"at_hash": "bm90LXRoZS1oYXNo"}, "token_claims"),
    ],
)
def test_a_token_with_wrong_claims_is_refused(client, provider, changes, reason):
    location = begin(client)
    answer = come_back(client, location, provider.code_for(location, **changes))
    assert_refused(answer, client, reason)
    with pytest.raises(NotFound):
        Identity.fetch(*Identity.key(provider.url, provider.subject))


def nonce_of(location):
    return parse_qs(urlsplit(location).query)["nonce"][0]


def test_a_token_without_signature_is_refused(client, provider):
    location = begin(client)
    token = unsigned(provider.claims(nonce=nonce_of(location)))
    answer = come_back(client, location, provider.code_for(location, token=token))
    assert_refused(answer, client, "token_algorithm")


def test_the_public_key_does_not_serve_as_a_shared_secret(client, provider):
    location = begin(client)
    pem = provider.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    # PyJWT refuses to sign so; an attacker has no such scruples.
    import hashlib
    import hmac

    head, body, _ = unsigned(provider.claims(nonce=nonce_of(location))).split(".")
    head = (
        base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": provider.key_id}).encode())
        .rstrip(b"=")
        .decode()
    )
    mac = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
    token = f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    answer = come_back(client, location, provider.code_for(location, token=token))
    assert_refused(answer, client, "token_algorithm")


def test_a_token_signed_with_another_key_of_the_same_id_is_refused(client, provider):
    location = begin(client)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(
        provider.claims(nonce=nonce_of(location)),
        stranger,
        algorithm="RS256",
        headers={"kid": provider.key_id},
    )
    answer = come_back(client, location, provider.code_for(location, token=token))
    assert_refused(answer, client, "token_signature")


def test_a_token_that_brings_its_own_key_is_refused(client, provider):
    location = begin(client)
    token = provider.sign(
        provider.claims(nonce=nonce_of(location)), kid="my-own", jwk={"kty": "oct"}
    )
    answer = come_back(client, location, provider.code_for(location, token=token))
    assert_refused(answer, client, "token_key_unknown")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "x" * 20_000])
def test_what_is_no_token_is_refused(client, provider, token):
    location = begin(client)
    code = provider.code_for(location)
    provider.codes[code]["id_token"] = token
    assert_refused(come_back(client, location, code), client, "token_malformed")


def test_a_state_serves_once(client, provider):
    location = begin(client)
    assert come_back(client, location, provider.code_for(location)).status_code == 302
    again = come_back(client, location, provider.code_for(location))
    assert again.status_code == 403
    assert refusals(client) == ["state_unknown"]


def test_a_code_serves_once(client, provider):
    first = begin(client)
    code = provider.code_for(first)
    come_back(client, first, code)
    other = Client(**client.defaults)
    assert_refused(come_back(other, begin(other), code), other, "code_refused")


def test_an_answer_to_somebody_elses_attempt_is_refused(client, provider):
    """Login CSRF: the attacker's own code and state, put before the victim's browser."""
    attacker = Client(SERVER_NAME="localhost")
    location = begin(attacker)
    begin(client)
    answer = come_back(client, location, provider.code_for(location))
    assert_refused(answer, client, "state_unknown")


def test_a_stolen_code_is_worth_nothing_in_another_browser(client, provider):
    """PKCE: the code fits only the verifier of the attempt it was asked for with."""
    victim = Client(SERVER_NAME="localhost")
    code = provider.code_for(begin(victim))
    assert_refused(come_back(client, begin(client), code), client, "code_refused")


def test_an_answer_at_the_other_providers_callback_is_refused(client, provider):
    """Mix-up: a state belongs to the provider it was made for."""
    location = begin(client, "cognito")
    answer = client.get(CALLBACK, {"state": state_of(location), "code": "x"})
    assert_refused(answer, client, "state_unknown")
    assert provider.requests["/token"] == 0


def test_a_cancelled_sign_in_says_so_and_can_be_repeated(client, provider):
    location = begin(client)
    answer = client.get(CALLBACK, {"state": state_of(location), "error": "access_denied"})
    assert_refused(answer, client, "provider_refused")
    assert "cancelled" in answer.content.decode()
    location = begin(client)
    assert come_back(client, location, provider.code_for(location)).status_code == 302


def test_a_link_with_an_error_does_not_sign_anybody_out(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    client.get(CALLBACK, {"state": "x", "error": "login_required"})
    assert client.get("/account/").status_code == 200


def test_userinfo_of_another_subject_is_refused(client, provider):
    provider.userinfo = {"sub": "somebody-else", "email": "admin@example.com"}
    location = begin(client)
    answer = come_back(client, location, provider.code_for(location, email=None))
    assert_refused(answer, client, "token_claims")


def test_userinfo_gives_the_address_that_the_token_lacks(client, provider):
    provider.userinfo = {"sub": provider.subject, "email": "pat@provider.test"}
    location = begin(client)
    come_back(client, location, provider.code_for(location, email=None))
    assert client.get("/account/").context["user"].email == "pat@provider.test"


@pytest.mark.parametrize(
    ("path", "answer", "status"),
    [
        ("/token", (500, b"oops"), 503),
        ("/token", (200, b"<html>"), 502),
        ("/token", (200, b"[]"), 502),
        ("/token", (200, b"[" * 100_000), 502),
        ("/token", (200, b'{"id_token": "' + b"x" * 300_000 + b'"}'), 502),
        ("/token", (302, b""), 502),
        ("/token", (401, b'{"error": "invalid_client"}'), 502),
        ("/jwks", (500, b""), 503),
        ("/jwks", (200, b'{"keys": 1}'), 502),
    ],
)
def test_a_provider_that_answers_oddly_gives_a_plain_page(client, provider, path, answer, status):
    provider.broken[path] = answer
    location = begin(client)
    page = come_back(client, location, provider.code_for(location))
    reason = "provider_unavailable" if status == 503 else "provider_failed"
    assert_refused(page, client, reason, status)


def test_a_provider_that_is_away_gives_a_plain_page(client, provider):
    location = begin(client)
    code = provider.code_for(location)
    provider.stop()
    assert_refused(come_back(client, location, code), client, "provider_unavailable", 503)


def test_an_attempt_ends_after_ten_minutes(client, provider):
    location = begin(client)
    session = client.session
    session["oidc_states"][state_of(location)]["added_on"] -= 601
    session.save()
    answer = come_back(client, location, provider.code_for(location))
    assert_refused(answer, client, "state_expired")


def test_an_unknown_provider_is_not_found(client, settings):
    settings.IDENTITY_PROVIDERS = {}
    assert client.get("/account/oidc/corporate/").status_code == 404
    assert client.get(CALLBACK).status_code == 404


def let_pass(client, seconds: int) -> None:
    """Make this browser's session, and the attempts in it, older."""
    stored = StoredSession.fetch(*StoredSession.key(client.cookies["sessionid"].value))
    stored.created_at -= timedelta(seconds=seconds)
    stored.expires_at -= seconds
    for attempt in stored.data["oidc_states"].values():
        attempt["added_on"] -= seconds
    stored.put()


def test_a_later_attempt_has_ten_minutes_of_its_own(client, provider):
    first = begin(client)
    let_pass(client, 9 * 60 + 30)
    second = begin(client)
    let_pass(client, 9 * 60)
    late = come_back(client, first, provider.code_for(first))
    assert (late.status_code, refusals(client)) == (403, ["state_expired"])
    assert come_back(client, second, provider.code_for(second))["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_an_earlier_attempt_in_another_tab_still_counts(client, provider):
    first = begin(client)
    let_pass(client, 5 * 60)
    begin(client)
    assert come_back(client, first, provider.code_for(first))["Location"] == "/"


def test_the_cookie_of_an_attempt_ends_with_its_session(client, provider):
    begin(client)
    let_pass(client, 9 * 60)
    begin(client)
    cookie = client.cookies["sessionid"]
    stored = StoredSession.fetch(*StoredSession.key(cookie.value))
    assert abs(stored.expires_at - time.time() - cookie["max-age"]) <= 2
