"""The places of an operation where schemas stand, each with a name for `?at=`."""

from collections.abc import Iterator
from typing import Any

from docs.reference.outline import methods
from docs.reference.parameters import header_children, parameters
from docs.reference.refs import Refs
from docs.reference.shapes import line, mapping
from docs.reference.tree import Child

PLACES = ("path", "query", "header", "cookie")


class Source:
    """The places of an operation where schemas stand."""

    def __init__(self, value: Any, refs: Refs) -> None:
        self.refs = refs
        self.operation = mapping(mapping(value).get("operation"))
        self.path = mapping(mapping(value).get("path"))
        self.parameters = parameters(self.operation, self.path, refs)

    def groups(self) -> Iterator[tuple[str, list[Child], str]]:
        """Lists of parameters and of headers, those of callbacks last: place, what is in it, and
        which of `readOnly` and `writeOnly` does not show there."""
        for where in PLACES:
            if given := [p.child for p in self.parameters if p.where == where]:
                yield f"parameters/{where}", given, ""
        for status, response in self.responses():
            if given := header_children(response, self.refs):
                yield f"headers/{status}", given, ""
        for place, callback in self._callback_sources():
            for name, given, hides in callback.groups():
                yield f"{place}/{name}", given, hides

    def roots(self) -> Iterator[tuple[str, Any, str]]:
        """Every schema: place, schema, and which of `readOnly` and `writeOnly` does not show."""
        for place, given, hides in self.groups():
            yield from ((f"{place}/{child.step}", child.schema, hides) for child in given)
        yield from self._bodies()

    def _bodies(self) -> Iterator[tuple[str, Any, str]]:
        yield from _contents("request", self.body(), "readOnly")
        for status, response in self.responses():
            yield from _contents(f"response/{status}", response, "writeOnly")
        for place, callback in self._callback_sources():
            for name, schema, hides in callback._bodies():
                yield f"{place}/{name}", schema, hides

    def _callback_sources(self) -> Iterator[tuple[str, "Source"]]:
        for place, _name, _expression, _method, below in self.callbacks():
            yield place, Source({"operation": below}, self.refs)

    def body(self) -> dict[str, Any]:
        return mapping(self.refs.follow(self.operation.get("requestBody")).value)

    def responses(self) -> list[tuple[str, dict[str, Any]]]:
        found = mapping(self.operation.get("responses"))
        return [
            (line(status, 20), mapping(self.refs.follow(raw).value))
            for status, raw in found.items()
            if not status.startswith("x-")
        ]

    def callbacks(self) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
        """Place, name, expression, method and operation of each callback, one level deep."""
        for name, raw in mapping(self.operation.get("callbacks")).items():
            for expression, item in mapping(self.refs.follow(raw).value).items():
                for method, below in methods(mapping(self.refs.follow(item).value)):
                    callback = {key: below[key] for key in below if key != "callbacks"}
                    place = f"callback/{name}/{expression}/{method}"
                    yield place, line(name, 120), line(expression, 300), method, callback


def _contents(place: str, holder: dict[str, Any], hides: str) -> Iterator[tuple[str, Any, str]]:
    for media_type, content in mapping(holder.get("content")).items():
        yield f"{place}/{media_type}", schema_of(content), hides


def schema_of(content: Any) -> Any:
    """The schema of a media type; ``itemSchema`` (3.2) is that of each item of a stream."""
    found = mapping(content)
    if "schema" not in found and "itemSchema" in found:
        return {"type": "array", "items": found["itemSchema"]}
    return found.get("schema", True)
