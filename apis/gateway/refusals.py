"""Why the gateway lets a call not pass: each has a status, and words in `apis.gateway_messages`."""

from typing import Any

from apis.gateway.messages import Fields
from apis.limits.policies import Refusal
from portal.errors import ApplicationError
from portal.messages import Params

# https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
QUOTA_EXCEEDED_TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class CallRefused(ApplicationError):
    """A call that does not reach the upstream, and costs its caller nothing.

    `fields` go into the answer.
    """

    fields: Fields = []


class KeyRefused(CallRefused):
    """Nothing says who calls, or what says so does not hold (RFC 9110, 15.5.2; RFC 6750, 3)."""

    status = 401

    def __init__(self, code: str, *, params: Params | None = None) -> None:
        super().__init__(code, params=params)
        error = "" if code == "key_missing" else ', error="invalid_token"'
        self.fields = [("WWW-Authenticate", f'Bearer realm="gateway"{error}')]


class NotForThisCaller(CallRefused):
    status = 403


class NotHere(CallRefused):
    status = 404


class MethodRefused(CallRefused):
    status = 405

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__("operation_method_unknown", params={"allowed": ", ".join(allowed)})
        self.fields = [("Allow", ", ".join(allowed))]


class BodyTooLong(CallRefused):
    status = 413


class BodyEncoded(CallRefused):
    status = 415


class TooManyCalls(CallRefused):
    """The application's limits let no call pass now, or somebody guesses."""

    status = 429

    @classmethod
    def of(cls, refusal: Refusal) -> "TooManyCalls":
        """Return the refusal of these policies, as a problem of the RateLimit draft."""
        members: dict[str, Any] = {
            "type": QUOTA_EXCEEDED_TYPE,
            "violated-policies": list(refusal.by),
        }
        named = ", ".join(f"“{name}”" for name in refusal.by)
        return cls("quota_exceeded", params={"policies": named}, **members)


class Paused(CallRefused):
    status = 503
