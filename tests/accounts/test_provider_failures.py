"""A provider that fails: a plain page, and an audit entry that names the step and the cause."""

import socket
from http.server import BaseHTTPRequestHandler

import pytest

from portal.accounts import provider_client
from tests.accounts.callback import begin, come_back
from tests.accounts.refusals import assert_refused, refusals_of
from tests.certificates import self_signed
from tests.http_servers import serving

pytestmark = pytest.mark.usefixtures("own_refusals")


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


def test_a_provider_without_a_host_is_noted_as_such(client, provider, settings):
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
    client, provider, settings, tmp_path
):
    location = begin(client)
    code = provider.code_for(location)
    with serving(BaseHTTPRequestHandler, self_signed(tmp_path)) as server:
        token_url = f"https://localhost:{server.server_port}/token"
        settings.IDENTITY_PROVIDERS["corporate"]["token_url"] = token_url
        page = come_back(client, location, code)
    assert_refused(page, client, "provider_unavailable", 503)
    why = {"step": "token", "cause": "tls", "tls": "self-signed certificate"}
    assert_noted(page, client, why)
