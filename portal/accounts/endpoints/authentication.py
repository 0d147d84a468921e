"""Who calls the REST API: a JWT of the user pool, a personal key, or the browser's session.

Where a session counts, the CSRF token has to come in its header.
"""

from typing import Any

from django.conf import settings
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from portal.accounts import audit, bearer, key_format, keys, refusals
from portal.accounts.models import User
from portal.accounts.refusals import ProviderFailed, SignInRefused

REALM = 'Bearer realm="api"'
KEY_CHALLENGE = 'ApiKey realm="api", header="X-API-Key"'


class CredentialRefused(exceptions.APIException):
    """A 401 whose challenge says what is wrong with the credential (RFC 6750, section 3.1).

    Not DRF's `AuthenticationFailed`: that one always gets the challenge of a request without any.
    """

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "invalid_credential"

    def __init__(self, detail: str, auth_header: str) -> None:
        super().__init__(detail)
        self.auth_header = auth_header


class Credential(BaseAuthentication):
    """One kind of credential: how it is asked for, and how OpenAPI describes it."""

    challenge: str
    scheme_name: str
    scheme: dict[str, str]

    def authenticate_header(self, request: Request) -> str:
        return self.challenge


class BearerAuthentication(Credential):
    """`Authorization: Bearer` with an access or ID token of the user pool (RFC 6750), or with a
    personal key."""

    challenge = REALM
    scheme_name = "bearer"
    scheme = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access or ID token of the portal's user pool, or a personal key.",
    }

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        _require_one_credential(request)
        token = token.strip()
        if not token:
            raise _refused("The token is missing.")
        if key_format.is_ours(token):
            return _owner_of(token), "personal key"
        try:
            person = bearer.person_of(token)
        except SignInRefused as refusal:
            _note(refusal.reason, settings.BEARER_PROVIDER, refusal.person)
            raise _refused(_words(refusal)) from refusal
        except ProviderFailed as failure:
            _note(failure.reason, settings.BEARER_PROVIDER, details=failure.details)
            raise
        return User.of(person), "bearer"


class PersonalKeyAuthentication(Credential):
    """`X-API-Key` with a personal key."""

    challenge = KEY_CHALLENGE
    scheme_name = "personalKey"
    scheme = {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "A personal key, made on the profile page.",
    }

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        secret = request.META.get("HTTP_X_API_KEY")
        if secret is None:
            return None
        _require_one_credential(request)
        return _owner_of(secret), "personal key"


class BrowserSession(SessionAuthentication):
    """The session of a browser, with the CSRF token in X-CSRFToken."""

    def enforce_csrf(self, request: Request) -> None:
        """Check the token's header only: a body is not read before its sender may send one."""
        asked, method = request._request, request._request.method
        if method == "POST":
            # Django looks for a token in the body of a POST, and only there.
            asked.method = "PUT"
        try:
            super().enforce_csrf(request)
        finally:
            asked.method = method


def _owner_of(secret: str) -> User:
    """Return whom a personal key stands for, or raise `CredentialRefused`."""
    kind = key_format.kind_of(secret)
    if kind not in (None, key_format.PERSONAL):
        raise CredentialRefused(
            "This key belongs to an application: it calls APIs, not the portal's own. Make a "
            "personal key on your profile page.",
            KEY_CHALLENGE,
        )
    owner = keys.owner_of(secret)
    if owner is None:
        if kind:
            _note(refusals.KEY_UNKNOWN, "personal key")
        raise CredentialRefused(
            "This key is not valid: it is mistyped, revoked or over, or its owner may no "
            "longer use keys.",
            KEY_CHALLENGE,
        )
    return User.of(owner)


def _note(
    reason: str, provider: str, person: str = "", details: dict[str, str] | None = None
) -> None:
    audit.record_refusal(
        reason,
        provider=provider,
        event=audit.CREDENTIAL_REFUSED,
        person=person,
        details=details,
    )


def _require_one_credential(request: Request) -> None:
    if "HTTP_AUTHORIZATION" in request.META and "HTTP_X_API_KEY" in request.META:
        raise exceptions.ParseError("Send either Authorization or X-API-Key, not both.")


def _refused(words: str) -> CredentialRefused:
    return CredentialRefused(words, f'{REALM}, error="invalid_token", error_description="{words}"')


def _words(refusal: SignInRefused) -> str:
    """Return the failed check's name in words: they go into a header, so nothing of the token."""
    return f"The token is refused: {refusal.reason.replace('_', ' ')}."


class CredentialScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Each credential's security scheme in the portal's own OpenAPI description."""

    target_class = Credential
    match_subclasses = True
    target: Credential

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.target.scheme_name

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return self.target.scheme


class BrowserSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = BrowserSession  # type: ignore[assignment]
