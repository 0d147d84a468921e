"""Why a sign-in is refused: a code for the audit log, and plain words for the person."""

from portal.errors import ApplicationError

STATE_UNKNOWN = "state_unknown"
STATE_EXPIRED = "state_expired"
PROVIDER_REFUSED = "provider_refused"
CODE_REFUSED = "code_refused"
DISABLED = "disabled"
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

WORDS = {
    STATE_UNKNOWN: "This sign-in did not begin in this browser, or it was finished already.",
    STATE_EXPIRED: "This sign-in took longer than ten minutes, so it was given up.",
    PROVIDER_REFUSED: "The sign-in was cancelled, or the sign-in service did not allow it.",
    CODE_REFUSED: "The sign-in service says that this sign-in was used already or is too old.",
    DISABLED: "Your account is disabled. Ask an administrator of the portal to enable it.",
}
UNPROVEN = "What the sign-in service sent could not be verified, so nobody was signed in."


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
    """The identity provider gave an answer that makes no sense to us."""

    status = 502
    title = "The sign-in service did not answer as it should"
    reason = "provider_failed"


class ProviderUnavailable(ProviderFailed):
    status = 503
    title = "The sign-in service does not answer"
    reason = "provider_unavailable"
