"""Turns refusals and failures into pages, or into problem documents below `/api/`."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string

from portal.errors import OUR_FAULT, PROBLEM_TYPE, Problem, problem_of

STALE_FORM = Problem(403, "stale_form")
NO_SUCH_METHOD = Problem(405, "method_not_allowed")
# A page that fails must not need what failed: these two render without request context.
PLAIN = {500, 503}


class ErrorMiddleware:
    """Answers the errors that views raise, with their own status, and methods they do not take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            # Django's own has no body, for which browsers show a page of theirs.
            page = respond(request, NO_SUCH_METHOD)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        problem = problem_of(error)
        return respond(request, problem) if problem else None


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the problem as the client reads it: JSON below `/api/`, a page elsewhere."""
    if request.path_info.startswith("/api/"):
        return problem_document(request, problem)
    page = render_to_string(
        [f"errors/{problem.status}.html", "errors/problem.html"],
        {"problem": problem},
        request=None if problem.status in PLAIN else request,
    )
    return HttpResponse(page, status=problem.status, headers=problem.headers)


def problem_document(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Return the problem as a document of RFC 9457."""
    return JsonResponse(
        problem.as_json(instance=request.path),
        status=problem.status,
        headers=problem.headers,
        content_type=PROBLEM_TYPE,
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses (handler400, handler403, handler404)."""
    return respond(request, problem_of(exception) or OUR_FAULT)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid CSRF token (CSRF_FAILURE_VIEW); the reason is for the log."""
    return respond(request, STALE_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what a middleware or a template raised: an unavailable service is no fault of ours."""
    error = sys.exc_info()[1]
    return respond(request, (error and problem_of(error)) or OUR_FAULT)
