"""Every route of the portal, from its URL configuration."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    """One path, with its parameters as they stand in the URL configuration, and its view."""

    path: str
    view: Callable[..., Any]


def routes(prefix: str = "/", patterns: list[Any] | None = None) -> Iterator[Route]:
    """Yield every route, the admin's too, which are loaded for it."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(each, URLResolver):
            yield from routes(path, each.url_patterns)
        else:
            yield Route(path, each.callback)
