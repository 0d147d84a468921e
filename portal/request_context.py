"""The context in which code runs: a request, or background work that somebody asked for.

It holds what would otherwise be a parameter of every function in between.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class RequestContext:
    """What the code needs to know of the request or job it runs for.

    `source_ip` is the address of the client that asked for it, "" where there is none.
    `background`: nobody waits for an answer, as with a job. `event_depth` is how many events, each
    causing the next, led here. `timeouts` counts, by AWS service, the requests that got no answer
    in time.
    """

    source_ip: str = ""
    background: bool = False
    event_depth: int = 0
    timeouts: Counter[str] = field(default_factory=Counter)


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current() -> RequestContext:
    """Return the current context, an empty one where none is set (a command)."""
    return _current.get() or RequestContext()


@contextmanager
def use_context(context: RequestContext) -> Iterator[None]:
    """Run the block, in this thread, in this context."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


class RequestContextMiddleware:
    """Gives each request a context of its own; outermost, as other middlewares use DynamoDB."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with use_context(RequestContext(source_ip=request.META.get("REMOTE_ADDR", ""))):
            return self.get_response(request)
