"""Whether a value is one of its schema: the words of OpenAPI 3.0 and 3.1, and hostile schemas."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.schema.check import DEEPEST_VALUE, Refusal, depth, refusal

PET = "#/components/schemas/Pet"
NODE = "#/components/schemas/Node"
REFERENCES = References(
    {
        PET: {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        NODE: {"type": "object", "properties": {"next": {"$ref": NODE}, "id": {"type": "integer"}}},
    }
)


def refused(schema: Any, value: Any, *, hides: str = "") -> Refusal | None:
    return refusal(value, schema, REFERENCES, hides=hides)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, 1, "1"),
        ({"type": ["string", "null"]}, None, 1),
        # OpenAPI 3.0
        ({"type": "string", "nullable": True}, None, 1),
        ({"type": "string", "enum": ["a"], "nullable": True}, None, "b"),
        ({"$ref": PET, "nullable": True}, None, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, 2, 1),
        ({"maximum": 9, "exclusiveMaximum": False}, 9, 10),
        # OpenAPI 3.1
        ({"exclusiveMinimum": 1}, 2, 1),
        ({"const": 0}, 0, False),
        ({"prefixItems": [{"type": "string"}], "items": False}, ["a"], ["a", 1]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"b": 1}, {"a": 1}),
        # References
        ({"$ref": PET}, {"name": "Rex"}, {}),
        ({"type": "array", "items": {"$ref": PET}}, [{"name": "Rex"}], [{}]),
        ({"$ref": NODE}, {"next": {"next": {"id": 1}}}, {"next": {"next": {"id": "1"}}}),
        ({"allOf": [{"$ref": PET}, {"required": ["age"]}]}, {"name": "R", "age": 1}, {"age": 1}),
        ({"oneOf": [{"$ref": PET}, {"type": "string"}]}, "Rex", 5),
        ({"properties": {"required": {"type": "string"}}}, {"required": "x"}, {"required": 1}),
        # What can be matched, though not in linear time
        ({"pattern": "^(?!no)"}, "yes", "no"),
        (True, 1, None),
        (False, None, 1),
    ],
)
def test_a_schema_takes_one_value_and_refuses_another(schema: Any, good: Any, bad: Any) -> None:
    if schema is not False:
        assert refused(schema, good) is None
    if schema is not True:
        assert refused(schema, bad) is not None


@pytest.mark.parametrize(
    "schema",
    [
        None,
        [],
        {"type": "file"},
        {"type": 5},
        {"type": ["string", "file"]},
        {"minLength": "3"},
        {"minLength": -1},
        {"required": True},
        {"enum": "a"},
        {"enum": []},
        {"properties": []},
        {"properties": {"a": None}},
        {"items": [{"type": "string"}]},
        {"multipleOf": 0},
        {"pattern": "("},
        {"pattern": "[[:no:]]", "patternProperties": {"(": {"type": "string"}}},
        {"$ref": "#/components/schemas/None"},
        {"$ref": 5},
        {"format": "date"},
        {"$schema": "https://example.com/none", "$id": "x", "$defs": {"a": {"$ref": "y"}}},
        {"exclusiveMinimum": True},
    ],
)
def test_what_says_nothing_as_it_stands_refuses_nothing(schema: Any) -> None:
    assert refused(schema, {"a": 5}) is None


def test_a_broken_pattern_leaves_the_rest_of_the_schema() -> None:
    schema = {"type": "string", "pattern": "(", "properties": {"pattern": {"type": "string"}}}
    assert refused(schema, 5) is not None
    assert refused({**schema, "type": "object"}, {"pattern": 5}) is not None


def test_the_place_and_the_reason_are_named_without_the_value() -> None:
    schema = {"properties": {"a/b": {"items": {"type": "integer"}}}}
    found = refused(schema, {"a/b": [1, "secret"]})
    assert found == Refusal("/a~1b/1", 'this value is not of type "integer"')


@pytest.mark.parametrize(("hides", "missing"), [("readOnly", "secret"), ("writeOnly", "id")])
def test_what_is_not_sent_there_is_not_required_there(hides: str, missing: str) -> None:
    schema = {
        "required": ["id", "secret"],
        "properties": {"id": {"readOnly": True}, "secret": {"$ref": "#/secret"}},
    }
    references = References({"#/secret": {"type": "string", "writeOnly": True}})
    assert refusal({missing: "x"}, schema, references, hides=hides) is None
    assert refusal({}, schema, references, hides=hides) is not None


@pytest.mark.parametrize(
    "kind", [{"oneOf": 3}, {"anyOf": 3}, {"allOf": 2}, {"oneOf": 2, "unevaluatedProperties": False}]
)
@pytest.mark.parametrize("leaf", [{}, 1])
def test_a_schema_with_many_reasons_is_answered_all_the_same(kind: Any, leaf: Any) -> None:
    """With a choice at each of 40 levels there are 3 to the 40th reasons."""
    ref = "#/components/schemas/A"
    below = {"properties": {"a": {"$ref": ref}}}
    choices = {
        name: [below] * count if isinstance(count, int) and count else count
        for name, count in kind.items()
    }
    references = References({ref: {"type": "object", **choices}})
    value = leaf
    for _ in range(40):
        value = {"a": value}
    found = refusal(value, {"$ref": ref}, references)
    assert found in (None, Refusal())


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_is_only_itself_is_answered(keyword: str) -> None:
    references = References({"#/a": {keyword: [{"$ref": "#/b"}]}, "#/b": {"$ref": "#/a"}})
    assert refusal(1, {"$ref": "#/a"}, references) in (None, Refusal())


def test_a_schema_too_large_to_check_refuses_nothing() -> None:
    schema = {"properties": {str(number): {"type": "string"} for number in range(30_000)}}
    assert refused(schema, {"1": 1}) is None


@pytest.mark.parametrize("make", [lambda inner: {"a": inner}, lambda inner: [inner]])
def test_depth_counts_containers_and_ends_in_time(make: Any) -> None:
    value: Any = 1
    for level in range(DEEPEST_VALUE):
        value = make(value)
        assert depth(value) == level + 1
    for _ in range(100_000):
        value = make(value)
    assert depth(value) == DEEPEST_VALUE + 1
    while isinstance(value, dict | list):
        # One by one: Python frees nested containers recursively, if within bounds.
        value = value["a"] if isinstance(value, dict) else value[0]
