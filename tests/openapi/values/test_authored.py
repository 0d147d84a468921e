"""Examples of the description's own: all of them, and where they stand in made values."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.values import Given, example, first_given, given
from tests.openapi.values.schemas import components, ref

NONE = References()
SPAN = {"summary": "A span of days", "description": "From and **to**.", "value": "01..07"}


def test_all_examples_are_given_with_name_summary_and_description() -> None:
    examples = {
        "day": {"summary": "One day", "value": "01"},
        "span": {"$ref": "#/components/examples/span"},
        "shared": {"$ref": "#/components/examples/span", "summary": "Overridden"},
        "default": {"value": None},
        "far": {"externalValue": "https://example.com/far.json"},
        "typed": {"dataValue": {"a": 1}},
        "raw": {"serializedValue": "a=1"},
        "nothing": {"summary": "Without a value"},
    }
    references = References({"#/components/examples/span": SPAN})
    assert given({"examples": examples}, references) == [
        Given("One day", "01", "", "day", ""),
        Given("A span of days", "01..07", "", "span", "From and **to**."),
        Given("Overridden", "01..07", "", "shared", "From and **to**."),
        Given("", None, "", "default", ""),
        Given("far", None, "https://example.com/far.json", "far", ""),
        Given("typed", {"a": 1}, "", "typed", ""),
        Given("raw", "a=1", "", "raw", ""),
    ]


def test_more_than_six_examples_are_given() -> None:
    assert len(given({"examples": {str(n): {"value": n} for n in range(20)}}, NONE)) == 20


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ({"example": {"lane": "left"}}, {"lane": "left"}),
        ({"content": {"application/json": {"example": {"lane": "left"}}}}, {"lane": "left"}),
        ({"content": {"application/json": {"examples": {"a": {"value": [1]}}}}}, [1]),
        ({"examples": {"far": {"externalValue": "https://a"}, "near": {"value": 2}}}, 2),
        ({"example": None}, None),
    ],
)
def test_the_first_example_whose_value_is_there_is_taken(content: Any, value: Any) -> None:
    first = first_given(content, NONE)
    assert first
    assert first.value == value


@pytest.mark.parametrize("content", [{}, {"examples": []}, {"examples": {"a": 5}}, {"content": 5}])
def test_what_is_no_example_is_none(content: Any) -> None:
    assert first_given(content, NONE) is None


WITH_EXAMPLE = {"type": "string", "example": "ada"}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (WITH_EXAMPLE, "ada"),
        ({"type": "string", "examples": ["ada", "grace"]}, "ada"),
        ({"type": "integer", "default": 20}, 20),
        ({"type": "integer", "default": 20, "example": 7}, 7),
        ({"const": "fixed", "example": "other"}, "fixed"),
        ({"type": "object", "properties": {"a": WITH_EXAMPLE}}, {"a": "ada"}),
        ({"type": "array", "items": WITH_EXAMPLE}, ["ada"]),
        (
            {"type": "array", "items": {"type": "string"}, "example": ["ulm", "aalen"]},
            ["ulm", "aalen"],
        ),
        (ref("Name"), "ada"),
        ({"allOf": [ref("Name")], "description": "Whose"}, "ada"),
    ],
)
def test_an_example_of_a_schema_is_taken(schema: Any, value: Any) -> None:
    assert example(schema, components(Name=WITH_EXAMPLE)) == value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "example": "1"},
        {"type": "string", "maxLength": 3, "example": "too long"},
        {"type": "string", "pattern": "^[a-z]+$", "example": "A"},
        {"type": "string", "format": "date", "example": "2026-02-30"},
        {"enum": ["a"], "example": "b"},
        {"type": "object", "required": ["a"], "example": {"b": 1}},
        {"type": "array", "items": {"type": "integer"}, "example": [1, "2"]},
        {"oneOf": [{"type": "integer"}, {"minimum": 5}], "example": 7},
        {"type": "string", "nullable": True, "default": None},
    ],
)
def test_an_example_that_its_schema_refuses_is_not_taken(schema: Any) -> None:
    made = example(schema, NONE)
    assert made is not None
    assert made != schema.get("example")


def test_an_invalid_example_gives_way_to_the_next() -> None:
    assert example({"type": "integer", "examples": ["1", 2], "default": 3}, NONE) == 2


READ_ONLY = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"allOf": [ref("Id")]},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
        "parts": {"type": "array", "items": {"properties": {"id": ref("Id"), "n": {"const": 1}}}},
    },
}
ID = {"type": "integer", "readOnly": True}


@pytest.mark.parametrize(
    ("hides", "names"),
    [
        ("readOnly", ["name", "secret", "parts"]),
        ("writeOnly", ["id", "name", "parts"]),
        ("", ["id", "name", "secret", "parts"]),
    ],
)
def test_hidden_properties_are_left_out_even_where_required(hides: str, names: list[str]) -> None:
    references = components(Id=ID)
    given_one = {"id": 1, "name": "Ada", "secret": "s", "parts": [{"id": 2, "n": 1}]}
    assert list(example(READ_ONLY, references, hides)) == names
    whole = example(READ_ONLY | {"example": given_one}, references, hides)
    assert list(whole) == names
    assert ("id" in whole["parts"][0]) == (hides != "readOnly")


def test_a_property_that_another_part_hides_is_left_out() -> None:
    schema = {
        "allOf": [{"properties": {"id": ID}}, {"required": ["id"]}],
        "not": {"required": ["x"]},
    }
    assert example(schema, NONE, "readOnly") == {}
