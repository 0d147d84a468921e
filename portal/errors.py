"""What the portal refuses, and how it says so.

Use cases raise an `ApplicationError` by a code of `portal.messages`. Pages show its `Problem`
through the templates in `templates/errors/`, REST as an RFC 9457 problem document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from portal import dynamo
from portal.aws.clients import is_unavailable
from portal.messages import Message, Params, problem_in_words, text_in_words

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "10"


class ExcerptLine(NamedTuple):
    """A line of what was sent; `number` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer (RFC 6901) into what was sent.

    `excerpt` shows its line and those around it. `words` say it only where no app words its code:
    what a library found, or what was stored by another version of the portal.
    """

    code: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    params: Params = field(default_factory=dict)
    words: str = ""
    excerpt: tuple[ExcerptLine, ...] = ()

    @property
    def detail(self) -> str:
        return self.words or text_in_words(self.code, self.params) or self.code

    def as_json(self) -> dict[str, Any]:
        shown = ("code", "detail", "pointer", "line", "column")
        found = {name: getattr(self, name) for name in shown if getattr(self, name) is not None}
        if self.excerpt:
            found["excerpt"] = [{"line": each.number, "text": each.text} for each in self.excerpt]
        return found

    def as_stored(self) -> dict[str, Any]:
        stored = self.as_json()
        if not self.words:
            del stored["detail"]
            stored["params"] = dict(self.params)
        return stored

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            stored.get("code", "invalid"),
            stored.get("pointer", ""),
            stored.get("line"),
            stored.get("column"),
            stored.get("params", {}),
            stored.get("detail", ""),
            tuple(ExcerptLine(each["line"], each["text"]) for each in stored.get("excerpt", ())),
        )


def fault(code: str, pointer: str, **params: Any) -> Fault:
    """Return what is wrong at a place of what was sent."""
    return Fault(code, pointer, params=params)


@dataclass(frozen=True)
class Problem:
    """A refusal in the terms of RFC 9457; `code` is its stable name.

    `words` as of a `Fault`.
    """

    status: int
    code: str
    params: Params = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    words: Message | None = None

    @property
    def message(self) -> Message:
        """The title and the detail, worded now."""
        first_fault = self.faults[0].detail if self.faults else ""
        worded = problem_in_words(self.code, {**self.params, "first_fault": first_fault})
        return self.words or worded or Message("It did not work", "")

    @property
    def title(self) -> str:
        return self.message.title

    @property
    def detail(self) -> str:
        return self.message.detail

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
            document["errors"] = [each.as_json() for each in self.faults]
        return document

    def as_stored(self) -> dict[str, Any]:
        """Return the problem as it is stored: code and parameters."""
        return {
            "status": self.status,
            "code": self.code,
            "params": dict(self.params),
            "extra": self.extra,
            "errors": [each.as_stored() for each in self.faults],
            **(self.words._asdict() if self.words else {}),
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return a stored problem; one from before there were codes has its own words."""
        known = ("status", "code", "params", "extra", "errors", "title", "detail", "type")
        older = {name: value for name, value in stored.items() if name not in known}
        words = Message(stored["title"], stored.get("detail", "")) if "title" in stored else None
        return cls(
            int(stored["status"]),
            stored.get("code", "failed"),
            stored.get("params", {}),
            tuple(map(Fault.from_stored, stored.get("errors", ()))),
            stored.get("extra", older),
            words,
        )


class ApplicationError(Exception):
    """A request that is refused for a reason its sender can act on.

    `code` is one of those that `portal.messages` or an app's own `messages` words, with these
    `params`. Further members go into the problem document.
    """

    status = 400

    def __init__(
        self,
        code: str,
        *,
        params: Params | None = None,
        faults: Iterable[Fault] = (),
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.problem = Problem(self.status, code, params or {}, tuple(faults), extra)

    def __str__(self) -> str:
        return self.problem.detail


class BadInput(ApplicationError):
    status = 400


class NotAllowed(ApplicationError):
    status = 403


class Missing(ApplicationError):
    status = 404


class AlreadyThere(ApplicationError):
    status = 409


class ChangedMeanwhile(ApplicationError):
    status = 409


class PreconditionFailed(ApplicationError):
    status = 412


class TooLarge(ApplicationError):
    status = 413


class Invalid(ApplicationError):
    status = 422


class UpstreamFailed(ApplicationError):
    """A server that we asked on somebody's behalf did not give a usable answer."""

    status = 502


OUR_FAULT = Problem(500, "internal_error")
UNAVAILABLE = Problem(503, "unavailable")


def problem_of(error: BaseException) -> Problem | None:
    """Return what to tell about an error, or None where it is a fault of ours (a 500)."""
    match error:
        case ApplicationError():
            return error.problem
        case dynamo.Unavailable():
            return UNAVAILABLE
        case dynamo.NotFound() | Http404():
            return Problem(404, "not_found")
        case dynamo.BadCursor():
            return Problem(400, "unknown_cursor")
        case dynamo.Conflict():
            return Problem(409, "conflict")
        case dynamo.AlreadyExists():
            return Problem(409, "already_exists")
        case PermissionDenied():
            return Problem(403, "not_allowed")
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return Problem(400, "bad_request")
    return UNAVAILABLE if is_unavailable(error) else None
