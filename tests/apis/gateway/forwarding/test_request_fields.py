"""Which header fields of a client the upstream gets, and which the gateway says itself."""

import base64
import json

import pytest

from tests.apis.gateway.forwarding.conftest import PLACE, lead_to

KEY = "adp_live_0123456789012345678901234567890123456789012_abcdef"


def token_of(issuer: str) -> str:
    """Return what looks like a JWT of this issuer."""
    parts = ({"alg": "RS256"}, {"iss": issuer, "sub": "x"})
    encoded = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in parts]
    return ".".join([*(each.rstrip("=") for each in encoded), "c2ln"])


def test_order_case_and_repetition_of_fields_are_kept(client, upstream):
    client.call(f"{PLACE}/a", "x-B: 2", "X-a: 1", "x-b:3", "Accept:  text/plain \t", "X-Empty:")
    names = [name for name, _ in upstream.only.fields]
    assert names[:6] == ["Host", "x-B", "X-a", "x-b", "Accept", "X-Empty"]
    assert upstream.only.values("x-b") == ["2", "3"]
    assert upstream.only.values("accept") == ["text/plain"]
    assert upstream.only.values("host") == [f"127.0.0.1:{upstream.port}"]


def test_bytes_beyond_ascii_arrive_as_they_are(client, upstream):
    client.call(f"{PLACE}/a", "X-Name: caf\xe9")
    assert b"X-Name: caf\xe9\r\n" in upstream.only.head


def test_what_connection_names_goes_and_what_the_gateway_sets_stays(client, upstream, monkeypatch):
    lead_to(monkeypatch, f"{upstream.url}/base", fields=(("X-Owner-Secret", "s3cret"),))
    got = client.call(
        f"{PLACE}/a",
        "Connection: close , X-Tenant",
        "connection: X-FORWARDED-FOR, X-Request-Id, Authorization, X-Owner-Secret, Host, "
        "Content-Length, Via",
        "X-Tenant: evil",
        "X-Owner-Secret: mine",
        "Authorization: Bearer theirs",
        "X-Request-Id: chosen",
        "Keep-Alive: timeout=5",
        "TE: trailers",
        "Trailer: X-Sum",
        "Proxy-Authorization: Basic x",
        "Proxy-Connection: keep-alive",
        "HTTP2-Settings: AAA",
        "Upgrade: h2c",
        method="POST",
        body=b"abc",
    )
    received = upstream.only
    for name in (
        *("Connection", "X-Tenant", "Authorization", "Keep-Alive", "TE", "Trailer"),
        *("Proxy-Authorization", "Proxy-Connection", "HTTP2-Settings", "Upgrade"),
    ):
        assert received.values(name) == [], name
    assert received.values("X-Forwarded-For") == ["127.0.0.1"]
    assert received.values("X-Owner-Secret") == ["s3cret"]
    assert received.values("X-Request-Id") == [got.value("X-Request-Id")] != ["chosen"]
    assert received.body == b"abc"
    assert upstream.faults == []


def test_forwarded_fields_are_the_gateway_s_own(client, upstream):
    client.call(
        f"{PLACE}/a",
        "X-Forwarded-For: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        "X-Real-IP: 10.0.0.1",
        "X-Forwarded-Host: evil.test",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Prefix: /evil",
        "X-Original-URL: /evil",
        "X_Forwarded_For: 10.0.0.2",
        "X_Api_Key: other",
        "True-Client-IP: 10.0.0.1",
        "Via: 1.0 somebody",
    )
    received = upstream.only
    host = client.host
    assert received.values("X-Forwarded-For") == ["127.0.0.1"]
    assert received.values("Forwarded") == [f'for=127.0.0.1;proto=http;host="{host}"']
    assert received.values("X-Forwarded-Host") == [host]
    assert received.values("X-Forwarded-Proto") == ["http"]
    assert received.values("Via") == [f"1.0 somebody, 1.1 {host}"]
    assert b"10.0.0" not in received.head
    assert b"evil" not in received.head
    assert b"_" not in received.head


def test_a_host_that_is_not_the_portal_s_is_told_to_nobody(client, upstream):
    assert client.call(f"{PLACE}/a", host="evil.test").status == 200
    assert upstream.only.values("X-Forwarded-Host") == [client.host]
    assert b"evil" not in upstream.only.head


def test_a_call_that_comes_round_again_is_ended(client, upstream):
    got = client.call(f"{PLACE}/a", f"Via: 1.1 a, 1.1 {client.host} (x)")
    assert got.status == 508
    assert upstream.received == []


@pytest.mark.parametrize(("sent", "seen"), [
    (['sessionid=S; csrftoken=C; theme=dark; a="x;y"; a=2'], ['theme=dark; a="x;y"; a=2']),
    (["sessionid=S", "theme=dark", "messages=x", "a=1"], ["theme=dark; a=1"]),
    (["sessionid=S; csrftoken=C; messages=M; sample_language=python"], []),
    (["sessionid=S;csrftoken=C"], []),
    (['a="; sessionid=S; "'], ['a="; "']),
    ([f"a={KEY}; b=2"], ["b=2"]),
    (["sessionidx=1; xsessionid=2; sessionid"], ["sessionidx=1; xsessionid=2"]),
])  # fmt: skip
def test_cookies_of_the_portal_stay_here(client, upstream, sent, seen):
    client.call(f"{PLACE}/a", *(f"Cookie: {each}" for each in sent))
    assert upstream.only.values("cookie") == seen


def test_cookies_of_the_portal_stay_here_under_other_names(client, upstream, settings):
    settings.SESSION_COOKIE_NAME = "__Host-sid"
    client.call(f"{PLACE}/a", "Cookie: __Host-sid=S; b=2")
    assert upstream.only.values("cookie") == ["b=2"]


@pytest.mark.parametrize("field", [
    f"X-API-Key: {KEY}", f"Authorization: Bearer {KEY}", f"Authorization: bearer  {KEY.upper()}",
    "X-Other: adp_live_typo", f"X-Other: a, {KEY}", f'X-Other: key="{KEY}"',
    f"Authorization: Basic {base64.b64encode(f'user:{KEY}'.encode()).decode()}",
    f"Authorization: Basic {base64.b64encode(f'{KEY}:'.encode()).decode()}",
])  # fmt: skip
def test_no_key_of_the_portal_is_forwarded_in_a_field(client, upstream, field):
    client.call(f"{PLACE}/a", field)
    assert upstream.only.values(field.partition(":")[0]) == []
    assert b"adp_" not in upstream.only.head.lower()


def test_no_token_of_the_portal_s_issuers_is_forwarded(client, upstream, settings):
    settings.IDENTITY_PROVIDERS = {"corporate": {"issuer": "https://idp.test"}}
    theirs = token_of("https://other.test")
    client.call(
        f"{PLACE}/a?t={token_of('https://idp.test')}&u={theirs}",
        f"Authorization: Bearer {token_of('https://idp.test')}",
        f"X-Token: {theirs}",
    )
    assert upstream.only.target == f"/base/a?u={theirs}"
    assert upstream.only.values("authorization") == []
    assert upstream.only.values("x-token") == [theirs]


@pytest.mark.parametrize("field", [
    "Authorization: Bearer ey.ey.x", "Authorization: Basic dTpw", "Authorization: Digest a_b=1",
    "X-API-Key: theirs_1", "Authorization: Basic %%%", "Authorization: Bearer eyJ.\xff.x",
])  # fmt: skip
def test_other_credentials_pass(client, upstream, field):
    name, _, value = field.partition(": ")
    client.call(f"{PLACE}/a", field)
    assert upstream.only.values(name) == [value]


@pytest.mark.parametrize(("query", "seen"), [
    (f"?api_key={KEY}&a=1", "?a=1"), (f"?a=%20&k={KEY.replace('_', '%5F')}", "?a=%20"),
    (f"?{KEY}&a", "?a"), (f"?auth=Bearer%20{KEY}&a=1", "?a=1"),
    (f"?k={KEY}", ""), ("?api_key=theirs_1&b=%2f", "?api_key=theirs_1&b=%2f"),
])  # fmt: skip
def test_no_key_of_the_portal_is_forwarded_in_the_query(client, upstream, query, seen):
    client.call(f"{PLACE}/a{query}")
    assert upstream.only.target == f"/base/a{seen}"


def test_expectations_are_answered_here(client, upstream):
    client.send(
        f"POST {PLACE}/a HTTP/1.1\r\nHost: {client.host}\r\nExpect: 100-continue\r\n"
        "Content-Length: 3\r\n\r\n".encode()
    )
    assert client.reader.readline() == b"HTTP/1.1 100 Continue\r\n"
    client.reader.readline()
    client.send(b"abc")
    assert client.answer().status == 200
    assert upstream.only.body == b"abc"
    assert upstream.only.values("expect") == []
    assert client.call(f"{PLACE}/a", "Expect: 200-ok").status == 417


def test_a_websocket_is_refused_and_another_upgrade_ignored(client, upstream):
    fields = ("Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x")
    assert client.call(f"{PLACE}/a", *fields).status == 501
    assert upstream.received == []
    assert client.call(f"{PLACE}/a", "Connection: upgrade", "Upgrade: h2c").status == 200
