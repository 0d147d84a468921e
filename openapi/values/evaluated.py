"""Which members of a value its schema has evaluated (JSON Schema 2020-12, core, section 11)."""

from collections.abc import Callable
from typing import Any

from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.values.patterns.matching import matches
from openapi.values.resources import Part, Resources

Holds = Callable[[Part, Any], bool]
Members = set[str | int]


class Evaluated:
    """`holds` says whether a value is valid against a schema."""

    def __init__(self, resources: Resources, holds: Holds) -> None:
        self._resources = resources
        self._holds = holds

    def of(self, part: Part, value: Any) -> Members:
        """Return the names of the properties, or the positions of the items, evaluated."""
        schema, scope = part
        if not isinstance(schema, dict):
            return set()
        scope = self._resources.enter(schema, scope)
        own = Part(schema, scope)
        found = _properties(schema, value) if isinstance(value, dict) else set()
        if isinstance(value, list):
            found = self._items(own, value)
        for below in self._applied(own, value):
            if self._holds(below, value):
                found |= self.of(below, value)
        return found

    def _items(self, part: Part, value: list[Any]) -> Members:
        schema, scope = part
        if "items" in schema or "unevaluatedItems" in schema:
            return set(range(len(value)))
        found: Members = set(range(len(sequence(schema.get("prefixItems")))))
        if "contains" in schema:
            below = Part(schema["contains"], scope)
            found |= {at for at, each in enumerate(value) if self._holds(below, each)}
        return found

    def _applied(self, part: Part, value: Any) -> list[Part]:
        """Return the schemas applied to the same value, some of which it may not satisfy."""
        schema, scope = part
        found: list[Any] = []
        for keyword in ("allOf", "anyOf", "oneOf"):
            found += sequence(schema.get(keyword))
        if "if" in schema:
            met = self._holds(Part(schema["if"], scope), value)
            found += [schema["if"], schema.get("then", True)] if met else [schema.get("else", True)]
        if isinstance(value, dict):
            dependent = mapping(schema.get("dependentSchemas"))
            found += [below for name, below in dependent.items() if name in value]
        parts = [Part(each, scope) for each in found]
        if isinstance(schema.get("$ref"), str):
            parts.append(self._resources.follow(schema["$ref"], scope))
        if isinstance(schema.get("$dynamicRef"), str):
            parts.append(self._resources.follow_dynamic(schema["$dynamicRef"], scope))
        return parts


def _properties(schema: JsonObject, value: JsonObject) -> Members:
    if "additionalProperties" in schema or "unevaluatedProperties" in schema:
        return set(value)
    declared = mapping(schema.get("properties"))
    patterns = mapping(schema.get("patternProperties"))
    return {
        name
        for name in value
        if name in declared or any(matches(pattern, name) for pattern in patterns)
    }
