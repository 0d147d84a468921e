"""Why the gateway did not answer with what the upstream said; `apis.gateway_messages` words it."""

from portal.errors import ApplicationError, BadInput
from portal.messages import Params

UNREACHABLE, SLOW, BROKEN = "upstream_not_reached", "upstream_too_slow", "upstream_broke_off"
RESTING, FORBIDDEN = "upstream_resting", "upstream_not_allowed"
ANSWER_TOO_LARGE, LOOP = "upstream_answer_too_large", "gateway_loop"


class UpstreamFailed(ApplicationError):
    """The upstream gave no usable answer.

    `was_sent` says whether it may have got the call, and acted on it. The problem says nothing of
    the upstream's address: that is for the log.
    """

    def __init__(
        self, code: str, *, was_sent: bool, status: int = 502, params: Params | None = None
    ) -> None:
        self.status = status
        self.was_sent = was_sent
        super().__init__(code, params=params)


class NotForwarded(ApplicationError):
    """A call of a kind that the gateway does not pass on."""

    def __init__(self, code: str, status: int, params: Params | None = None) -> None:
        self.status = status
        super().__init__(code, params=params)


class BodyBroken(BadInput):
    """The client's body ended before its end, or was not framed as HTTP frames it."""
