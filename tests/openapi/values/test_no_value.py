"""Where no valid value can be made there is a sentence, in bounded work."""

from contextlib import suppress
from functools import reduce
from typing import Any

import pytest

from openapi.common.references import References
from openapi.messages import NO_VALUE
from openapi.values import NoValue, Work, example
from tests.openapi.values.schemas import components, ref

NONE = References()
NINE = [f"S{number}" for number in range(9)]


def requiring(names: list[str], below: Any = ref) -> dict[str, Any]:
    """Schemas that all require each other; `below` makes the schema of a property."""
    properties = {name: below(name) for name in names}
    return {name: {"type": "object", "required": names, "properties": properties} for name in names}


def doubling(keyword: str) -> References:
    """Schemas each of which holds the next one twice: two to the sixtieth ways down."""
    schemas: dict[str, Any] = {
        f"D{number}": {keyword: [{"allOf": [ref(f"D{number + 1}")]} for _ in range(2)]}
        for number in range(60)
    }
    return components(**schemas, D60={"type": "string"})


REASONS: list[tuple[str, Any, References]] = [
    ("value_of_nothing", False, NONE),
    ("value_of_nothing", {"type": "object", "required": ["a"], "properties": {"a": False}}, NONE),
    ("value_of_nothing", {"allOf": [{"enum": [1]}, {"enum": [2]}]}, NONE),
    ("value_types_contradict", {"type": "string", "allOf": [{"type": "integer"}]}, NONE),
    ("value_bounds_contradict", {"type": "integer", "minimum": 5, "maximum": 4}, NONE),
    ("value_bounds_contradict", {"type": "number", "minimum": 5, "exclusiveMaximum": 5}, NONE),
    ("value_bounds_contradict", {"type": "string", "minLength": 5, "maxLength": 4}, NONE),
    (
        "value_bounds_contradict",
        {"type": "object", "required": ["a", "b"], "maxProperties": 1},
        NONE,
    ),
    ("value_of_nothing", {"not": {}}, NONE),
    ("value_not_found", {"oneOf": [{"type": "string"}, {"type": "string"}]}, NONE),
    ("value_of_pattern", {"type": "string", "pattern": "a^"}, NONE),
    (
        "value_of_pattern_and_more",
        {"type": "string", "pattern": "^[0-9]{5}$", "maxLength": 4},
        NONE,
    ),
    ("value_of_pattern_and_more", {"type": "string", "pattern": "^x", "format": "date"}, NONE),
    ("value_pattern_unknown", {"type": "string", "pattern": "(["}, NONE),
    ("value_pattern_unknown", {"type": "string", "pattern": "(" * 500 + ")" * 500}, NONE),
    (
        "value_of_too_few_names",
        {"type": "object", "minProperties": 2, "propertyNames": {"const": "a"}},
        NONE,
    ),
    (
        "value_of_too_few_items",
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": True},
        NONE,
    ),
    ("value_too_deep", ref("S0"), components(**requiring(NINE))),
    (
        "value_too_deep",
        ref("A"),
        components(
            A={"allOf": [{"required": ["a"]}, {"properties": {"a": ref("A")}}], "type": "object"}
        ),
    ),
    ("value_too_large", {"type": "string", "minLength": 10**9}, NONE),
    ("value_too_large", {"type": "array", "items": {}, "minItems": 1e300}, NONE),
    ("value_too_large", {"type": "object", "minProperties": 10**9}, NONE),
    (
        "value_too_large",
        ref("S0"),
        components(
            **requiring(NINE, lambda name: {"type": "array", "minItems": 3, "items": ref(name)})
        ),
    ),
    ("value_too_complex", {"allOf": [{"minLength": each} for each in range(100_000)]}, NONE),
    ("value_of_missing_part", ref("A"), References({}, frozenset([ref("A")["$ref"]]))),
    ("value_of_missing_part", {"$ref": "other.yaml"}, NONE),
    ("value_of_part_left_out", ref("A"), components(B={})),
]


@pytest.mark.parametrize(
    ("code", "schema", "references"), REASONS, ids=[str(n) for n in range(len(REASONS))]
)
def test_a_schema_without_a_value_gives_a_reason(
    code: str, schema: Any, references: References
) -> None:
    work = Work()
    with pytest.raises(NoValue) as caught:
        example(schema, references, work=work)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    assert "not as expected" not in str(caught.value)


def test_every_reason_can_be_given() -> None:
    assert {code for code, _, _ in REASONS} == set(NO_VALUE)


MILLION = 1_000_000
HOSTILE: dict[str, tuple[Any, References, int]] = {
    "nine that require each other": (ref("S0"), components(**requiring(NINE)), 1_000),
    "nine with lists": (
        ref("S0"),
        components(**requiring(NINE, lambda n: {"type": "array", "minItems": 2, "items": ref(n)})),
        20_000,
    ),
    "nine or null": (
        ref("S0"),
        components(**requiring(NINE, lambda n: {"anyOf": [ref(n), {"type": "null"}]})),
        5_000,
    ),
    "nine that are optional": (
        ref("S0"),
        components(**{name: each | {"required": []} for name, each in requiring(NINE).items()}),
        10_000,
    ),
    "a million properties": (
        {
            "type": "object",
            "properties": dict.fromkeys(map(str, range(MILLION)), True),
        },
        NONE,
        5_000,
    ),
    "a million required": (
        {"type": "object", "required": [str(n) for n in range(MILLION)]},
        NONE,
        100,
    ),
    "a million values": ({"type": "string", "enum": [str(n) for n in range(MILLION)]}, NONE, 100),
    "a million values twice": (
        {"allOf": [{"enum": list(range(MILLION))}, {"enum": list(range(MILLION))}]},
        NONE,
        100,
    ),
    "a million examples": ({"type": "string", "examples": list(range(MILLION))}, NONE, 1_000),
    "a million options": ({"anyOf": [{"const": each} for each in range(MILLION)]}, NONE, 25_000),
    "a million parts": ({"allOf": [{}] * MILLION}, NONE, MILLION),
    "allOf that doubles": (ref("D0"), doubling("allOf"), 1_000),
    "anyOf that doubles": (ref("D0"), doubling("anyOf"), 5_000),
    "oneOf that doubles": (ref("D0"), doubling("oneOf"), 25_000),
    "allOf of itself": (ref("A"), components(A={"allOf": [ref("A")], "type": "string"}), 100),
    "allOf 500 levels deep": (
        reduce(lambda inner, _: {"allOf": [inner]}, range(500), {"type": "string"}),
        NONE,
        1_000,
    ),
    "not itself": (ref("A"), components(A={"not": ref("A")}), 5_000),
    "an exponential pattern": (
        {"type": "string", "pattern": "^(a|a)*b$", "example": "a" * 60},
        NONE,
        100,
    ),
    "a huge pattern": ({"type": "string", "pattern": "((x{1000}){1000}){1000}"}, NONE, 100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_bounded_whatever_the_schema(name: str) -> None:
    schema, references, most = HOSTILE[name]
    work = Work()
    with suppress(NoValue):
        example(schema, references, work=work)
    assert work.used <= most


@pytest.mark.parametrize(
    "part",
    [
        {"$ref": 5},
        {"properties": {"a": {"$ref": ["#"]}}},
        {"anyOf": [{"$ref": ["#"]}, 5, None]},
        {"$ref": "http://["},
        {"$id": "http://[", "$ref": "#/$defs/a"},
        {"$id": 5, "$anchor": 5, "$schema": 5, "$dynamicRef": "#x"},
        {"minContains": float("inf"), "contains": {}, "type": "array"},
        {"type": "number", "minimum": 1e308, "multipleOf": 3},
        {"type": "number", "multipleOf": 1e-320},
        {"type": "number", "multipleOf": 0, "minimum": -1},
        {"type": "integer", "minimum": 10**400},
        {"if": {"$ref": "#"}, "unevaluatedProperties": False},
        {"dependentRequired": {"a": 5}, "dependentSchemas": {"b": 5}, "dependencies": 5},
        {"required": [1, "a"], "properties": [], "patternProperties": {"(": {}}},
        {"prefixItems": [5], "items": "x", "contains": 5, "type": "array"},
        {"type": ["string", "null", 3], "format": [], "pattern": 5, "minLength": "3"},
        {"enum": "a", "const": [None], "examples": "x", "discriminator": {"propertyName": []}},
        {"allOf": "x", "oneOf": {}, "not": None, "propertyNames": 7, "example": "\ud800"},
    ],
    ids=str,
)
def test_parts_of_the_wrong_type_read_as_absent(part: Any) -> None:
    with suppress(NoValue):
        example(part, NONE)
    with suppress(NoValue):
        example({"type": "object", "required": ["a"], "properties": {"a": part}}, NONE, "readOnly")


def test_values_of_one_page_share_their_work() -> None:
    work = Work(50)
    assert example({"type": "string"}, NONE, work=work) == "string"
    with suppress(NoValue):
        while True:
            example({"type": "string"}, NONE, work=work)
    with pytest.raises(NoValue) as caught:
        example({"type": "string"}, NONE, work=work)
    assert caught.value.code == "value_too_complex"
