"""The Content-Security-Policy of pages: scripts come from the portal's static files only."""

from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix

# The admin's words for its scripts are made by a view.
SCRIPT_PATHS = ("static/", "admin/jsi18n/")


class ContentSecurityMiddleware(CSPMiddleware):
    """django-csp's, with `script-src` as paths of this origin.

    `'self'` would let a page run `<script src=/mock/…>`, which strangers wrote.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        replace: dict[str, Any] = dict(parts.replace or {})
        replace.setdefault("script-src", _script_sources(request))
        parts.replace = replace
        return parts


def _script_sources(request: HttpRequest) -> list[str]:
    try:
        host = request.get_host()
    except DisallowedHost:
        # The page that says so has no scripts that matter.
        host = urlsplit(settings.PORTAL_URL).netloc
    base = f"{request.scheme}://{host}{get_script_prefix()}"
    return [base + path for path in SCRIPT_PATHS]
