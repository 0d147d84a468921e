"""Addresses made from the one that was asked for."""

from django.http import HttpRequest


def with_params(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some parameters changed, on its first page."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path
