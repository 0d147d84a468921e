"""A request at `/gateway/…`, answered by the pipeline."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apis.gateway.messages import Answer, Call, Fields
from apis.gateway.reading import read_call

# Two of them would contradict each other; the first counts.
SINGLE = frozenset({"content-type", "content-length", "etag", "last-modified", "retry-after"})
WITHOUT_LENGTH = frozenset({204, 304})


def answer(request: HttpRequest) -> HttpResponseBase:
    """Answer one call."""
    return answer_by(request, _answer_of)


def _answer_of(call: Call) -> Answer:
    # Imported late: with it comes what only calls need.
    from apis.gateway import pipeline

    return pipeline.answer(call)


def answer_by(request: HttpRequest, pipeline: Callable[[Call], Answer]) -> HttpResponseBase:
    """Read a call, and respond with what the pipeline makes of it."""
    call = read_call(request)
    response = response_of(pipeline(call), call.method)
    response["X-Request-Id"] = call.request_id
    return response


def response_of(answer: Answer, method: str) -> HttpResponseBase:
    """Return Django's response: with a length where the body is at hand, else streamed.

    Of a body without a type nothing is said but that it is bytes, never Django's text/html.
    """
    body = answer.body
    if isinstance(body, (tuple, list)):
        whole = b"".join(body)
        response: HttpResponseBase = HttpResponse(whole, status=answer.status)
        has_length = bool(whole) or (method != "HEAD" and answer.status not in WITHOUT_LENGTH)
        length = str(len(whole)) if has_length else None
    else:
        response = StreamingHttpResponse(body, status=answer.status)
        whole, length = b"?", None
    del response["Content-Type"]
    _set(response, answer.fields)
    if length is not None:
        response["Content-Length"] = length
    if whole and not response.has_header("Content-Type"):
        response["Content-Type"] = "application/octet-stream"
    return response


def _set(response: HttpResponseBase, fields: Fields) -> None:
    """Set the fields; those of one name as one list (RFC 9110, 5.3)."""
    for name, value in fields:
        if not response.has_header(name):
            response[name] = value
        elif name.lower() not in SINGLE:
            response[name] = f"{response[name]}, {value}"
