"""Tokens that must sign nobody in: each is refused with a plain page and an audit entry."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.accounts.items import Identity
from portal.dynamo import NotFound
from tests.accounts.callback import begin, come_back
from tests.accounts.refusals import assert_refused

pytestmark = pytest.mark.usefixtures("own_refusals")


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
