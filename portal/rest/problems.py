"""REST errors as RFC 9457 problem documents."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.errors import PROBLEM_TYPE, Fault, Problem, problem_of
from portal.messages import Message

# What a refusal repeats of a request that may have megabytes of faults.
MAX_FAULTS = 50
MAX_CHARS = 500
SIGN_IN = (
    "Say who you are: send a token of the user pool in `Authorization: Bearer`, or a personal key "
    "in `X-API-Key`."
)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an endpoint's error; None (a fault of ours) goes on to Django's handler500."""
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.APIException):
        problem = _problem_of_rest(error, context["view"])
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait) + 1)
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
    else:
        known = problem_of(error)
        if known is None:
            return None
        problem = known
    return Response(
        problem.as_json(instance=context["request"].path),
        status=problem.status,
        headers=problem.headers | headers,
        content_type=PROBLEM_TYPE,
    )


def _problem_of_rest(error: exceptions.APIException, view: APIView) -> Problem:
    title = HTTPStatus(error.status_code).phrase
    if isinstance(error, exceptions.ValidationError):
        faults = tuple(islice(_faults(error.detail, ""), MAX_FAULTS))
        words = Message(title, "Some fields are not valid.")
        return Problem(error.status_code, "invalid", faults=faults, words=words)
    words = Message(title, _way_out(error, view) or str(error.detail))
    return Problem(error.status_code, str(error.default_code), words=words)


def _way_out(error: exceptions.APIException, view: APIView) -> str:
    """Return what to do instead, where REST framework only says what it does not do."""
    match error:
        case exceptions.NotAuthenticated():
            return SIGN_IN
        case exceptions.MethodNotAllowed():
            return f"Use one of {', '.join(view.allowed_methods)} here."
        case exceptions.UnsupportedMediaType():
            read = ", ".join(parser.media_type for parser in view.get_parsers())
            return f"Send the body with one of these types: {read}."
        case exceptions.NotAcceptable():
            return "Answers come as application/json: let Accept take it."
    return ""


def _faults(detail: Any, pointer: str) -> Iterator[Fault]:
    """Flatten a serializer's errors, each with the JSON pointer of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name == "non_field_errors"
            yield from _faults(inner, pointer if is_whole else f"{pointer}/{_escaped(str(name))}")
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _faults(inner, f"{pointer}/{position}" if nested else pointer)
    else:
        code = str(getattr(detail, "code", "invalid"))
        yield Fault(code, _text(pointer), words=_text(str(detail)))


def _text(repeated: str) -> str:
    """Return what repeats a piece of the request, short, and as text that can be written.

    JSON can name half of a surrogate pair, which no encoding has a place for.
    """
    return repeated[:MAX_CHARS].encode(errors="replace").decode()


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
