"""Addresses of pages, with their parameters."""

from django.http import HttpRequest
from django.urls import reverse

from apis.items import ACTIVE


def with_params(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some parameters changed, on its first page."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def publishing_url(slug: str, version: str) -> str:
    """Return the page that publishes a draft, and makes it the current version."""
    return f"{reverse('version-status', args=[slug, version, ACTIVE])}?current=1"
