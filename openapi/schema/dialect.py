"""Schemas of descriptions as JSON Schema 2020-12, for a validator.

Read are schemas of OpenAPI 3.0 (`nullable`, `exclusiveMinimum: true`) and of 3.1. A keyword whose
value is of the wrong type is left out, as is one that says nothing about a value: a validator
refuses the whole schema for either.
"""

from collections.abc import Callable, Mapping
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, names, number, sequence

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {"string", "number", "integer", "object", "array", "boolean", "null"}
# Of schemas in schemas, references not counted. Values are not nested nearly as deep.
DEEPEST = 60
MOST_SCHEMAS = 20_000

_ONE_SCHEMA = (
    "not",
    "if",
    "then",
    "else",
    "items",
    "contains",
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
)
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas")
_COUNTED = ("Length", "Items", "Properties", "Contains")
_COUNTS = tuple(f"{end}{what}" for end in ("min", "max") for what in _COUNTED)


class TooManySchemas(ValueError):
    """The schema and those it refers to are more than anybody checks a value against."""


def json_schema(schema: object, references: References, *, hides: str = "") -> JsonObject:
    """Return a schema with all that it refers to in `$defs`.

    `hides` is "readOnly" (in requests) or "writeOnly" (in responses): properties that are so are
    not required there (OpenAPI 3.0.4, section 4.7.24). Raises `TooManySchemas`.
    """
    return _Conversion(references, hides).document(schema)


class _Conversion:
    def __init__(self, references: References, hides: str) -> None:
        self._references = references
        self._hides = hides
        self._names: dict[str, str] = {}
        self._waiting: list[str] = []
        self._count = 0

    def document(self, schema: object) -> JsonObject:
        root = self._schema(schema, 0)
        defs: JsonObject = {}
        while self._waiting:
            ref = self._waiting.pop()
            defs[self._names[ref]] = self._schema(self._references.found[ref], 0)
        whole = root if isinstance(root, dict) else {"allOf": [root]}
        return {"$schema": DIALECT, **whole, "$defs": defs}

    def _schema(self, schema: object, depth: int) -> Any:
        if isinstance(schema, bool):
            return schema
        self._count += 1
        if self._count > MOST_SCHEMAS:
            raise TooManySchemas
        if not isinstance(schema, dict) or depth > DEEPEST:
            return {}
        made = self._applied(schema, depth + 1) | _asserted(schema)
        if isinstance(schema.get("required"), list):
            made["required"] = self._required(schema)
        if schema.get("nullable") is True:
            return _or_null(made)
        return made

    def _applied(self, schema: JsonObject, depth: int) -> JsonObject:
        """Return the keywords that hold schemas, and the reference."""
        made: JsonObject = {}
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref in self._references.found:
            made["$ref"] = f"#/$defs/{self._name_of(ref)}"
        for keyword in _ONE_SCHEMA:
            if isinstance(schema.get(keyword), dict | bool):
                made[keyword] = self._schema(schema[keyword], depth)
        for keyword in _SCHEMA_LISTS:
            if listed := sequence(schema.get(keyword)):
                made[keyword] = [self._schema(part, depth) for part in listed]
        for keyword in _SCHEMA_MAPS:
            if named := mapping(schema.get(keyword)):
                made[keyword] = {name: self._schema(part, depth) for name, part in named.items()}
        return made

    def _name_of(self, ref: str) -> str:
        if ref not in self._names:
            self._names[ref] = str(len(self._names))
            self._waiting.append(ref)
        return self._names[ref]

    def _required(self, schema: JsonObject) -> list[str]:
        properties = mapping(schema.get("properties"))
        return [
            name
            for name in names(schema["required"])
            if not self._hides
            or mapping(self._followed(properties.get(name))).get(self._hides) is not True
        ]

    def _followed(self, schema: object) -> object:
        """Return a property's schema; what stands beside its reference counts, where it is so."""
        if mapping(schema).get(self._hides) is True:
            return schema
        return self._references.follow(schema).value


def _asserted(schema: JsonObject) -> JsonObject:
    """Return the keywords that say what a value must be, without the schemas in them."""
    made: JsonObject = {}
    if types := _types(schema):
        made["type"] = types
    for keyword, is_right in _RIGHT.items():
        if keyword in schema and is_right(schema[keyword]):
            made[keyword] = schema[keyword]
    if "const" in schema:
        made["const"] = schema["const"]
    for bound in ("minimum", "maximum"):
        exclusive = f"exclusive{bound.capitalize()}"
        if schema.get(exclusive) is True and bound in made:
            made[exclusive] = made.pop(bound)
    return made


def _types(schema: JsonObject) -> list[str]:
    given = schema.get("type")
    found = names(given if isinstance(given, list) else [given])
    return found if set(found) <= TYPES else []


def _is_number(value: object) -> bool:
    return number(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_RIGHT: Mapping[str, Callable[[Any], bool]] = {
    "enum": lambda value: isinstance(value, list) and bool(value),
    "pattern": lambda value: isinstance(value, str),
    "uniqueItems": lambda value: isinstance(value, bool),
    "multipleOf": lambda value: (number(value) or 0) > 0,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(_COUNTS, _is_count),
}


def _or_null(made: JsonObject) -> JsonObject:
    """Return a schema that takes null too (`nullable` of OpenAPI 3.0)."""
    return {"anyOf": [made, {"type": "null"}]}
