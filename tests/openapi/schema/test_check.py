"""Whether a value is one of its schema: the words of OpenAPI 3.0 and 3.1, and hostile schemas."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.schema.check import Refusal, extent, refusals

PET = "#/components/schemas/Pet"
NODE = "#/components/schemas/Node"
REFERENCES = References(
    {
        PET: {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        NODE: {"type": "object", "properties": {"next": {"$ref": NODE}, "id": {"type": "integer"}}},
    }
)


COSTLY = Refusal("", {"refusal": "reason_too_costly"})


def refused(schema: Any, value: Any) -> list[Refusal]:
    return refusals(value, schema, REFERENCES)


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
        assert not refused(schema, good)
    if schema is not True:
        assert refused(schema, bad)


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
    assert not refused(schema, {"a": 5})


def test_a_broken_pattern_leaves_the_rest_of_the_schema() -> None:
    schema = {"type": "string", "pattern": "(", "properties": {"pattern": {"type": "string"}}}
    assert refused(schema, 5)
    assert refused({**schema, "type": "object"}, {"pattern": 5})


def test_formats_only_annotate_where_that_is_asked_for() -> None:
    schema = {"type": "string", "format": "date"}
    assert refusals("1 May", schema, REFERENCES)
    assert not refusals("1 May", schema, REFERENCES, formats=False)


def test_the_same_schema_is_another_one_among_other_parts() -> None:
    schema = {"$ref": "#/a"}
    for kind, value in (("string", 1), ("integer", "1")):
        assert refusals(value, schema, References({"#/a": {"type": kind}}))


def test_the_place_and_the_reason_are_named_without_the_value() -> None:
    schema = {"properties": {"a/b": {"items": {"type": "integer"}}}}
    [found] = refused(schema, {"a/b": [1, "secret"]})
    assert (found.pointer, found.reason) == ("/a~1b/1", "this must be a whole number")


@pytest.mark.parametrize(("hides", "missing"), [("readOnly", "secret"), ("writeOnly", "id")])
def test_what_is_not_sent_there_is_not_required_there(hides: str, missing: str) -> None:
    schema = {
        "required": ["id", "secret"],
        "properties": {"id": {"readOnly": True}, "secret": {"$ref": "#/secret"}},
    }
    references = References({"#/secret": {"type": "string", "writeOnly": True}})
    assert not refusals({missing: "x"}, schema, references, hides=hides)
    assert refusals({}, schema, references, hides=hides)


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
    assert refusals(value, {"$ref": ref}, references) in ([], [COSTLY])


@pytest.mark.parametrize("union", ["anyOf", "allOf", "oneOf"])
@pytest.mark.parametrize("levels", [12, 50])
@pytest.mark.parametrize("wrapped", [True, False])
def test_schemas_that_double_what_they_cost_end(union: str, levels: int, wrapped: bool) -> None:
    """Schemas that each refer twice to the next one, or to it in a property."""
    parts: dict[str, Any] = {f"#/{levels}": {"type": "integer"}}
    value: Any = "x"
    for level in range(levels):
        below: Any = {"$ref": f"#/{level + 1}"}
        below = {"properties": {"a": below}} if wrapped else below
        parts[f"#/{level}"] = {union: [below, below]}
        value = {"a": value} if wrapped else value
    found = refusals(value, {"$ref": "#/0"}, References(parts))
    assert found == ([] if levels == 50 else [COSTLY])


def test_a_pattern_that_takes_too_long_refuses_nothing() -> None:
    assert not refused({"pattern": r"^(?:(a|aa)(?!x))+$"}, "a" * 5_000 + "b")


def test_a_value_too_deep_for_the_validator_is_not_refused() -> None:
    value: Any = 1
    for _ in range(400):
        value = [value]
    assert not refused({"type": "object"}, value)


@pytest.mark.parametrize("value", ["\ud800", 10**400, {"\ud800": 1}])
def test_values_that_are_hardly_json_are_answered(value: Any) -> None:
    assert isinstance(refused({"type": ["string", "integer"]}, value), list)


def test_many_reasons_are_cut() -> None:
    assert len(refused({"items": {"type": "string"}}, [1] * 100)) == 20


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_is_only_itself_is_answered(keyword: str) -> None:
    references = References({"#/a": {keyword: [{"$ref": "#/b"}]}, "#/b": {"$ref": "#/a"}})
    assert refusals(1, {"$ref": "#/a"}, references) in ([], [COSTLY])


def test_a_schema_too_large_to_check_refuses_nothing() -> None:
    schema = {"properties": {str(number): {"type": "string"} for number in range(30_000)}}
    assert not refused(schema, {"1": 1})


@pytest.mark.parametrize("make", [lambda inner: {"a": inner}, lambda inner: [inner]])
def test_the_extent_counts_values_and_levels_and_ends_in_time(make: Any) -> None:
    value: Any = 1
    for level in range(50):
        value = make(value)
        assert extent(value, 100) == (level + 2, level + 1)
    for _ in range(100_000):
        value = make(value)
    assert extent(value, 100) == (101, 100)
    while isinstance(value, dict | list):
        # One by one: Python frees nested containers recursively, if within bounds.
        value = value["a"] if isinstance(value, dict) else value[0]
