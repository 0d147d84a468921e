"""What identity providers say of people, read from verified tokens."""

from typing import Any

from portal.accounts import provider_client, refusals
from portal.accounts.providers import Provider
from portal.accounts.refusals import TokenRefused
from portal.accounts.services import Claims

MAX_GROUPS = 200
MAX_GROUP_CHARS = 128
MAX_EMAIL_CHARS = 254
MAX_NAME_CHARS = 200


def userinfo(provider: Provider, access_token: str, *, subject: str) -> dict[str, Any]:
    """Return the provider's UserInfo claims (OpenID Connect Core, section 5.3.2).

    Raises `TokenRefused` where they are not about `subject`, the token's.
    """
    claims = provider_client.get_json(
        provider.userinfo_url, headers={"Authorization": f"Bearer {access_token}"}
    )
    if claims.get("sub") != subject:
        raise TokenRefused(refusals.TOKEN_CLAIMS, claim="userinfo.sub")
    return claims


def claims_of(provider: Provider, payload: dict[str, Any]) -> Claims:
    """Return verified claims in the portal's terms; what has the wrong form counts as unsaid."""
    return Claims(
        issuer=provider.issuer,
        subject=payload["sub"],
        email=_text(payload.get("email"), MAX_EMAIL_CHARS),
        # Some providers never say; only a clear no is a no. Cognito's UserInfo says it as text.
        email_verified=payload.get("email_verified", True) not in (False, "false"),
        name=_text(payload.get("name") or payload.get("preferred_username"), MAX_NAME_CHARS),
        groups=_groups(payload.get(provider.groups_claim)),
        issued_at=int(payload["iat"]),
    )


def _text(value: object, longest: int) -> str | None:
    if not isinstance(value, str) or not value.isprintable() or len(value) > longest:
        return None
    return value.strip()


def _groups(value: object) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        return ()
    fitting = [each for each in listed if isinstance(each, str) and len(each) <= MAX_GROUP_CHARS]
    return tuple(fitting[:MAX_GROUPS])
