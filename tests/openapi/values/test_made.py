"""Made values satisfy their schemas and are the same each time."""

import json
from typing import Any

import jsonschema_rs
import pytest

from openapi.common.references import References
from openapi.values import example

SCHEMAS: list[dict[str, Any]] = [
    {"type": "string", "minLength": 12},
    {"type": "string", "maxLength": 3},
    {"type": "string", "format": "uuid"},
    {"type": "integer", "minimum": 5, "maximum": 7},
    {"type": "integer", "exclusiveMinimum": 5},
    {"type": "number", "maximum": -3},
    {"type": "integer", "multipleOf": 7},
    {"enum": ["b", "a"]},
    {"const": {"a": 1}},
    {"type": "array", "items": {"type": "integer"}, "minItems": 2},
    {"type": ["null", "boolean"]},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": False}},
    {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]},
    {"allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"const": 1}}}]},
    {"type": "object", "additionalProperties": {"type": "integer"}},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_a_made_value_satisfies_its_schema(schema: dict[str, Any]) -> None:
    value = example(schema, References())
    jsonschema_rs.validate(schema, value)
    assert example(schema, References()) == example(schema, References())


def test_a_recursive_schema_gives_a_finite_value() -> None:
    name = "#/components/schemas/Node"
    node = {
        "type": "object",
        "required": ["value"],
        "properties": {
            "value": {"type": "integer"},
            "next": {"$ref": name},
            "all": {"type": "array", "items": {"$ref": name}},
        },
    }
    assert example({"$ref": name}, References({name: node})) == {"value": 1, "all": []}
