"""Verifies JWTs of the identity providers, offline against their cached keys.

OpenID Connect Core 1.0, section 3.1.3.7, and RFC 8725; for Cognito also
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import base64
import hashlib
from collections.abc import Collection
from typing import Any

from django.utils.crypto import constant_time_compare

from portal.accounts import refusals
from portal.accounts.jwks import key_set
from portal.accounts.providers import Provider
from portal.accounts.refusals import TokenRefused

MAX_TOKEN_CHARS = 16 * 1024
# An ID token comes from the provider itself, which may name thousands of groups in it.
MAX_ID_TOKEN_CHARS = 1024 * 1024
MAX_SUBJECT_CHARS = 255
LEEWAY_SECONDS = 30

Payload = dict[str, Any]


def verify_id_token(provider: Provider, token: object, *, nonce: str) -> Payload:
    """Return the claims of an ID token made for our client and this very sign-in.

    Raises `TokenRefused`, or `ProviderFailed` where there are no keys to verify with.
    """
    payload = _verified(
        provider, token, audience=[provider.client_id], max_chars=MAX_ID_TOKEN_CHARS
    )
    if not nonce or not constant_time_compare(str(payload.get("nonce", "")), nonce):
        raise TokenRefused(refusals.TOKEN_NONCE)
    _require_use(provider, payload, "id")
    return payload


def verify_access_hash(payload: Payload, access_token: object) -> None:
    """Check that the ID token's `at_hash`, where it has one, fits the access token."""
    if "at_hash" not in payload:
        return
    digest = hashlib.sha256(str(access_token).encode()).digest()
    expected = base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
    if not constant_time_compare(str(payload["at_hash"]), expected):
        raise TokenRefused(refusals.TOKEN_CLAIMS, claim="at_hash")


def verify_bearer(provider: Provider, token: str) -> Payload:
    """Return the claims of an access or ID token of the user pool, made for one of our clients.

    Cognito's access tokens have no `aud`; they name the app client in `client_id`.
    """
    clients = [provider.client_id, *provider.api_client_ids]
    payload = _verified(provider, token, audience=None)
    use = payload.get("token_use")
    if use not in ("access", "id"):
        raise TokenRefused(refusals.TOKEN_USE)
    audience = payload.get("client_id") if use == "access" else payload.get("aud")
    if audience not in clients:
        raise TokenRefused(refusals.TOKEN_AUDIENCE)
    return payload


def _verified(
    provider: Provider,
    token: object,
    *,
    audience: Collection[str] | None,
    max_chars: int = MAX_TOKEN_CHARS,
) -> Payload:
    """Check form, algorithm, signature, issuer, audience and times."""
    # Imported late: PyJWT brings `cryptography`, which most cold starts need not load.
    import jwt

    if not isinstance(token, str) or len(token) > max_chars:
        raise TokenRefused(refusals.TOKEN_MALFORMED)
    key, algorithm = _key_for(provider, token)
    required = ["exp", "iat", "iss", "sub"] + (["aud"] if audience else [])
    try:
        payload: Payload = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            issuer=provider.issuer,
            audience=audience,
            leeway=LEEWAY_SECONDS,
            options={"require": required, "verify_aud": audience is not None},
        )
    except jwt.PyJWTError as error:
        raise TokenRefused(_reason(error)) from error
    if not isinstance(payload["iat"], int | float):
        raise TokenRefused(refusals.TOKEN_TIME)
    if not payload["sub"] or len(payload["sub"]) > MAX_SUBJECT_CHARS:
        raise TokenRefused(refusals.TOKEN_CLAIMS, claim="sub")
    _require_authorized_party(provider, payload)
    return payload


def _key_for(provider: Provider, token: str) -> tuple[Any, str]:
    import jwt

    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenRefused(refusals.TOKEN_MALFORMED) from error
    algorithm = header.get("alg")
    # Asked before any key is looked up, so `none` and the HMACs never meet a public key.
    if algorithm not in provider.algorithms or "crit" in header:
        raise TokenRefused(refusals.TOKEN_ALGORITHM)
    key = key_set(provider.jwks_url).key(header.get("kid"), algorithm)
    if key is None:
        raise TokenRefused(refusals.TOKEN_KEY_UNKNOWN)
    return key, algorithm


def _require_authorized_party(provider: Provider, payload: Payload) -> None:
    several = isinstance(payload.get("aud"), list) and len(payload["aud"]) > 1
    if (several or "azp" in payload) and payload.get("azp") not in (
        provider.client_id,
        *provider.api_client_ids,
    ):
        raise TokenRefused(refusals.TOKEN_AUDIENCE, claim="azp")


def _require_use(provider: Provider, payload: Payload, use: str) -> None:
    if (provider.is_cognito or "token_use" in payload) and payload.get("token_use") != use:
        raise TokenRefused(refusals.TOKEN_USE)


def _reason(error: Exception) -> str:
    """Return the name of the check that failed."""
    from jwt import exceptions

    by_error = (
        (exceptions.InvalidIssuerError, refusals.TOKEN_ISSUER),
        (exceptions.InvalidAudienceError, refusals.TOKEN_AUDIENCE),
        (exceptions.InvalidSignatureError, refusals.TOKEN_SIGNATURE),
        (exceptions.ExpiredSignatureError, refusals.TOKEN_TIME),
        (exceptions.ImmatureSignatureError, refusals.TOKEN_TIME),
        (exceptions.InvalidIssuedAtError, refusals.TOKEN_TIME),
        (exceptions.MissingRequiredClaimError, refusals.TOKEN_CLAIMS),
        (exceptions.InvalidSubjectError, refusals.TOKEN_CLAIMS),
    )
    known = (reason for kind, reason in by_error if isinstance(error, kind))
    return next(known, refusals.TOKEN_MALFORMED)
