"""A provider's discovery document becomes variables, or a reason why not."""

import pytest

from infra.discovery import DiscoveryError, discover
from infra.stage import PreflightError, preflight
from tests.certificates import self_signed
from tests.infra.provider import Provider, document_of, provider


@pytest.fixture
def acme():
    with provider() as running:
        yield running


def test_every_endpoint_is_found(acme: Provider):
    assert discover(acme.issuer) == {
        "AUTHORIZATION_URL": f"{acme.issuer}/authorize",
        "TOKEN_URL": f"{acme.issuer}/token",
        "USERINFO_URL": f"{acme.issuer}/userinfo",
        "JWKS_URL": f"{acme.issuer}/keys",
        "LOGOUT_URL": f"{acme.issuer}/logout",
        "ALGORITHMS": "RS256,ES256",
    }


def test_an_issuer_that_ends_in_a_slash_is_read_where_the_standard_says(acme: Provider):
    acme.document["issuer"] = f"{acme.issuer}/"
    assert discover(f"{acme.issuer}/")["TOKEN_URL"] == f"{acme.issuer}/token"


def test_what_the_provider_need_not_have_is_left_out(acme: Provider):
    del acme.document["userinfo_endpoint"], acme.document["end_session_endpoint"]
    assert set(discover(acme.issuer)) == {
        *("AUTHORIZATION_URL", "TOKEN_URL", "JWKS_URL", "ALGORITHMS")
    }


def test_what_is_explicit_is_not_looked_at(acme: Provider):
    acme.document |= {"token_endpoint": 1, "id_token_signing_alg_values_supported": None}
    found = discover(acme.issuer, explicit={"TOKEN_URL", "ALGORITHMS"})
    assert set(found) == {"AUTHORIZATION_URL", "JWKS_URL", "USERINFO_URL", "LOGOUT_URL"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"issuer": "https://evil.example"}, "calls itself 'https://evil.example'"),
        ({"issuer": None}, "calls itself None"),
        ({"token_endpoint": None}, "token_endpoint"),
        ({"jwks_uri": "/keys"}, "jwks_uri"),
        ({"end_session_endpoint": "javascript:alert(1)"}, "end_session_endpoint"),
        ({"authorization_endpoint": ["x"]}, "authorization_endpoint"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "signs with"),
        ({"id_token_signing_alg_values_supported": "RS256"}, "signs with"),
    ],
)
def test_a_document_that_does_not_do_says_why(acme: Provider, changed, reason):
    acme.document |= changed
    with pytest.raises(DiscoveryError, match=reason):
        discover(acme.issuer)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff", "no JSON"),
        (b"[]", "no JSON object"),
        (b" " * (1024 * 1024 + 1), "more than"),
    ],
)
def test_an_answer_that_is_no_document_says_why(acme: Provider, body, reason):
    acme.document = body
    with pytest.raises(DiscoveryError, match=reason):
        discover(acme.issuer)


def test_no_redirect_is_followed(acme: Provider):
    with provider() as elsewhere:
        acme.status = 302
        acme.headers = {"Location": f"{elsewhere.issuer}/.well-known/openid-configuration"}
        with pytest.raises(DiscoveryError, match="302"):
            discover(acme.issuer)
        assert elsewhere.asked == 0


def test_who_is_not_there_is_named(acme: Provider):
    with pytest.raises(DiscoveryError, match="404"):
        discover(acme.issuer.replace("acme", "other"))
    with pytest.raises(DiscoveryError, match="cannot be read"):
        discover("https://provider.invalid")


def test_behind_tls_no_endpoint_is_without(tmp_path, monkeypatch):
    pem = self_signed(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with provider(pem) as running:
        assert discover(running.issuer)["TOKEN_URL"] == f"{running.issuer}/token"
        running.document["token_endpoint"] = "http://localhost/token"
        with pytest.raises(DiscoveryError, match="https://"):
            discover(running.issuer)


def corporate(monkeypatch, **variables: str) -> None:
    for name in ("AUTHORIZATION_URL", "TOKEN_URL", "JWKS_URL", "USERINFO_URL", "LOGOUT_URL"):
        monkeypatch.delenv(f"CORPORATE_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"CORPORATE_{name}", value)


def test_a_deployment_fills_in_what_is_not_set(acme: Provider, monkeypatch):
    corporate(monkeypatch, ISSUER=acme.issuer, TOKEN_URL="http://localhost/t", LOGOUT_URL="")
    chosen = preflight(["dev"]).chosen
    assert chosen["CORPORATE_JWKS_URL"] == f"{acme.issuer}/keys"
    assert chosen["CORPORATE_TOKEN_URL"] == "http://localhost/t"
    assert chosen["CORPORATE_LOGOUT_URL"] == ""
    assert acme.asked == 1


def test_a_deployment_stops_where_the_provider_does_not_do(acme: Provider, monkeypatch):
    corporate(monkeypatch, ISSUER=f"{acme.issuer}/")
    with pytest.raises(PreflightError, match=r"calls itself(.|\n)*CORPORATE_TOKEN_URL"):
        preflight(["dev"])
    corporate(monkeypatch, ISSUER=acme.issuer, CLIENT_ID="")
    with pytest.raises(PreflightError, match="CORPORATE_CLIENT_ID"):
        preflight(["dev"])


def test_a_deployment_that_says_all_asks_nobody(monkeypatch):
    said = document_of("http://localhost")
    corporate(
        monkeypatch,
        ISSUER="https://provider.invalid",
        AUTHORIZATION_URL=said["authorization_endpoint"],
        TOKEN_URL=said["token_endpoint"],
        JWKS_URL=said["jwks_uri"],
    )
    assert "CORPORATE_USERINFO_URL" not in preflight(["dev"]).chosen
