"""Descriptions as a caller of the engine has them: built into a pack, and read from it."""

import json
from functools import cache
from typing import Any

from openapi.model.operations import Operation
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


class Packed:
    """A pack, and what was read of it."""

    def __init__(self, openapi3: dict[str, Any]) -> None:
        self.pack = build(openapi3)
        self.index = Index.parse(self.pack)

    def segment(self, extent: tuple[int, int]) -> Segment:
        start, length = extent
        return parse_segment(self.pack[start : start + length])

    def model(self, slug: str = "list-pets") -> Operation:
        entry = self.index.operation(slug)
        assert entry
        return self.index.open_operation(entry, self.segment(self.index.operation_range(slug)))


@cache
def packed(name: str) -> Packed:
    """The pack of one of the real descriptions."""
    return Packed(description(name))
