"""Why a sign-in is refused: a code for the audit log, and plain words for the person."""

from portal.errors import ApplicationError

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

WORDS = {
    STATE_UNKNOWN: "This sign-in did not begin in this browser, or it was finished already.",
    STATE_EXPIRED: "This sign-in took longer than ten minutes, so it was given up.",
    PROVIDER_REFUSED: "The sign-in was cancelled, or the sign-in service did not allow it.",
    CODE_REFUSED: "The sign-in service says that this sign-in was used already or is too old.",
    DISABLED: "Your account is disabled. Ask an administrator of the portal to enable it.",
    GROUPS_OVERAGE: (
        "Your account is in more groups than the sign-in service can name, so the portal cannot "
        "know your role and your teams. Ask whoever runs the sign-in service to assign app roles "
        "to you for this portal, or to send it only the groups that are assigned to it."
    ),
}
# What somebody reads who is let in although their groups are not known.
ACCESS_KEPT = (
    "Your account is in more groups than the sign-in service can name, so your role and your teams "
    "are those of an earlier sign-in. If they are not right, ask whoever runs the sign-in service "
    "to assign app roles to you for this portal, or to send it only the groups assigned to it."
)
UNPROVEN = "What the sign-in service sent could not be verified, so nobody was signed in."


def error_code(given: object) -> str:
    """Return the error code of a provider's answer, or "" for what cannot be one.

    A word by RFC 6749 (4.1.2.1 and 5.2), but anybody can send anything.
    """
    is_code = isinstance(given, str) and given.isascii() and given.isprintable()
    return str(given)[:MAX_ERROR_CHARS] if is_code else ""


class SignInRefused(ApplicationError):
    """Nobody is signed in; `reason` is one of the codes above."""

    status = 403
    title = "The sign-in did not work"

    def __init__(self, reason: str, *, person: str = "", **details: str) -> None:
        super().__init__(WORDS.get(reason, UNPROVEN))
        self.reason = reason
        self.person = person
        self.details = details


class TokenRefused(SignInRefused):
    """A JWT that does not hold."""


class ProviderFailed(ApplicationError):
    """The identity provider gave an answer that makes no sense to us.

    `details` say for the audit log which step failed and why, in the codes above and in short
    values that hold no secret and no token; the message is for the person.
    """

    status = 502
    title = "The sign-in service did not answer as it should"
    reason = "provider_failed"

    def __init__(self, message: str, *, step: str, cause: str, **details: str) -> None:
        super().__init__(message)
        self.details = {"step": step, "cause": cause, **details}


class ProviderUnavailable(ProviderFailed):
    status = 503
    title = "The sign-in service does not answer"
    reason = "provider_unavailable"
