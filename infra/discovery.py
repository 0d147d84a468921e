"""What an OpenID Connect provider says of itself, as the portal's environment variables.

Read once when a stage is deployed or the local portal starts, so that the start of the function
asks nobody. https://openid.net/specs/openid-connect-discovery-1_0.html
"""

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests

PATH = "/.well-known/openid-configuration"
SECONDS = 10
MAX_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024

# The variable, without the provider's name in front, and the field that fills it.
ENDPOINTS = {
    "AUTHORIZATION_URL": "authorization_endpoint",
    "TOKEN_URL": "token_endpoint",
    "JWKS_URL": "jwks_uri",
    "USERINFO_URL": "userinfo_endpoint",
    "LOGOUT_URL": "end_session_endpoint",
}
REQUIRED = frozenset({"AUTHORIZATION_URL", "TOKEN_URL", "JWKS_URL"})
ALGORITHMS = ("RS256", "ES256")


class DiscoveryError(Exception):
    """The provider could not be read or lacks something; the message says what, and the way out."""


def discover(issuer: str, *, explicit: Collection[str] = ()) -> dict[str, str]:
    """Return the variables of a provider that are not `explicit`, from its discovery document.

    Names come without the provider's in front, such as `TOKEN_URL`. Userinfo and sign-out
    endpoint are left out where the provider names none. Raise DiscoveryError.
    """
    document = _read(issuer)
    if document.get("issuer") != issuer:
        raise DiscoveryError(
            f"The provider at {issuer} calls itself {document.get('issuer')!r}. Set the issuer"
            " exactly so, if that is your provider."
        )
    found = {
        variable: _endpoint(issuer, field, document.get(field))
        for variable, field in ENDPOINTS.items()
        if variable not in explicit and (document.get(field) or variable in REQUIRED)
    }
    if "ALGORITHMS" not in explicit:
        found["ALGORITHMS"] = ",".join(_algorithms(issuer, document))
    return found


def _read(issuer: str) -> dict[str, Any]:
    url = f"{issuer.rstrip('/')}{PATH}"
    try:
        # A redirect could lead to somebody who may say anything under this issuer's name.
        with requests.get(url, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise DiscoveryError(f"{url} answers {answer.status_code} instead of 200.")
            body = b""
            for chunk in answer.iter_content(CHUNK_BYTES):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise DiscoveryError(f"{url} answers more than {MAX_BYTES} bytes.")
        document = json.loads(body)
    except requests.RequestException as error:
        raise DiscoveryError(f"{url} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise DiscoveryError(f"{url} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise DiscoveryError(f"{url} is no JSON object.")
    return document


def _endpoint(issuer: str, field: str, value: object) -> str:
    """Return an address; it must be as safe as the issuer's own."""
    schemes = ("https",) if issuer.startswith("https://") else ("https", "http")
    if isinstance(value, str):
        parts = urlsplit(value)
        if parts.hostname and parts.scheme in schemes:
            return value
    raise DiscoveryError(
        f"The provider at {issuer} names {value!r} as its {field}:"
        f" that must be an address that begins with {schemes[0]}://."
    )


def _algorithms(issuer: str, document: dict[str, Any]) -> list[str]:
    offered = document.get("id_token_signing_alg_values_supported")
    usable = [name for name in ALGORITHMS if isinstance(offered, list) and name in offered]
    if not usable:
        raise DiscoveryError(
            f"The provider at {issuer} signs with {offered!r}; the portal reads"
            f" {' and '.join(ALGORITHMS)}."
        )
    return usable
