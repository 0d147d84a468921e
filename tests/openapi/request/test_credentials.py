"""What a request carries to be let in."""

from typing import Any

import pytest

from openapi.request.build import NoRequest, build
from openapi.request.choice import NO_CREDENTIALS, Choice
from openapi.request.message import Login, Request
from tests.openapi.request.described import described

SCHEMES = {
    "head": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "a key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "auth": {"type": "apiKey", "in": "header", "name": "authorization"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "other": {"type": "http", "scheme": "Negotiate"},
    "oauth": {"type": "oauth2", "flows": {}},
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://a.test"},
    "mtls": {"type": "mutualTLS"},
    "broken": {"type": "apiKey", "in": "header", "name": "@file"},
}


def call(security: list[dict[str, Any]], access: int = 0, **operation: Any) -> Request:
    components = {"components": {"securitySchemes": SCHEMES}}
    operation["security"] = security
    return build(described(description=components, **operation), Choice(access=access))


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("head", {"headers": (("X-Key", "YOUR_API_KEY"),)}),
        ("query", {"url": "https://api.test/things?a%20key=YOUR_API_KEY"}),
        ("cookie", {"cookies": (("sid", "YOUR_API_KEY"),)}),
        ("auth", {"headers": (("Authorization", "YOUR_API_KEY"),)}),
        ("basic", {"login": Login("USERNAME", "PASSWORD")}),
        ("digest", {"login": Login("USERNAME", "PASSWORD", digest=True)}),
        ("bearer", {"headers": (("Authorization", "Bearer YOUR_TOKEN"),)}),
        ("other", {"headers": (("Authorization", "Negotiate YOUR_CREDENTIALS"),)}),
        ("oauth", {"headers": (("Authorization", "Bearer YOUR_TOKEN"),)}),
        ("oidc", {"headers": (("Authorization", "Bearer YOUR_TOKEN"),)}),
        ("mtls", {"client_certificate": True}),
    ],
)
def test_each_kind_of_scheme(scheme: str, sent: dict[str, Any]) -> None:
    expected = {"method": "GET", "url": "https://api.test/things", **sent}
    assert call([{scheme: []}]) == Request(**expected)


def test_all_schemes_of_an_alternative_are_sent() -> None:
    made = call([{"head": [], "cookie": [], "basic": [], "mtls": []}])
    assert made.headers == (("X-Key", "YOUR_API_KEY"),)
    assert made.cookies == (("sid", "YOUR_API_KEY"),)
    assert made.login
    assert made.client_certificate


def test_there_is_one_authorization() -> None:
    assert call([{"bearer": [], "oauth": [], "auth": [], "basic": []}]).headers == (
        ("Authorization", "Bearer YOUR_TOKEN"),
    )
    made = call([{"basic": [], "bearer": []}])
    assert made.login
    assert not made.headers


def test_a_reader_chooses_an_alternative_or_none() -> None:
    security = [{"bearer": []}, {}, {"head": []}]
    assert call(security).headers == (("Authorization", "Bearer YOUR_TOKEN"),)
    assert call(security, access=1).headers == (("X-Key", "YOUR_API_KEY"),)
    assert call(security, access=9).headers == (("Authorization", "Bearer YOUR_TOKEN"),)
    assert call(security, access=NO_CREDENTIALS).headers == ()
    assert call([{}]).headers == ()


def test_a_parameter_that_is_the_credential_is_sent_once() -> None:
    def given(name: str, where: str) -> dict[str, Any]:
        return {"name": name, "in": where, "required": True, "example": "mine"}

    parameters = [given("x-key", "header"), given("sid", "cookie"), given("a key", "query")]
    made = call([{"head": [], "cookie": [], "query": []}], parameters=parameters)
    assert made.headers == (("X-Key", "YOUR_API_KEY"),)
    assert made.cookies == (("sid", "YOUR_API_KEY"),)
    assert made.url.count("a%20key") == 1


def test_a_scheme_that_is_not_described_adds_nothing() -> None:
    assert call([{"unknown": []}]).headers == ()


def test_a_key_whose_header_cannot_be_is_refused() -> None:
    with pytest.raises(NoRequest):
        call([{"broken": []}])
