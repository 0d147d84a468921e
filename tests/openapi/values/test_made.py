"""Made values are valid against their schemas, whatever these are made of."""

import json
from typing import Any

import pytest

from openapi.common.references import References
from openapi.values import example
from tests.openapi.values.schemas import components, is_valid, ref

TEXT = {"type": "string"}
PLAIN: list[Any] = [
    {"type": "string", "minLength": 12},
    {"type": "string", "maxLength": 3},
    {"type": "string", "format": "uuid"},
    {"type": "integer", "minimum": 5, "maximum": 7},
    {"type": "integer", "exclusiveMinimum": 5},
    {"type": "integer", "multipleOf": 2.5},
    {"type": "integer", "minimum": 1.2, "maximum": 2.1},
    {"type": "number", "maximum": -3},
    {"type": "number", "minimum": 1e308},
    {"type": "integer", "maximum": -1e308},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "number", "multipleOf": 0.01, "minimum": 0.005},
    {"multipleOf": 3, "allOf": [{"multipleOf": 7}], "minimum": 1},
    {"enum": ["b", "a"]},
    {"enum": [None, "a"], "type": "string"},
    {"const": {"a": 1}},
    {"const": False, "not": {"const": 0}},
    {"type": ["null", "boolean"]},
    {},
    True,
]
LISTS: list[Any] = [
    {"type": "array", "items": {"type": "integer"}, "minItems": 2},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
    {"prefixItems": [TEXT, {"type": "integer"}], "items": False, "minItems": 2},
    {"prefixItems": [TEXT, False]},
    {"type": "array", "contains": {"const": 7}, "minContains": 2, "maxItems": 3},
    {"type": "array", "contains": {"minimum": 5}, "maxContains": 1, "minItems": 3},
    {"allOf": [{"contains": {"multipleOf": 2}}, {"contains": {"multipleOf": 3}}], "type": "array"},
    {"prefixItems": [TEXT], "unevaluatedItems": {"type": "null"}, "minItems": 3},
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [TEXT],
        "additionalItems": False,
    },
]
OBJECTS: list[Any] = [
    {"type": "object", "required": ["a"], "properties": {"a": TEXT, "b": False}},
    {"type": "object", "required": ["undeclared"]},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "object", "minProperties": 3},
    {"type": "object", "minProperties": 2, "propertyNames": {"pattern": "^x-[a-z]{4}$"}},
    {
        "type": "object",
        "minProperties": 2,
        "patternProperties": {"^n_[0-9]+$": {"type": "integer"}},
        "additionalProperties": False,
    },
    {"type": "object", "maxProperties": 1, "properties": {"a": TEXT, "b": TEXT}},
    {"properties": {"a": TEXT, "b": TEXT}, "dependentRequired": {"a": ["c"]}},
    {
        "properties": {"card": TEXT},
        "dependentSchemas": {
            "card": {"required": ["cvc"], "properties": {"cvc": {"minLength": 3}}}
        },
    },
    {"required": ["a"], "dependentSchemas": {"a": {"maxProperties": 1}}, "properties": {"b": TEXT}},
    {
        "allOf": [{"properties": {"a": TEXT}}],
        "properties": {"b": TEXT},
        "unevaluatedProperties": False,
    },
    {"allOf": [{"properties": {"a": TEXT}}, {"unevaluatedProperties": False}]},
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "required": ["a"],
        "dependencies": {"a": ["b"], "b": {"properties": {"c": {"const": 1}}, "required": ["c"]}},
    },
]
CHOICES: list[Any] = [
    {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]},
    {"oneOf": [{"type": "number"}, {"type": "integer"}]},
    {"oneOf": [{"minimum": 2}, {"maximum": 5}], "type": "integer"},
    {"type": "object", "oneOf": [{"required": ["mail"]}, {"required": ["phone"]}]},
    {
        "oneOf": [
            {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
            {"properties": {"b": TEXT}},
        ],
        "type": "object",
    },
    {"anyOf": [{"type": "string", "maxLength": 2}, {"minimum": 4}], "type": "integer"},
    {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": {"const": 1}}}]},
    {"allOf": [{"minimum": 3}, {"minimum": 9}, {"maximum": 10}], "type": "integer"},
    {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3, 4]}]},
    {"type": "string", "not": {"enum": ["string", "text"]}},
    {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "not": {"required": ["a", "b"]}},
    {"not": {"type": ["string", "object", "array"]}},
    {"type": "array", "items": {"type": "integer"}, "not": {"maxItems": 2}},
    {
        "properties": {"country": {"const": "US"}, "zip": TEXT},
        "required": ["country"],
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"zip": {"pattern": "^[0-9]{5}$"}}, "required": ["zip"]},
        "else": {"required": ["postcode"]},
    },
    {"type": "integer", "if": {"minimum": 10}, "then": {"multipleOf": 7}, "else": {"const": 3}},
]
REFERRING: list[Any] = [
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}, "minimum": 7},
    {"$ref": "#name", "$defs": {"a": {"$anchor": "name", "type": "integer"}}},
    {
        "$id": "https://example.com/base/",
        "$ref": "inner",
        "$defs": {"a": {"$id": "inner", "$ref": "#/$defs/b", "$defs": {"b": {"const": 5}}}},
    },
    {
        "$id": "https://example.com/strings",
        "$ref": "list",
        "$defs": {
            "item": {"$dynamicAnchor": "item", "type": "string"},
            "list": {
                "$id": "list",
                "type": "array",
                "items": {"$dynamicRef": "#item"},
                "$defs": {"item": {"$dynamicAnchor": "item"}},
            },
        },
    },
    {"$ref": "https://json-schema.org/draft/2020-12/schema"},
]


@pytest.mark.parametrize("schema", [*PLAIN, *LISTS, *OBJECTS, *CHOICES, *REFERRING], ids=json.dumps)
def test_a_made_value_is_valid_whatever_the_seed(schema: Any) -> None:
    for seed in range(4):
        value = example(schema, References(), seed=seed)
        assert is_valid(schema, value), value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 5, "exclusiveMinimum": True}, 6),
        ({"type": "integer", "maximum": -5, "exclusiveMaximum": True}, -6),
        ({"type": "integer", "minimum": 5, "exclusiveMinimum": False}, 5),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, "a"),
        ({"allOf": [{"type": "string", "maxLength": 3}], "nullable": True}, "str"),
        ({"type": "float"}, {}),
    ],
    ids=json.dumps,
)
def test_the_dialect_of_openapi_3_0_is_understood(schema: Any, value: Any) -> None:
    assert example(schema, References()) == value


def test_the_same_seed_gives_the_same_value_and_another_seed_another() -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": TEXT,
            "id": {"type": "string", "format": "uuid"},
            "count": {"type": "integer"},
        },
    }
    made = [json.dumps(example(schema, References(), seed=seed)) for seed in range(8)]
    assert made == [json.dumps(example(schema, References(), seed=seed)) for seed in range(8)]
    assert len(set(made)) > 4


def test_required_properties_come_first_and_deprecated_ones_only_where_required() -> None:
    old = TEXT | {"deprecated": True}
    properties = {"a": TEXT, "b": TEXT, "c": old, "d": old}
    schema = {"type": "object", "properties": properties, "required": ["d", "b"]}
    assert list(example(schema, References())) == ["b", "d", "a"]


NODE = {
    "type": "object",
    "required": ["value"],
    "properties": {
        "value": {"type": "integer"},
        "next": ref("Node"),
        "all": {"type": "array", "items": ref("Node")},
    },
}
CHAIN = {
    "type": "object",
    "required": ["next"],
    "properties": {"next": {"anyOf": [ref("Chain"), {"type": "null"}]}},
}
TREE = {"allOf": [{"type": "object", "properties": {"left": ref("Tree"), "name": TEXT}}]}


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("Node", NODE, {"value": 1, "all": []}),
        ("Chain", CHAIN, {"next": None}),
        ("Tree", TREE, {"name": "Sample"}),
    ],
)
def test_a_recursive_schema_gives_a_value_that_ends(name: str, schema: Any, value: Any) -> None:
    references = components(**{name: schema})
    made = example(ref(name), references)
    assert is_valid(ref(name), made, references)
    assert set(made) == set(value)


def test_an_optional_property_without_a_value_is_left_out() -> None:
    properties = {"a": TEXT, "b": ref("Missing"), "c": {"type": "string", "pattern": "a^"}}
    assert list(example({"type": "object", "properties": properties}, References())) == ["a"]
