"""What identity providers say of people, read from verified tokens and UserInfo."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from portal.accounts import groups, names, provider_client, refusals
from portal.accounts.providers import Provider
from portal.accounts.refusals import TokenRefused
from portal.accounts.services import Claims

MAX_EMAIL_CHARS = 254
MAX_NAME_CHARS = 200


def userinfo(provider: Provider, access_token: str, *, subject: str) -> dict[str, Any]:
    """Return the provider's UserInfo claims (OpenID Connect Core, section 5.3.2).

    Raises `TokenRefused` where they are not about `subject`, the token's, and `ProviderFailed`.
    """
    claims = provider_client.get_json(
        provider.userinfo_url,
        step=refusals.STEP_USERINFO,
        headers={"Authorization": f"Bearer {access_token}"},
    )
    if claims.get("sub") != subject:
        raise TokenRefused(refusals.TOKEN_CLAIMS, claim="userinfo.sub")
    return claims


def needs_userinfo(provider: Provider, payload: Mapping[str, Any]) -> bool:
    """Tell whether UserInfo may know what the ID token lacks: the address, or the groups.

    Providers such as Okta leave both out of ID tokens that come with an access token (OpenID
    Connect Core, section 5.4).
    """
    if not provider.userinfo_url:
        return False
    named, reason = _read_groups(provider, payload)
    lacks_groups = named is None and reason != groups.OVERAGE
    return payload.get("email") is None or (lacks_groups and not provider.names_groups_in_tokens)


def claims_of(
    provider: Provider, payload: Mapping[str, Any], described: Mapping[str, Any] | None = None
) -> Claims:
    """Return verified claims in the portal's terms; what has the wrong form counts as absent.

    `described` are the UserInfo claims, where it was asked: they say what the token does not.
    """
    said = {name: value for name, value in payload.items() if value is not None}
    merged = {**(described or {}), **said}
    named, reason = _groups(provider, payload, described)
    return Claims(
        issuer=provider.issuer,
        subject=payload["sub"],
        email=_email(merged),
        # Some providers never say; only a clear no is a no. Cognito's UserInfo says it as text.
        email_verified=merged.get("email_verified", True) not in (False, "false"),
        name=_name(merged),
        groups=named,
        groups_unknown=reason,
        issued_at=int(payload["iat"]),
    )


def find_claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its very name, else by a path of names with dots; None where it is not.

    The name comes first because some names hold dots themselves (`https://example.com/groups`).
    """
    if name in claims:
        return claims[name]
    for place, char in enumerate(name):
        inner = claims.get(name[:place]) if char == "." else None
        if isinstance(inner, dict):
            found = find_claim(inner, name[place + 1 :])
            if found is not None:
                return found
    return None


def _groups(
    provider: Provider, payload: Mapping[str, Any], described: Mapping[str, Any] | None
) -> tuple[tuple[str, ...] | None, str]:
    """Return the groups' names, or None and why they are unknown, from token and UserInfo."""
    reasons = []
    for claims in (payload, described or {}):
        named, reason = _read_groups(provider, claims)
        if named is not None:
            return named, ""
        reasons.append(reason)
    reason = next((each for each in reasons if each != groups.ABSENT), groups.ABSENT)
    if reason == groups.ABSENT and _absent_means_none(provider, payload):
        return (), ""
    return None, reason


def _read_groups(
    provider: Provider, claims: Mapping[str, Any]
) -> tuple[tuple[str, ...] | None, str]:
    value = find_claim(claims, provider.groups_claim)
    if value is None:
        is_overage = _is_overage(claims, provider.groups_claim)
        return None, groups.OVERAGE if is_overage else groups.ABSENT
    listed = _listed(value, provider.groups_claim) if isinstance(value, str) else value
    if not isinstance(listed, list):
        return None, groups.UNREADABLE
    texts = [each for each in listed if isinstance(each, str)]
    if listed and not texts:
        return None, groups.UNREADABLE
    fitting = (each for each in texts if len(each) <= groups.MAX_GROUP_CHARS)
    return tuple(dict.fromkeys(fitting)), ""


def _listed(value: str, claim: str) -> list[Any]:
    """Return the groups of a claim that is text: one group, as AD FS sends it.

    In an attribute of a user pool, Cognito writes several as `[a, b]`, each form-encoded:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
    """
    if not (claim.startswith("custom:") and value.startswith("[") and value.endswith("]")):
        return [value] if value else []
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        parts = (part.strip() for part in value[1:-1].split(","))
        return [unquote_plus(part) for part in parts if part]
    return parsed if isinstance(parsed, list) else []


def _is_overage(claims: Mapping[str, Any], name: str) -> bool:
    """Tell whether Entra says that there are more groups than a token holds.

    https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
    """
    elsewhere = claims.get("_claim_names")
    return (isinstance(elsewhere, dict) and name in elsewhere) or (
        name == "groups" and claims.get("hasgroups") in (True, "true")
    )


def _absent_means_none(provider: Provider, payload: Mapping[str, Any]) -> bool:
    # Access tokens of a user pool never hold the attributes of a person.
    is_partial = payload.get("token_use") == "access"
    return provider.names_groups_in_tokens or (provider.groups_absent == "none" and not is_partial)


def _email(claims: Mapping[str, Any]) -> str | None:
    """Return the address; AD FS names the user principal where it has none.

    https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-oidce/55c0a84d-48e7-4043-91f8-9ebd0a51ab68
    """
    for name in ("email", "upn"):
        value = claims.get(name)
        if isinstance(value, str) and _is_address(value.strip()):
            return value.strip()
    return None


def _is_address(text: str) -> bool:
    return "@" in text and text.isprintable() and len(text) <= MAX_EMAIL_CHARS


def _name(claims: Mapping[str, Any]) -> str | None:
    for name in ("name", "preferred_username"):
        value = claims.get(name)
        shown = names.displayable(value, max_chars=MAX_NAME_CHARS) if isinstance(value, str) else ""
        if shown:
            return shown
    return None
