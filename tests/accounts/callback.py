"""Signing in at the corporate provider of a test: from the portal to it, and back."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client

CALLBACK = "/account/oidc/corporate/callback/"


def begin(client: Client, provider: str = "corporate") -> str:
    """Begin to sign in; return the address at the provider that the portal leads to."""
    return client.get(f"/account/oidc/{provider}/")["Location"]


def state_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["state"][0]


def come_back(client: Client, location: str, code: str):
    """Return the portal's answer to a browser that comes back from `location` with a code."""
    return client.get(CALLBACK, {"state": state_of(location), "code": code})
