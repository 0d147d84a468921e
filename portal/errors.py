"""What the portal refuses, and how it says so.

Use cases raise an `ApplicationError`. Pages show it through the templates in `templates/errors/`,
REST as an RFC 9457 problem document; both come from the one `Problem` made here.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from portal import dynamo
from portal.aws.clients import is_unavailable

RETRY_AFTER_SECONDS = "10"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer (RFC 6901) into what was sent."""

    detail: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Problem:
    """A refusal in the terms of RFC 9457."""

    status: int
    title: str
    detail: str
    kind: str = "about:blank"
    faults: tuple[Fault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every answer with this problem carries."""
        retry = {"Retry-After": RETRY_AFTER_SECONDS} if self.status == 503 else {}
        return {"Cache-Control": "no-store", **retry}

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """Return the problem document; `instance` is the path of the request, where there is one.

        `errors` and the extra members are extensions of ours.
        """
        document: dict[str, Any] = {
            "type": self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **({"instance": instance} if instance else {}),
            **self.extra,
        }
        if self.faults:
            document["errors"] = [
                {name: value for name, value in vars(fault).items() if value is not None}
                for fault in self.faults
            ]
        return document


class ApplicationError(Exception):
    """A request that is refused for a reason its sender can act on."""

    status = 400
    title = "The request cannot be carried out"

    def __init__(
        self, detail: str, *, faults: tuple[Fault, ...] | list[Fault] = (), **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)
        self.extra = extra

    def problem(self) -> Problem:
        return Problem(self.status, self.title, self.detail, faults=self.faults, extra=self.extra)


class BadInput(ApplicationError):
    status = 400
    title = "The request is not understood"


class NotAllowed(ApplicationError):
    status = 403
    title = "Not allowed"


class Missing(ApplicationError):
    status = 404
    title = "Not found"


class AlreadyThere(ApplicationError):
    status = 409
    title = "It exists already"


class ChangedMeanwhile(ApplicationError):
    status = 409
    title = "Somebody else changed it"


class PreconditionFailed(ApplicationError):
    status = 412
    title = "Somebody else changed it"


class TooLarge(ApplicationError):
    status = 413
    title = "Too large"


class Invalid(ApplicationError):
    status = 422
    title = "The content is not valid"


class UpstreamFailed(ApplicationError):
    """A server that we asked on somebody's behalf did not give a usable answer."""

    status = 502
    title = "The other server did not answer as it should"


# Neither promises that nothing was done: it may have failed after a write, or while one was under
# way.
OUR_FAULT = Problem(
    500,
    "Something went wrong on our side",
    "The fault is logged. If you sent something, look whether it was saved before you send it "
    "again, or tell the portal's team.",
)
UNAVAILABLE = Problem(
    503,
    "The portal cannot reach its data",
    "A service behind the portal does not answer right now. Try again shortly; if you sent "
    "something, look first whether it was saved.",
)


def problem_of(error: BaseException) -> Problem | None:
    """Return what to tell about an error, or None where it is a fault of ours (a 500)."""
    match error:
        case ApplicationError():
            return error.problem()
        case dynamo.Unavailable():
            return UNAVAILABLE
        case dynamo.NotFound() | Http404():
            return Problem(404, "Not found", "There is nothing here, or you may not see it.")
        case dynamo.BadCursor():
            return Problem(400, "Unknown cursor", "Begin the list again without `cursor`.")
        case dynamo.Conflict():
            return Problem(409, ChangedMeanwhile.title, "Load it again, then repeat your change.")
        case dynamo.AlreadyExists():
            return Problem(409, AlreadyThere.title, "Something with this name exists already.")
        case PermissionDenied():
            return Problem(403, NotAllowed.title, str(error) or "Your role does not allow this.")
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return Problem(400, BadInput.title, "The request is malformed.")
    return UNAVAILABLE if is_unavailable(error) else None
