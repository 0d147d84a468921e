"""Reading a description's reference from its pack, as a page does."""

import json
from functools import cache
from typing import Any

from docs.reference import operation as views
from docs.reference.tree import Row
from openapi.pack.builder import build
from openapi.pack.reader import Index, Segment, parse_segment
from tests.descriptions import raw


def description(name: str) -> dict[str, Any]:
    return json.loads(raw(name))


def document(**parts: Any) -> dict[str, Any]:
    """A description with these parts; `schemas` go to its components."""
    schemas = parts.pop("schemas", {})
    components = {"schemas": schemas, **parts.pop("components", {})}
    base = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {}}
    return base | {"components": components} | parts


def get(**operation: Any) -> dict[str, Any]:
    """Paths with one operation."""
    return {"/pets": {"get": {"operationId": "listPets", **operation}}}


class Reader:
    """A pack, and what was read of it."""

    def __init__(self, openapi3: dict[str, Any]) -> None:
        self.pack = build(openapi3)
        self.index = Index.parse(self.pack)

    def segment(self, extent: tuple[int, int]) -> Segment:
        start, length = extent
        return parse_segment(self.pack[start : start + length])

    def operation(self, slug: str = "list-pets") -> views.Operation:
        entry = self.index.operation(slug)
        assert entry
        return views.operation(self.index, entry, self.segment(self.index.operation_range(slug)))

    def part(self, place: str, start: int = 0, slug: str = "list-pets") -> Row | None:
        segment = self.segment(self.index.operation_range(slug))
        return views.part(self.index, segment, place, start)

    def schema(self, slug: str, place: str = "", start: int = 0) -> Row | None:
        segment = self.segment(self.index.schema_range(slug))
        return views.schema(self.index, segment, place, start)


@cache
def github() -> Reader:
    return Reader(description("github"))


def child(row: Row, *names: str) -> Row:
    """The row below, by the names of properties or the labels of alternatives."""
    for name in names:
        row = next(each for each in row.children if name in (each.name, each.label))
    return row
