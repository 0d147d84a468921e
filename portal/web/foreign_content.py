"""Answers with what strangers wrote: calls through the gateway, and mocks.

They stand on the portal's own origin, so a page of an upstream must not run there as one of ours,
plant cookies, or install a service worker. They pass none of the middleware of pages either: no
session is read, no form is checked, and any method and any character encoding reaches its view.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from portal.errors import OUR_FAULT, Problem, problem_of
from portal.request_context import RequestContext, use_context
from portal.web.error_pages import problem_document
from portal.web.raw_requests import REQUEST_ID

logger = logging.getLogger(__name__)

PREFIXES = ("/gateway/", "/mock/")
# What an answer would say to the browser about the whole origin, for longer than it lasts, or
# where it would send the reader of a page by itself.
WITHHELD = (
    "Accept-CH",
    "Alt-Svc",
    "Clear-Site-Data",
    "Critical-CH",
    "Expect-CT",
    "NEL",
    "Origin-Agent-Cluster",
    "Public-Key-Pins",
    "Public-Key-Pins-Report-Only",
    "Refresh",
    "Report-To",
    "Reporting-Endpoints",
    "Sec-Session-Registration",
    "Secure-Session-Registration",
    "Service-Worker-Allowed",
    "Set-Cookie",
    "Set-Cookie2",
    "Set-Login",
    "Speculation-Rules",
    "Strict-Transport-Security",
    "Use-As-Dictionary",
)
# A document of such an answer runs no script and is of no origin; nothing is taken for a script
# or a style that does not say so. Its own policy stays beside this one: all of them apply.
# https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/sandbox
# https://www.w3.org/TR/CSP3/#multiple-policies
POLICY = "Content-Security-Policy"
SANDBOX = "sandbox"
# What a browser sends with where it loads a service worker, and with nothing else.
# https://www.w3.org/TR/service-workers/#service-worker-script-request
SERVICE_WORKER = "Service-Worker"
NO_SERVICE_WORKER = Problem(403, "service_worker_refused")


def is_foreign(path: str) -> bool:
    """Tell whether a path (behind the stage, where there is one) leads to what strangers wrote."""
    return path.startswith(PREFIXES)


class ForeignContentMiddleware:
    """Answers those paths by their views alone; outermost, so that the rest is never asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_foreign(request.path_info):
            return self.get_response(request)
        with use_context(RequestContext(source_ip=request.META.get("REMOTE_ADDR", ""))):
            response = _answer(request)
        _contain(response)
        return response


def _contain(response: HttpResponseBase) -> None:
    """Take out of an answer whatever concerns the portal's origin."""
    response.cookies.clear()
    for name in WITHHELD:
        del response[name]
    own = response.get(POLICY, "")
    response[POLICY] = f"{SANDBOX}, {own}" if own else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        if SERVICE_WORKER in request.headers:
            return _problem(request, NO_SERVICE_WORKER)
        request.resolver_match = match = resolve(request.path_info)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            logger.exception("A view of foreign content failed")
        return _problem(request, problem or OUR_FAULT)
    return response


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    request_id = request.META.get(REQUEST_ID)
    if request_id:
        problem = replace(problem, extra={**problem.extra, "request_id": request_id})
    response = problem_document(request, problem)
    if request_id:
        response["X-Request-Id"] = request_id
    # No middleware of pages adds it; the answer to HEAD says it, too.
    response["Content-Length"] = str(len(response.content))
    return response
