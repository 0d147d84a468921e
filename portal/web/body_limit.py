"""How large a request may be."""

import gc
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat

from portal.errors import Problem
from portal.web.error_pages import respond

LARGE_BYTES = 4 * 1024 * 1024
# What any view takes but those of descriptions. JSON of 1 MB is up to 25 MB once it is read.
USUAL_MAX_BYTES = 1024 * 1024
FORM_BYTES = 16 * 1024

ViewT = TypeVar("ViewT")


def takes_description(view: ViewT) -> ViewT:
    """Let a page or an endpoint class take a body as large as a description may be.

    It has to refuse who may not send one before it reads any of it. So the CSRF check, which looks
    into forms, is the page's own too, after that: `portal.accounts.decorators.form_view` makes it.
    """
    view.takes_description = view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def takes_file(max_bytes: int) -> Callable[[ViewT], ViewT]:
    """Let a page or an endpoint class take a body with a file of so many bytes.

    What `takes_description` says of refusing first and of the CSRF check holds for it, too.
    """

    def mark(view: ViewT) -> ViewT:
        # Beside the file stand the fields of its form.
        view.max_body_bytes = max_bytes + FORM_BYTES  # type: ignore[attr-defined]
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return view

    return mark


class BodyLimitMiddleware:
    """Refuses a body that is larger than its view takes, before a byte of it is read.

    That is `REQUEST_MAX_BYTES` where a description is taken, what `takes_file` says where another
    file is, else 1 MB. Django bounds forms but not the files in them, and the REST framework bounds
    nothing. A body without Content-Length is read as empty (WSGI).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > LARGE_BYTES:
            # The REST framework's requests and forms are cycles. What the last large one holds is
            # let go by a full collection only, which may be long in coming.
            gc.collect()
        # Here and not only where the view is known: an address without one is no way around it.
        return _refusal(request, settings.REQUEST_MAX_BYTES) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what is too large for this view; before the CSRF check, which reads forms."""
        if _length(request) <= USUAL_MAX_BYTES or getattr(view, "takes_description", False):
            return None
        return _refusal(request, getattr(view, "max_body_bytes", USUAL_MAX_BYTES))


def _refusal(request: HttpRequest, limit: int) -> HttpResponse | None:
    if _length(request) <= limit:
        return None
    return respond(request, Problem(413, "body_too_large", {"limit": filesizeformat(limit)}))


def _length(request: HttpRequest) -> int:
    """Return how many bytes Django will read as the body: none where that is no number for it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
