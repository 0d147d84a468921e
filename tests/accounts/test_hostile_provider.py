"""Answers that must sign nobody in: each is refused with a plain page and an audit entry."""

import base64
import json
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from portal.accounts import audit, provider_client
from portal.accounts.items import Identity, StoredSession
from portal.dynamo import NotFound
from tests.accounts.refusals import refusals_of

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
    return [each.details["reason"] for each in refusals_of(client)]


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
    elsewhere = Client(**client.defaults)
    again = come_back(elsewhere, location, provider.code_for(location))
    assert_refused(again, elsewhere, "state_unknown")
    assert provider.requests["/token"] == 1


def signed_in_as(client):
    return client.get("/account/").context["user"].id


def test_a_callback_opened_again_leads_on_where_it_led(client, provider):
    location = client.get("/account/oidc/corporate/", {"next": "/apis/?q=pay"})["Location"]
    code = provider.code_for(location)
    come_back(client, location, code)
    person = signed_in_as(client)
    again = come_back(client, location, code)
    assert (again.status_code, again["Location"]) == (302, "/apis/?q=pay")
    assert (signed_in_as(client), provider.requests["/token"]) == (person, 1)
    assert refusals(client) == []


def test_a_callback_of_another_sign_in_leads_home_and_says_who_is_signed_in(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    person = signed_in_as(client)
    attacker = Client(SERVER_NAME="localhost")
    other = begin(attacker)
    code = provider.code_for(other, sub="the attacker", email="mallory@provider.test")
    answer = come_back(client, other, code)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/").content.decode()
    assert f"You are signed in already, as {provider.subject[:8]}@provider.test" in page
    assert (signed_in_as(client), provider.requests["/token"]) == (person, 1)


def test_somebody_signed_in_may_become_somebody_else(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    location = begin(client)
    come_back(client, location, provider.code_for(location, sub="another", name="Alex"))
    assert client.get("/account/").context["user"].name == "Alex"


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


def status_of(number, **more):
    return {"cause": "http_status", "status": str(number), **more}


@pytest.mark.parametrize(
    ("path", "answer", "status", "cause"),
    [
        ("/token", (500, b"oops"), 503, status_of(500)),
        ("/token", (200, b"<html>"), 502, {"cause": "not_json"}),
        ("/token", (200, b"[]"), 502, {"cause": "not_json"}),
        ("/token", (200, b"[" * 100_000), 502, {"cause": "not_json"}),
        (
            "/token",
            (200, b'{"id_token": "' + b"x" * 1_100_000 + b'"}'),
            502,
            {"cause": "too_long"},
        ),
        ("/token", (302, b""), 502, status_of(302, error="")),
        (
            "/token",
            (401, b'{"error": "invalid_client", "error_description": "secret was hunter2"}'),
            502,
            status_of(401, error="invalid_client"),
        ),
        ("/token", (400, b'{"error": {"a": 1}}'), 502, status_of(400, error="")),
        ("/jwks", (500, b""), 503, status_of(500)),
        ("/jwks", (404, b""), 502, status_of(404)),
        ("/jwks", (200, b'{"keys": 1}'), 502, {"cause": "bad_keys"}),
        ("/userinfo", (403, b""), 502, status_of(403)),
        ("/userinfo", (200, b"eyJhbGciOi"), 502, {"cause": "not_json"}),
    ],
)
def test_a_provider_that_answers_oddly_gives_a_plain_page(
    client, provider, path, answer, status, cause
):
    provider.broken[path] = answer
    location = begin(client)
    page = come_back(client, location, provider.code_for(location, email=None))
    reason = "provider_unavailable" if status == 503 else "provider_failed"
    assert_refused(page, client, reason, status)
    step = {"/token": "token", "/jwks": "keys", "/userinfo": "userinfo"}[path]
    assert_noted(page, client, {"step": step, **cause})


def assert_noted(page, client, expected):
    """The audit log has these details and no others, under the reference that the page shows."""
    details = dict(refusals_of(client)[0].details)
    assert details.pop("reference") in page.content.decode()
    assert details.pop("provider") == "corporate"
    del details["reason"]
    assert details == expected


def test_each_step_that_fails_is_noted_in_the_same_minute(client, provider):
    for path in ("/jwks", "/token"):
        provider.broken = {path: (404, b"")}
        location = begin(client)
        come_back(client, location, provider.code_for(location))
    assert {each.details["step"] for each in refusals_of(client)} == {"keys", "token"}


def test_a_provider_that_is_away_gives_a_plain_page(client, provider):
    location = begin(client)
    code = provider.code_for(location)
    provider.stop()
    page = come_back(client, location, code)
    assert_refused(page, client, "provider_unavailable", 503)
    assert_noted(page, client, {"step": "token", "cause": "no_connection"})


def test_a_provider_without_a_host_is_told_from_others(client, provider, settings):
    location = begin(client)
    code = provider.code_for(location)
    settings.IDENTITY_PROVIDERS["corporate"]["token_url"] = "https://nobody.invalid/token"
    page = come_back(client, location, code)
    assert_refused(page, client, "provider_unavailable", 503)
    assert_noted(page, client, {"step": "token", "cause": "unknown_host"})


def test_a_provider_that_never_answers_is_given_up(client, provider, settings, monkeypatch):
    monkeypatch.setattr(provider_client, "READ_TIMEOUT_SECONDS", 0.05)
    location = begin(client)
    code = provider.code_for(location)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.IDENTITY_PROVIDERS["corporate"]["token_url"] = f"http://127.0.0.1:{port}/"
        page = come_back(client, location, code)
    assert_refused(page, client, "provider_unavailable", 503)
    assert_noted(page, client, {"step": "token", "cause": "timeout"})


def test_a_certificate_nobody_vouches_for_is_refused_and_named(
    client, provider, settings, self_signed
):
    location = begin(client)
    code = provider.code_for(location)
    settings.IDENTITY_PROVIDERS["corporate"]["token_url"] = f"{self_signed}/token"
    page = come_back(client, location, code)
    assert_refused(page, client, "provider_unavailable", 503)
    why = {"step": "token", "cause": "tls", "tls": "self-signed certificate"}
    assert_noted(page, client, why)


@pytest.fixture
def self_signed(tmp_path):
    """The address of a server whose certificate it signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


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
