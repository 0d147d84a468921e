"""Schemas of a description as a validator of JSON Schema takes them.

OpenAPI 3.0 and Swagger 2.0 say `nullable` and ignore what stands beside a `$ref`; a `readOnly`
property is required in answers only and a `writeOnly` one in requests (OpenAPI 3.0.4, section
4.7.24). Keywords of the wrong type and references to nothing, which would stop a validator, are
left out: other checks name them.
"""

from collections.abc import Callable, Collection
from typing import Any

from openapi.common.places import SCHEMA
from openapi.common.untrusted import JsonObject, names
from openapi.schema.strictest import numeric_bounds

_NUMBER = (int, float)
_KEPT: dict[str, tuple[type, ...]] = (
    dict.fromkeys(("minimum", "maximum", "multipleOf"), _NUMBER)
    | dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), (int, float, bool))
    | dict.fromkeys(
        (
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains",
        ),
        (int,),
    )
    | dict.fromkeys(("pattern", "format"), (str,))
    | {"uniqueItems": (bool,), "enum": (list,), "dependentRequired": (dict,)}
)
_TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object", "null"))
_LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAPS = frozenset(("properties", "patternProperties", "dependentSchemas"))
_LONGEST_CHAIN = 16
# So many values listed are as much work as one schema.
_VALUES_FOR_ONE = 50


class TooLarge(Exception):
    """More schemas would be looked at than there is time for."""


class PlainSchemas:
    """Plain copies of schemas, made as they are asked for, at most `most` objects in all.

    A copy refers to other schemas by “#/$defs/NUMBER”, and `schemas` are those.
    """

    def __init__(
        self,
        find: Callable[[str], Any],
        *,
        hides: Collection[str],
        most: int,
        is_old: bool = False,
        patterns: bool = True,
    ) -> None:
        """`find` returns what a reference names, or raises LookupError.

        Properties with one of `hides` (`readOnly`, `writeOnly`) are not required. `is_old` makes
        schemas of draft 4, as OpenAPI 3.0 and Swagger 2.0 have them; without it, schemas of
        2020-12 of whatever version. Without `patterns` all are left out.
        """
        self.schemas: dict[str, Any] = {}
        self.is_old = is_old
        self._find = find
        self._hides = hides
        self._ignored = () if patterns else ("pattern", "patternProperties")
        self._numbers: dict[str, str] = {}
        self._waiting: list[tuple[str, Any]] = []
        self._left = most

    def copy(self, schema: object) -> Any:
        """Return the plain copy of a schema. Raise TooLarge where that is too much."""
        copy = self._copy(schema)
        while self._waiting:
            number, target = self._waiting.pop()
            self.schemas[number] = self._copy(target)
        return copy

    def _copy(self, node: Any) -> Any:
        if not isinstance(node, dict):
            return node if isinstance(node, bool) and not self.is_old else {}
        self._left -= 1
        if self._left < 0:
            raise TooLarge
        ref = node.get("$ref")
        if self.is_old and isinstance(ref, str):
            return self._reference(ref)
        copy: JsonObject = {}
        for key, value in node.items():
            if key not in self._ignored:
                self._put(copy, key, value)
        if not self.is_old:
            copy = numeric_bounds(copy)
        if isinstance(ref, str):
            copy |= self._reference(ref)
        required = self._required(node)
        if required:
            copy["required"] = required
        if node.get("nullable") is True or node.get("x-nullable") is True:
            return _nullable(copy)
        return copy

    def _put(self, copy: JsonObject, key: str, value: Any) -> None:
        if key in _KEPT:
            of_bool = isinstance(value, bool) and bool not in _KEPT[key]
            if isinstance(value, _KEPT[key]) and not of_bool and not _is_negative(key, value):
                copy[key] = value
                if isinstance(value, list):
                    self._left -= len(value) // _VALUES_FOR_ONE
        elif key == "const":
            copy[key] = value
        elif key == "type":
            types = [value] if isinstance(value, str) else names(value)
            if types and _TYPES.issuperset(types):
                copy[key] = value if isinstance(value, str) else types
        elif key in _MAPS:
            if isinstance(value, dict):
                copy[key] = {name: self._copy(one) for name, one in value.items()}
        elif key in _LISTS:
            if isinstance(value, list) and value:
                copy[key] = [self._copy(one) for one in value]
        elif key in ("additionalProperties", "additionalItems") and isinstance(value, bool):
            copy[key] = value
        elif SCHEMA.fields.get(key) is SCHEMA and isinstance(value, dict | bool):
            copy[key] = self._copy(value)

    def _reference(self, ref: str) -> JsonObject:
        if ref not in self._numbers:
            try:
                target = self._find(ref)
            except LookupError:
                return {}
            self._numbers[ref] = str(len(self._numbers))
            self._waiting.append((self._numbers[ref], target))
        return {"$ref": f"#/$defs/{self._numbers[ref]}"}

    def _required(self, node: JsonObject) -> list[str]:
        required = names(node.get("required"))
        properties = node.get("properties")
        if not required or not isinstance(properties, dict):
            return required
        return [name for name in required if not self._is_one_way(properties.get(name))]

    def _is_one_way(self, schema: Any) -> bool:
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(schema, dict):
                return False
            if any(schema.get(each) is True for each in self._hides):
                return True
            ref = schema.get("$ref")
            if not isinstance(ref, str):
                return False
            try:
                schema = self._find(ref)
            except LookupError:
                return False
        return False


def _is_negative(key: str, value: Any) -> bool:
    return (key.startswith(("min", "max")) and key[3:4].isupper() and value < 0) or (
        key == "multipleOf" and value <= 0
    )


def _nullable(copy: JsonObject) -> JsonObject:
    """Return a plain schema that takes null too, as everybody who says `nullable` means it."""
    if any(key in copy for key in ("$ref", "allOf", "anyOf", "oneOf", "not")):
        return {"anyOf": [copy, {"type": "null"}]}
    if "type" in copy:
        types = copy["type"] if isinstance(copy["type"], list) else [copy["type"]]
        copy["type"] = list(dict.fromkeys((*types, "null")))
    if "enum" in copy:
        copy["enum"] = [*copy["enum"], None]
    return copy
