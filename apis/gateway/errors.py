"""Why the gateway did not answer with what the upstream said, in the words of problems."""

from portal.errors import ApplicationError, BadInput
from portal.messages import Message, Params, titled

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


PROBLEMS = {
    **titled(
        "The API did not answer",
        upstream_not_reached=(
            "The portal could not connect to the API's server, so the call was not carried out. "
            "Try again later, or tell the API's support the request id."
        ),
        upstream_broke_off=(
            "The API's server broke off, or its answer was not valid HTTP. The call may have been "
            "carried out; tell the API's support the request id."
        ),
        upstream_not_allowed=(
            "The API's server is at an address that this portal does not connect to, so the call "
            "was not carried out. Tell the API's owner the request id."
        ),
        upstream_answer_too_large=(
            "The API's answer is larger than the {limit} that this portal can pass on. Ask for "
            "less at a time, by pages or ranges."
        ),
        gateway_loop="The API's server sent the call back to this portal. Tell the API's owner.",
    ),
    "upstream_too_slow": Message(
        "The API took too long",
        "The API's server did not answer completely within {seconds:g} seconds. The call may have "
        "been carried out.",
    ),
    "upstream_resting": Message(
        "The API is not available",
        "The API's server failed several times in a row, so it is left alone for a few seconds. "
        "The call was not carried out.",
    ),
    **titled(
        "The request is not understood",
        bad_framing="Content-Length and Transfer-Encoding do not say how long the body is.",
        body_cut_off="The body ended before the length that was announced.",
        path_leaves_api="The path leads out of the API: leave “..” out of it.",
        bad_fields="A header field holds characters that HTTP does not allow.",
    ),
    **titled(
        "This is not passed on",
        method_not_passed="Calls with the method {method} are not passed on.",
        upgrade_not_passed="Connections are not switched to another protocol: call by HTTP/1.1.",
        expectation_not_met="The expectation in the field Expect cannot be met.",
    ),
}
