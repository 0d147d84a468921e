"""What the portal refuses, and how it says so.

Use cases raise an `ApplicationError`. Pages show it through the templates in `templates/errors/`,
REST as an RFC 9457 problem document; both come from the one `Problem` made here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from portal import dynamo, messages
from portal.aws.clients import is_unavailable
from portal.messages import Message, Params, fault_in_words, problem_in_words

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "10"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer (RFC 6901) into what was sent.

    `code` and `params` say what it is in a form that can be stored and reworded.
    """

    detail: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    code: str = "invalid"
    params: Params = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        shown = ("code", "detail", "pointer", "line", "column")
        return {name: getattr(self, name) for name in shown if getattr(self, name) is not None}

    def as_stored(self) -> dict[str, Any]:
        stored = self.as_json()
        if fault_in_words(self.code, self.params) is not None:
            del stored["detail"]
            stored["params"] = dict(self.params)
        return stored

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        code, params = stored.get("code", "invalid"), stored.get("params", {})
        detail = stored.get("detail") or fault_in_words(code, params) or code
        line, column = stored.get("line"), stored.get("column")
        return cls(detail, stored.get("pointer", ""), line, column, code, params)


@dataclass(frozen=True)
class Problem:
    """A refusal in the terms of RFC 9457; `code` is its stable name."""

    status: int
    title: str
    detail: str
    code: str
    faults: tuple[Fault, ...] = ()
    params: Params = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every answer with this problem carries."""
        retry = {"Retry-After": RETRY_AFTER_SECONDS} if self.status == 503 else {}
        return {"Cache-Control": "no-store", **retry}

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """Return the problem document; `instance` is the path of the request, where there is one.

        `code`, `errors` and the extra members are extensions of ours.
        """
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **({"instance": instance} if instance else {}),
            **self.extra,
        }
        if self.faults:
            document["errors"] = [fault.as_json() for fault in self.faults]
        return document

    def as_stored(self) -> dict[str, Any]:
        """Return the problem as it is stored: code and parameters, in words only where the code
        has none of its own."""
        in_words = {"title": self.title, "detail": self.detail}
        return {
            "status": self.status,
            "code": self.code,
            "params": dict(self.params),
            "extra": self.extra,
            "errors": [fault.as_stored() for fault in self.faults],
            **({} if problem_in_words(self.code, self._params()) else in_words),
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return a stored problem, worded now; one of before there were codes as it was worded."""
        faults = tuple(map(Fault.from_stored, stored.get("errors", ())))
        known = ("status", "code", "params", "extra", "errors", "title", "detail", "type")
        older = {name: value for name, value in stored.items() if name not in known}
        made = cls(
            int(stored["status"]),
            stored.get("title", "It did not work"),
            stored.get("detail", ""),
            stored.get("code", "failed"),
            faults=faults,
            params=stored.get("params", {}),
            extra=stored.get("extra", older),
        )
        message = problem_in_words(made.code, made._params())
        return replace(made, title=message.title, detail=message.detail) if message else made

    def _params(self) -> dict[str, Any]:
        return {**self.params, "first_fault": self.faults[0].detail if self.faults else ""}


class ApplicationError(Exception):
    """A request that is refused for a reason its sender can act on.

    `detail` says it; or a `code` that an app declared in `portal.messages`, with its `params`.
    Where a job may meet it, it has a code. Further members go into the problem document.
    """

    status = 400
    title = "The request cannot be carried out"
    code = "refused"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        params: Params | None = None,
        faults: Iterable[Fault] = (),
        **extra: Any,
    ) -> None:
        self.code = code or self.code
        self.params = params or {}
        self.faults = tuple(faults)
        self.extra = extra
        first = {"first_fault": self.faults[0].detail if self.faults else ""}
        message = problem_in_words(self.code, {**self.params, **first}) if not detail else None
        self.title = message.title if message else self.title
        self.detail = message.detail if message else detail
        super().__init__(self.detail)

    def problem(self) -> Problem:
        return Problem(
            self.status,
            self.title,
            self.detail,
            self.code,
            faults=self.faults,
            params=self.params,
            extra=self.extra,
        )


class BadInput(ApplicationError):
    status = 400
    title = "The request is not understood"
    code = "bad_request"


class NotAllowed(ApplicationError):
    status = 403
    title = "Not allowed"
    code = "not_allowed"


class Missing(ApplicationError):
    status = 404
    title = "Not found"
    code = "not_found"


class AlreadyThere(ApplicationError):
    status = 409
    title = "It exists already"
    code = "already_exists"


class ChangedMeanwhile(ApplicationError):
    status = 409
    title = "Somebody else changed it"
    code = "conflict"


class PreconditionFailed(ApplicationError):
    status = 412
    title = "Somebody else changed it"
    code = "precondition_failed"


class TooLarge(ApplicationError):
    status = 413
    title = "Too large"
    code = "too_large"


class Invalid(ApplicationError):
    status = 422
    title = "The content is not valid"
    code = "invalid"


class UpstreamFailed(ApplicationError):
    """A server that we asked on somebody's behalf did not give a usable answer."""

    status = 502
    title = "The other server did not answer as it should"
    code = "upstream_failed"


# Neither promises that nothing was done: it may have failed after a write, or while one was under
# way.
OUR_FAULT = Problem(
    500,
    "Something went wrong on our side",
    "The fault is logged. If you sent something, look whether it was saved before you send it "
    "again, or tell the portal's team.",
    "internal_error",
)
UNAVAILABLE = Problem(
    503,
    "The portal cannot reach its data",
    "A service behind the portal does not answer right now. Try again shortly; if you sent "
    "something, look first whether it was saved.",
    "unavailable",
)


messages.declare({each.code: Message(each.title, each.detail) for each in (OUR_FAULT, UNAVAILABLE)})


def problem_of(error: BaseException) -> Problem | None:
    """Return what to tell about an error, or None where it is a fault of ours (a 500)."""
    match error:
        case ApplicationError():
            return error.problem()
        case dynamo.Unavailable():
            return UNAVAILABLE
        case dynamo.NotFound() | Http404():
            return Problem(
                404, "Not found", "There is nothing here, or you may not see it.", "not_found"
            )
        case dynamo.BadCursor():
            return Problem(
                400, "Unknown cursor", "Begin the list again without `cursor`.", "unknown_cursor"
            )
        case dynamo.Conflict():
            return Problem(
                409, ChangedMeanwhile.title, "Load it again, then repeat your change.", "conflict"
            )
        case dynamo.AlreadyExists():
            return Problem(
                409,
                AlreadyThere.title,
                "Something with this name exists already.",
                AlreadyThere.code,
            )
        case PermissionDenied():
            return Problem(
                403,
                NotAllowed.title,
                str(error) or "Your role does not allow this.",
                NotAllowed.code,
            )
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return Problem(400, BadInput.title, "The request is malformed.", BadInput.code)
    return UNAVAILABLE if is_unavailable(error) else None
