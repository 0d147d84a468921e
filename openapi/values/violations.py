"""The ways to violate a schema, each as a schema whose values it refuses.

Where a keyword is violated by any other value (`const`, `pattern`, `multipleOf`), the schema only
names the type: whoever tries the values finds the one that is refused.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from openapi.common.untrusted import JsonObject, mapping, names, number, sequence
from openapi.values.facts import TYPES
from openapi.values.resources import Part, Resources

MOST = 50
DEEPEST = 5
# Takes the keyword's value and the schema it stands in.
Violate: TypeAlias = Callable[[Any, JsonObject], Iterator[Any]]


def violations(refused: Part, resources: Resources, depth: int = 0) -> Iterator[Part]:
    """Yield schemas whose values a schema refuses, each by one of its keywords."""
    schema, scope = refused
    if not isinstance(schema, dict):
        yield Part(not schema, scope)
        return
    scope = resources.enter(schema, scope)
    for keyword, value in list(schema.items())[:MOST]:
        if keyword in _VIOLATIONS:
            for each in _VIOLATIONS[keyword](value, schema):
                yield Part(each, scope)
    if isinstance(schema.get("$ref"), str) and depth < DEEPEST:
        yield from violations(resources.follow(schema["$ref"], scope), resources, depth + 1)


def _beyond(kind: str, keyword: str, away: int = 0) -> Violate:
    def violate(value: Any, schema: JsonObject) -> Iterator[Any]:
        if number(value) is not None and (kind == "number" or value + away >= 0):
            yield {"type": kind, keyword: value + away if away else value}

    return violate


def _any_of(kind: str) -> Violate:
    return lambda value, schema: iter([{"type": kind}])


def _type(value: Any, schema: JsonObject) -> Iterator[Any]:
    given = set([value] if isinstance(value, str) else names(value))
    if "number" in given or "integer" in given:
        given |= {"number", "integer"}
    yield {"type": [kind for kind in TYPES if kind not in given]}
    if "number" not in names(value) and value != "number" and "integer" in given:
        yield {"type": "number", "enum": [0.5, 1.5]}


def _required(value: Any, schema: JsonObject) -> Iterator[Any]:
    for name in names(value)[:MOST]:
        yield {"type": "object", "properties": {name: False}}


def _properties(value: Any, schema: JsonObject) -> Iterator[Any]:
    for name, below in list(mapping(value).items())[:MOST]:
        yield {"type": "object", "required": [name], "properties": {name: {"not": below}}}


def _pattern_properties(value: Any, schema: JsonObject) -> Iterator[Any]:
    for pattern, below in list(mapping(value).items())[:MOST]:
        named: JsonObject = {"minProperties": 1, "propertyNames": {"pattern": pattern}}
        yield {"type": "object", **named, "additionalProperties": {"not": below}}


def _other_properties(value: Any, schema: JsonObject) -> Iterator[Any]:
    known = mapping(schema.get("properties"))
    for name in ("other", "other2", "other3"):
        if name not in known:
            yield {"type": "object", "required": [name], "properties": {name: {"not": value}}}
            return


def _property_names(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield {"type": "object", "minProperties": 1, "propertyNames": {"not": value}}


def _dependencies(value: Any, schema: JsonObject) -> Iterator[Any]:
    for name, below in list(mapping(value).items())[:MOST]:
        needed = {"required": below} if isinstance(below, list) else below
        yield {"type": "object", "required": [name], "not": needed}


def _other_items(value: Any, schema: JsonObject) -> Iterator[Any]:
    count = len(sequence(schema.get("prefixItems", schema.get("items")))) + 1
    yield {"type": "array", "minItems": count, "items": {"not": value}}


def _first_items(value: Any, schema: JsonObject) -> Iterator[Any]:
    for at, below in enumerate(sequence(value)[:MOST]):
        first = [*[True] * at, {"not": below}]
        yield {"type": "array", "minItems": at + 1, "prefixItems": first}


def _contains(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield {"type": "array", "items": {"not": value}}


def _unique_items(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield {"type": "array", "enum": [[1, 1], ["a", "a"]]}


def _all_of(value: Any, schema: JsonObject) -> Iterator[Any]:
    for each in sequence(value)[:MOST]:
        yield {"not": each}


def _any(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield {"allOf": [{"not": each} for each in sequence(value)[:MOST]]}


def _one_of(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield from _any(value, schema)
    yield {"allOf": sequence(value)[:2]}


def _not(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield value


def _if(value: Any, schema: JsonObject) -> Iterator[Any]:
    yield {"allOf": [value, {"not": schema.get("then", True)}]}
    yield {"allOf": [{"not": value}, {"not": schema.get("else", True)}]}


_VIOLATIONS: dict[str, Violate] = {
    "type": _type,
    "minimum": _beyond("number", "exclusiveMaximum"),
    "maximum": _beyond("number", "exclusiveMinimum"),
    "exclusiveMinimum": _beyond("number", "maximum"),
    "exclusiveMaximum": _beyond("number", "minimum"),
    "minLength": _beyond("string", "maxLength", -1),
    "maxLength": _beyond("string", "minLength", 1),
    "minItems": _beyond("array", "maxItems", -1),
    "maxItems": _beyond("array", "minItems", 1),
    "minProperties": _beyond("object", "maxProperties", -1),
    "maxProperties": _beyond("object", "minProperties", 1),
    "multipleOf": _any_of("number"),
    "pattern": _any_of("string"),
    "format": _any_of("string"),
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _other_properties,
    "unevaluatedProperties": _other_properties,
    "propertyNames": _property_names,
    "dependentRequired": _dependencies,
    "dependentSchemas": _dependencies,
    "dependencies": _dependencies,
    "prefixItems": _first_items,
    "items": _other_items,
    "additionalItems": _other_items,
    "unevaluatedItems": _other_items,
    "contains": _contains,
    "uniqueItems": _unique_items,
    "allOf": _all_of,
    "anyOf": _any,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
