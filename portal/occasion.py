"""The occasion on which code runs: a request, or a job that somebody asked for.

What concerns everything done on it and would otherwise be handed on from function to function.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Occasion:
    """Why something is done, as far as anybody needs to know.

    `source_ip` is the address of who asked for it, "" where nobody did over the network. `patient`
    where nobody waits for an answer, as with a job. `silences` counts, by AWS service, how often
    it was asked and gave no answer in time.
    """

    source_ip: str = ""
    patient: bool = False
    silences: Counter[str] = field(default_factory=Counter)


_current: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


def current() -> Occasion:
    """Return the occasion, one that remembers nothing where there is none (a command)."""
    return _current.get() or Occasion()


@contextmanager
def during(occasion: Occasion) -> Iterator[None]:
    """Let what runs in the block, in this thread, run on this occasion."""
    token = _current.set(occasion)
    try:
        yield
    finally:
        _current.reset(token)


class OccasionMiddleware:
    """Makes each request an occasion of its own; outermost, as other middlewares use DynamoDB."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with during(Occasion(source_ip=request.META.get("REMOTE_ADDR", ""))):
            return self.get_response(request)
