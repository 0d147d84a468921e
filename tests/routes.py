"""Every route of the portal, from its URL configuration."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver, resolve

METHODS = ("get", "post", "put", "patch", "delete")


class Unread:
    """A body that may be announced and must not be read."""

    def read(self, *size: int) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


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


def route_of(path: str) -> str:
    """Return the route that a path of real values leads to."""
    return f"/{resolve(path).route}"


def unlisted(paths: Iterable[str], *, wanted: Callable[[Route], bool]) -> set[str]:
    """Return the wanted routes that none of these paths, made of real values, leads to."""
    listed = set(map(route_of, paths))
    return {route.path for route in routes() if wanted(route)} - listed
