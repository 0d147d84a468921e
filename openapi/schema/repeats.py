"""How often a validator looks at a value, counted before it is asked.

Schemas that refer to others twice, and those again to others twice, multiply: a few lines can cost
a validator years.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from openapi.common.untrusted import JsonObject

# More than anybody has time for.
MOST = 1_000_000_000
_DEEPEST = 100
# Counts looked at, after which all there is to count is too much: some tenths of a second.
_MOST_STEPS = 300_000
_OF_PARTS = ("items", "contains", "additionalProperties", "propertyNames", "additionalItems")
_REST = ("unevaluatedItems", "unevaluatedProperties")
_IN_PLACE = frozenset(
    ("$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", *_REST)
)


class Repeats:
    """Counts for plain schemas (`PlainSchemas`), which must live as long as this does."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        """`schemas` are those that “#/$defs/NUMBER” refers to."""
        self._schemas = schemas
        # By identity of a schema, and depth. While one is counted it is nothing: validators follow
        # a circle once.
        self._counts: dict[tuple[int, int], int] = {}
        self._labelled: dict[tuple[int, int], dict[str, int]] = {}
        self._steps = 0

    def of(self, schema: JsonObject, depth: int) -> int:
        """Return how often a value so deep, or any in it, may be looked at; at most `MOST`."""
        return max(self._most(schema, level, 0) for level in range(min(depth, _DEEPEST) + 1))

    def _most(self, node: Any, depth: int, level: int) -> int:
        """Return how often the value is looked at most that is so deep in what a schema is for."""
        if not isinstance(node, dict):
            return int(depth == 0)
        if level > _DEEPEST or self._steps > _MOST_STEPS:
            return MOST
        asked = (id(node), depth)
        if asked in self._counts:
            return self._counts[asked]
        self._counts[asked] = 0
        self._steps += 1
        if _IN_PLACE.isdisjoint(node):
            count = self._most_below(node, depth, level) if depth else 1
        else:
            labels = self._labels(node, depth, level)
            named = max((labels[label] for label in labels if label), default=0)
            count = min(MOST, labels.get("", 0) + named)
        self._counts[asked] = count
        return count

    def _most_below(self, node: JsonObject, depth: int, level: int) -> int:
        most = each = 0
        for one in node["properties"].values() if "properties" in node else ():
            most = max(most, self._most(one, depth - 1, level + 1))
        for one in _below_any(node):
            each += self._most(one, depth - 1, level + 1)
        return min(MOST, each + most)

    def _labels(self, node: Any, depth: int, level: int) -> dict[str, int]:
        """Return the same by the property that leads there; "" counts for all of them."""
        if not isinstance(node, dict):
            return {"": 1} if depth == 0 else {}
        if level > _DEEPEST or self._steps > _MOST_STEPS:
            return {"": MOST}
        asked = (id(node), depth)
        if asked in self._labelled:
            return self._labelled[asked]
        self._labelled[asked] = {}
        found: dict[str, int] = {"": 1} if depth == 0 else {}
        for one in self._of_same_value(node):
            more = self._labels(one, depth, level + 1)
            self._steps += len(more)
            _add(found, more)
        if any(key in node for key in _REST):
            _add(found, dict(found))  # they look at all of the above again
        if depth:
            for name, one in node.get("properties", {}).items():
                _add(found, {name: self._most(one, depth - 1, level + 1)})
            for one in _below_any(node):
                _add(found, {"": self._most(one, depth - 1, level + 1)})
        self._labelled[asked] = found
        return found

    def _of_same_value(self, node: JsonObject) -> Iterator[Any]:
        for key in ("allOf", "anyOf", "oneOf"):
            yield from node.get(key, ())
        for key in ("not", "if", "then", "else"):
            if key in node:
                yield node[key]
        yield from node.get("dependentSchemas", {}).values()
        if "$ref" in node:
            yield self._schemas.get(node["$ref"].rpartition("/")[2])


def _below_any(node: JsonObject) -> Iterator[Any]:
    """Yield the schemas of values below, whatever the way to them."""
    for key in (*_OF_PARTS, *_REST):
        if key in node:
            yield node[key]
    if "patternProperties" in node:
        yield from node["patternProperties"].values()
    if "prefixItems" in node:
        yield from node["prefixItems"]


def _add(found: dict[str, int], more: dict[str, int]) -> None:
    for label, count in more.items():
        found[label] = min(MOST, found.get(label, 0) + count)
