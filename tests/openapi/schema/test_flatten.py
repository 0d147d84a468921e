"""Parts of an `allOf` are shown as one schema, the strictest of each keyword."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.schema.facts import constraints
from openapi.schema.flatten import flatten


@pytest.mark.parametrize(
    ("outer", "part", "merged"),
    [
        ({"minimum": 1}, {"minimum": 3}, {"minimum": 3}),
        ({"maximum": 9}, {"maximum": 3}, {"maximum": 3}),
        ({"minLength": 5}, {"minLength": 3}, {"minLength": 5}),
        ({"maxItems": 5}, {"maxItems": 3}, {"maxItems": 3}),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}),
        ({"multipleOf": 0.5}, {"multipleOf": 0.75}, {"multipleOf": 1.5}),
        ({"type": ["string", "null"]}, {"type": "string"}, {"type": "string"}),
        ({"type": "number"}, {"type": "integer"}, {"type": "integer"}),
        ({"enum": ["a", "b", 1]}, {"enum": ["b", True, "a"]}, {"enum": ["a", "b"]}),
        ({"uniqueItems": False}, {"uniqueItems": True}, {"uniqueItems": True}),
        ({"readOnly": False}, {"readOnly": True}, {"readOnly": True}),
        (
            {"additionalProperties": True},
            {"additionalProperties": False},
            {"additionalProperties": False},
        ),
        ({"minimum": "3"}, {"minimum": 3}, {"minimum": 3}),
        ({"title": "Outer"}, {"title": "Inner"}, {"title": "Outer"}),
        (
            {"minimum": 1, "exclusiveMinimum": True},
            {"minimum": 0},
            {"exclusiveMinimum": 1, "minimum": 0},
        ),
    ],
)
def test_the_strictest_wins(outer: Any, part: Any, merged: Any) -> None:
    assert flatten(outer | {"allOf": [part]}, References()).keywords == merged


def test_a_type_that_no_part_agrees_on_stays_the_outer_one() -> None:
    schema = {"type": "string", "allOf": [{"type": "integer"}]}
    assert flatten(schema, References()).keywords == {"type": "string"}


def test_a_bound_of_3_0_reads_as_before() -> None:
    flat = flatten({"type": "integer", "minimum": 5, "exclusiveMinimum": True}, References())
    assert constraints(flat) == ["more than 5"]


def test_properties_of_two_parts_are_merged_and_the_description_is_left_as_it_is() -> None:
    outer = {"properties": {"a": {"minimum": 1}, "b": True}}
    part = {"properties": {"a": {"minimum": 3}}}
    schema = outer | {"allOf": [part]}
    merged = flatten(schema, References()).keywords["properties"]
    assert merged == {"a": {"allOf": [{"minimum": 1}, {"minimum": 3}]}, "b": True}
    assert schema["properties"] == {"a": {"minimum": 1}, "b": True}
