"""An example or default that its schema refuses is said, with the place and the reason."""

from typing import Any

import pytest

from openapi.findings import Finding
from openapi.messages import SCHEMA_REFUSALS
from openapi.read import Limits, read, value_check
from tests.openapi.builders import as_bytes, openapi, swagger, with_schemas


def warnings(document: dict[str, Any], **limits: int) -> list[Finding]:
    found = read(as_bytes(document), limits=Limits(**limits)).warnings
    assert all(warning.severity == "warning" for warning in found)
    return found


def refused(schema: Any, value: Any, version: str = "3.1.0") -> list[tuple[str, str]]:
    """The reasons and pointers, below the example, of what is found on one."""
    document = with_schemas(A=schema | {"example": value}, **PARTS) | {"openapi": version}
    prefix = "/components/schemas/A/example"
    found = warnings(document)
    assert all(each.pointer.startswith(prefix) for each in found)
    return [(str(each.params["refusal"]), each.pointer[len(prefix) :]) for each in found]


PARTS = {
    "Name": {"type": "string", "minLength": 2},
    "Dog": {"properties": {"kind": {"enum": ["dog"]}, "age": {"type": "integer"}}},
    "Cat": {"properties": {"kind": {"enum": ["cat"]}, "age": {"type": "string"}}},
}
REF = {"$ref": "#/components/schemas/Name"}
PETS = {"oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}]}

# For each reason: a schema, a value it refuses, and the place in it.
BY_REASON: dict[str, tuple[dict[str, Any], Any, str]] = {
    "missing_property": ({"required": ["a"]}, {}, ""),
    "unknown_properties": ({"properties": {"b": {}}, "additionalProperties": False}, {"a": 1}, ""),
    "wrong_type": ({"type": "object", "properties": {"a": REF}}, {"a": 1}, "/a"),
    "value_not_listed": ({"items": {"enum": ["a", "b"]}}, ["a", "c"], "/1"),
    "wrong_pattern": ({"pattern": "^(?!a)b"}, "c", ""),
    "wrong_format": ({"type": "string", "format": "date"}, "1 May", ""),
    "below_minimum": ({"minimum": 1}, 0, ""),
    "not_above_minimum": ({"exclusiveMinimum": 1}, 1, ""),
    "above_maximum": ({"maximum": 1}, 2, ""),
    "not_below_maximum": ({"exclusiveMaximum": 1}, 1, ""),
    "not_a_multiple": ({"multipleOf": 2}, 3, ""),
    "too_short": ({"properties": {"a": REF}}, {"a": "x"}, "/a"),
    "too_long": ({"maxLength": 1}, "ab", ""),
    "too_few_items": ({"minItems": 1}, [], ""),
    "too_many_items": ({"maxItems": 0}, [1], ""),
    "too_few_properties": ({"minProperties": 1}, {}, ""),
    "too_many_properties": ({"maxProperties": 0}, {"a": 1}, ""),
    "repeated_items": ({"uniqueItems": True}, [1, 1], ""),
    "fits_none": ({"anyOf": [{"minimum": 5}, {"maximum": 1}]}, 3, ""),
    "fits_several": ({"oneOf": [{}, {"minimum": 1}]}, 3, ""),
    "nothing_allowed": ({"properties": {"a": False}}, {"a": 1}, "/a"),
    "refused": ({"not": {"type": "string"}}, "a", ""),
    "reason_too_costly": ({"items": {"anyOf": [{"type": "string"}] * 2_000}}, [1] * 40, ""),
}


@pytest.mark.parametrize("reason", SCHEMA_REFUSALS)
def test_a_refused_example_comes_with_its_reason_and_place(reason: str) -> None:
    schema, value, place = BY_REASON[reason]
    assert refused(schema, value) == [(reason, place)]
    document = with_schemas(A=schema | {"example": value}, **PARTS) | {"openapi": "3.1.0"}
    [found] = warnings(document)
    assert found.message.startswith("This example is not valid against its schema: ")
    assert "not as expected" not in found.message
    assert found.line


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (PETS, {"kind": "cat", "age": 3}, ("wrong_type", "/age")),
        (PETS, {"kind": "cow"}, ("fits_none", "")),
        ({"anyOf": [REF, {"type": "null"}]}, "x", ("too_short", "")),
        ({"anyOf": [REF, {"type": "integer"}]}, True, ("fits_none", "")),
        (
            {"anyOf": [{"items": PETS}, {"type": "string"}]},
            [{"kind": "dog", "age": "1"}],
            ("wrong_type", "/0/age"),
        ),
    ],
)
def test_of_several_schemas_the_one_that_is_meant_gives_the_reason(
    schema: Any, value: Any, expected: tuple[str, str]
) -> None:
    assert refused(schema, value) == [expected]


def test_what_stands_beside_a_reference_is_ignored_in_30() -> None:
    schema = {"properties": {"a": REF | {"nullable": True}}}
    assert refused(schema, {"a": None}, "3.0.3") == [("wrong_type", "/a")]


def test_no_value_is_allowed_by_an_empty_list() -> None:
    document = with_schemas(A={"enum": [], "example": 1}) | {"openapi": "3.1.0"}
    assert [each.params.get("refusal") for each in warnings(document)] == [None, "nothing_allowed"]


def test_a_tangle_of_references_is_left_out_soon() -> None:
    def to(number: int) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/S{number % 3_000}"}

    schemas = {
        f"S{i}": {
            "allOf": [to(i * 7 + k) for k in range(1, 6)],
            "properties": {f"p{i}": to(i * 3)},
            "example": {"p1": {"p2": {"p3": {"p4": 1}}}},
        }
        for i in range(3_000)
    }
    [found] = warnings(with_schemas(**schemas))
    assert (found.code, found.params["count"]) == ("values_not_checked", 3_000)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "a"),
        ({"type": "integer"}, 1),
        ({"type": "number"}, 1),
        ({"type": "string", "format": "date"}, "2026-05-01"),
        ({"type": "string", "enum": ["a"]}, "a"),
        ({"type": "string", "nullable": True}, None),
        ({"type": "string", "enum": ["a"], "nullable": True}, None),
        ({"nullable": True, "allOf": [REF]}, None),
        (
            {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}},
            {"a": None},
        ),
        ({"minimum": 1, "exclusiveMinimum": False, "type": "integer"}, 1),
        # Ignored beside a reference.
        (REF | {"type": "integer"}, 1),
        ({"required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}, {}),
        ({"required": ["id"], "properties": {"id": {"type": "string", "writeOnly": True}}}, {}),
    ],
)
def test_what_30_allows_is_no_fault(schema: dict[str, Any], value: Any) -> None:
    assert refused(schema, value, "3.0.3") == []


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        ({"type": "string"}, None, "wrong_type"),
        ({"type": "integer"}, True, "wrong_type"),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, "not_above_minimum"),
        ({"required": ["id"], "properties": {"id": {"type": "string"}}}, {}, "missing_property"),
    ],
)
def test_what_30_does_not_allow_is_one(schema: dict[str, Any], value: Any, reason: str) -> None:
    assert refused(schema, value, "3.0.3") == [(reason, "")]


INTEGER = {"schema": {"type": "integer"}}


def in_response(content: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    response = {"description": "All", "content": {media_type: content}}
    examples = {"shared": {"value": "shared"}}
    return openapi(
        paths={"/a": {"get": {"responses": {"200": response}}}}, components={"examples": examples}
    )


def with_parameter(**fields: Any) -> dict[str, Any]:
    parameter = {"name": "a", "in": "query"} | INTEGER | fields
    return openapi(components={"parameters": {"a": parameter}})


CONTENT = "/paths/~1a/get/responses/200/content/application~1json"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (in_response(INTEGER | {"example": "a"}), f"{CONTENT}/example"),
        (
            in_response(INTEGER | {"examples": {"b/c": {"value": "a"}, "d": {"value": 1}}}),
            f"{CONTENT}/examples/b~1c/value",
        ),
        (
            in_response(INTEGER | {"examples": {"b": {"$ref": "#/components/examples/shared"}}}),
            "/components/examples/shared/value",
        ),
        (with_parameter(example="a"), "/components/parameters/a/example"),
        (
            with_parameter(examples={"b": {"value": "a"}}),
            "/components/parameters/a/examples/b/value",
        ),
        (
            openapi(components={"headers": {"X-A": INTEGER | {"example": "a"}}}),
            "/components/headers/X-A/example",
        ),
        (
            with_schemas(A={"type": "integer", "default": "a"}),
            "/components/schemas/A/default",
        ),
        (
            with_schemas(A={"type": "integer", "examples": [1, "a"]}) | {"openapi": "3.1.0"},
            "/components/schemas/A/examples/1",
        ),
    ],
)
def test_values_are_compared_wherever_they_may_stand(document: Any, pointer: str) -> None:
    [found] = warnings(document)
    assert found.pointer == pointer
    assert found.line
    assert found.code == ("default_refused" if "default" in pointer else "example_refused")


def test_a_shared_example_is_reported_once_for_each_schema() -> None:
    content = {"schema": REF, "examples": {"b": {"$ref": "#/components/examples/shared"}}}
    responses = {
        str(status): {"description": "", "content": {"application/json": content}}
        for status in range(200, 220)
    }
    document = with_schemas(Name={"type": "integer"})
    document["paths"] = {"/a": {"get": {"responses": responses}}}
    document["components"]["examples"] = {"shared": {"value": "a"}}
    assert len(warnings(document)) == 1


def test_equal_examples_of_one_schema_are_each_reported() -> None:
    content = {"schema": {"$ref": "#/components/schemas/Name"}, "example": 1}
    response = {"description": "", "content": {"application/json": content}}
    document = with_schemas(Name={"type": "string"})
    document["paths"] = {"/a": {"get": {"responses": {"200": response, "201": response}}}}
    assert len(warnings(document)) == 2


@pytest.mark.parametrize(
    ("value", "media_type", "count"),
    [
        ("<a>1</a>", "application/xml", 0),
        ("1", "text/csv", 0),
        ([1], "application/xml", 1),
        ("1", "application/vnd.a+json", 1),
    ],
)
def test_text_of_another_form_is_left_alone(value: Any, media_type: str, count: int) -> None:
    assert len(warnings(in_response(INTEGER | {"example": value}, media_type))) == count


def test_values_of_swagger_are_compared_in_its_shape() -> None:
    parameter = {"name": "a", "in": "query", "type": "integer", "default": "x", "required": False}
    response = {
        "description": "All",
        "schema": {"type": "object", "required": ["a"]},
        "examples": {"application/json": {}, "application/xml": "<a/>"},
    }
    operation = {"parameters": [parameter], "responses": {"200": response}}
    document = swagger(paths={"/a": {"get": operation}})
    assert [each.pointer for each in warnings(document)] == [
        "/paths/~1a/get/parameters/0/default",
        "/paths/~1a/get/responses/200/examples/application~1json",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"pattern": "("},
        {"type": "strng", "required": True, "minimum": "1"},
        {"$ref": "#/components/schemas/None"},
        {"properties": ["a"], "allOf": {}, "enum": "a", "items": 7},
        {"type": "string", "format": ["date"], "nullable": "yes", "default": "a"},
        {"$ref": "#/components/schemas/Name/minLength"},
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_broken_schema_keeps_nothing_else_from_being_compared(broken: Any, version: str) -> None:
    schemas = {f"S{i}": {"type": "integer", "example": "a"} for i in range(5)}
    document = with_schemas(Broken=broken | {"example": {"a": 1}}, **schemas, **PARTS)
    document["openapi"] = version
    found = [each for each in warnings(document) if each.code == "example_refused"]
    assert sum(each.pointer.startswith("/components/schemas/S") for each in found) == 5


def doubling(levels: int, union: str, wrapped: bool) -> dict[str, Any]:
    """Schemas that each refer twice to the next one, or to it in a property."""
    schemas: dict[str, Any] = {f"S{levels}": {"type": "integer"}}
    for level in range(levels):
        below: Any = {"$ref": f"#/components/schemas/S{level + 1}"}
        below = {"properties": {"a": below}} if wrapped else below
        schemas[f"S{level}"] = {union: [below, below]}
    value: Any = "x"
    for _ in range(levels if wrapped else 0):
        value = {"a": value}
    schemas["S0"]["example"] = value
    return schemas


@pytest.mark.parametrize("union", ["anyOf", "allOf", "oneOf"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_schemas_that_double_what_they_cost_are_left_out_and_that_is_said(
    union: str, wrapped: bool
) -> None:
    document = with_schemas(**doubling(50, union, wrapped), Other={"type": "object", "example": 1})
    found = {each.code for each in warnings(document)}
    assert found == {"values_not_checked", "example_refused"}


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"$ref": "#/components/schemas/A"}], "example": 1},
        {"not": {"$ref": "#/components/schemas/A"}, "example": 1},
        {"properties": {"a": {"$ref": "#/components/schemas/A"}}, "example": {"a": {"a": {}}}},
        {"pattern": "^(a+)+$", "type": "string", "example": "a" * 40 + "!"},
        {"pattern": "(?=(a+)+$)b", "type": "string", "example": "a" * 40 + "!"},
        {"pattern": "^(?:(a|aa)(?!x))+$", "type": "string", "example": "a" * 5_000 + "b"},
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_circles_and_patterns_come_to_an_end(schema: dict[str, Any], version: str) -> None:
    warnings(with_schemas(A=schema) | {"openapi": version})


def test_more_than_there_is_time_for_is_said_by_number() -> None:
    large = {f"S{i}": {"type": "object", "example": {}} for i in range(6_000)}
    [found] = warnings(with_schemas(**large))
    assert found.code == "values_not_checked"
    assert found.params["count"] == 6_000 - value_check._MOST_SCHEMAS


def test_a_great_many_refused_values_are_counted_once() -> None:
    large = {f"S{i}": {"type": "integer", "example": "a"} for i in range(3_000)}
    found = warnings(with_schemas(**large), findings=10)
    assert len(found) == 11
    assert found[-1].code == "more_findings"
    [wide] = warnings(with_schemas(A={"items": {"type": "integer"}, "example": ["a"] * 30_000}))
    assert wide.pointer.startswith("/components/schemas/A/example/")


def test_references_stay_inside_by_identifiers_too() -> None:
    name = PARTS["Name"] | {"$id": "https://a.test/name"}
    holder = {"items": {"$ref": "https://a.test/name"}, "example": ["a"]}
    document = with_schemas(Name=name, A=holder) | {"openapi": "3.1.0"}
    [found] = warnings(document)
    assert found.params["refusal"] == "too_short"
