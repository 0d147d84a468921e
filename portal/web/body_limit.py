"""How large a request may be."""

import gc
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat

from portal.errors import TooLarge
from portal.web.error_pages import respond

LARGE_BYTES = 4 * 1024 * 1024


class BodyLimitMiddleware:
    """Refuses a body over `REQUEST_MAX_BYTES` before a byte of it is read.

    Django bounds forms but not the files in them, and the REST framework bounds nothing. A body
    without Content-Length is read as empty (WSGI).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > LARGE_BYTES:
            # The REST framework's requests and forms are cycles. What the last large one holds is
            # let go by a full collection only, which may be long in coming.
            gc.collect()
        if length > settings.REQUEST_MAX_BYTES:
            limit = filesizeformat(settings.REQUEST_MAX_BYTES)
            return respond(request, TooLarge(f"A request may have up to {limit}.").problem())
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Return how many bytes Django will read as the body: none where that is no number for it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
