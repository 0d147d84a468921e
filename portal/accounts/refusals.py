"""Why a sign-in is refused, in codes for the audit log; `messages` words them for the person."""

from portal.errors import ApplicationError
from portal.messages import Params

STATE_UNKNOWN = "state_unknown"
STATE_EXPIRED = "state_expired"
PROVIDER_REFUSED = "provider_refused"
CODE_REFUSED = "code_refused"
DISABLED = "disabled"
GROUPS_OVERAGE = "groups_overage"
KEY_UNKNOWN = "key_unknown"
# What the provider vouched with did not hold; each names the check that failed.
TOKEN_MALFORMED = "token_malformed"  # noqa: S105 - names of checks, not secrets
TOKEN_ALGORITHM = "token_algorithm"  # noqa: S105
TOKEN_KEY_UNKNOWN = "token_key_unknown"  # noqa: S105
TOKEN_SIGNATURE = "token_signature"  # noqa: S105
TOKEN_ISSUER = "token_issuer"  # noqa: S105
TOKEN_AUDIENCE = "token_audience"  # noqa: S105
TOKEN_TIME = "token_time"  # noqa: S105
TOKEN_NONCE = "token_nonce"  # noqa: S105
TOKEN_USE = "token_use"  # noqa: S105
TOKEN_CLAIMS = "token_claims"  # noqa: S105
TOKEN_CHECKS = (
    TOKEN_MALFORMED,
    TOKEN_ALGORITHM,
    TOKEN_KEY_UNKNOWN,
    TOKEN_SIGNATURE,
    TOKEN_ISSUER,
    TOKEN_AUDIENCE,
    TOKEN_TIME,
    TOKEN_NONCE,
    TOKEN_USE,
    TOKEN_CLAIMS,
)

MAX_ERROR_CHARS = 100

# The requests to a provider.
STEP_TOKEN = "token"  # noqa: S105
STEP_KEYS = "keys"
STEP_USERINFO = "userinfo"
# Why one of them failed.
TIMEOUT = "timeout"
TLS = "tls"
UNKNOWN_HOST = "unknown_host"
NO_CONNECTION = "no_connection"
HTTP_STATUS = "http_status"
NOT_JSON = "not_json"
TOO_LONG = "too_long"
BAD_KEYS = "bad_keys"

# What somebody reads who is let in although their groups are not known.
ACCESS_KEPT = (
    "Your account is in more groups than the sign-in service can name, so your role and your teams "
    "are those of an earlier sign-in. If they are not right, ask whoever runs the sign-in service "
    "to assign app roles to you for this portal, or to send it only the groups assigned to it."
)


def error_code(given: object) -> str:
    """Return the error code of a provider's answer, or "" for what cannot be one.

    A word by RFC 6749 (4.1.2.1 and 5.2), but anybody can send anything.
    """
    is_code = isinstance(given, str) and given.isascii() and given.isprintable()
    return str(given)[:MAX_ERROR_CHARS] if is_code else ""


class SignInRefused(ApplicationError):
    """Nobody is signed in; `reason` is one of the codes above."""

    status = 403

    def __init__(self, reason: str, *, person: str = "", **details: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.person = person
        self.details = details


class TokenRefused(SignInRefused):
    """A JWT that does not hold."""


class ProviderFailed(ApplicationError):
    """The identity provider gave an answer that makes no sense to us.

    `code` is for the person. `details` say for the audit log which step failed and why, in the
    codes above and in short values that hold no secret and no token.
    """

    status = 502
    reason = "provider_failed"

    def __init__(
        self, code: str, *, step: str, cause: str, params: Params | None = None, **details: str
    ) -> None:
        super().__init__(code, params=params)
        self.details = {"step": step, "cause": cause, **details}


class ProviderUnavailable(ProviderFailed):
    status = 503
    reason = "provider_unavailable"
