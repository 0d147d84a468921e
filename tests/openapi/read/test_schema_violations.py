"""Violations of the OpenAPI schema register, each with a readable, located warning."""

import pytest

from openapi.read import read
from openapi.read.description import Limits
from tests.openapi.builders import as_bytes, openapi, swagger, with_schemas


def warnings(document) -> list[tuple[str, str]]:
    found = read(as_bytes(document)).warnings
    assert all(warning.severity == "warning" and warning.line for warning in found)
    return [(warning.pointer, warning.message) for warning in found]


def test_each_departure_names_its_place_and_what_is_wrong():
    document = openapi(
        paths={
            "/pets": {
                "get": {
                    "parameters": [
                        {"name": "limit", "in": "query"},
                        {"name": "a", "in": "body", "schema": {}},
                    ],
                    "responses": {"200": {"summary": "All"}},
                }
            },
            "cats": {},
        },
        components={"schemas": {"A Pet": {}, "Pet": {"type": "strng"}}},
    )
    assert warnings(document) == [
        ("/paths/~1pets/get/parameters/0", "One of “schema” or “content” is missing."),
        ("/paths/~1pets/get/parameters/1/in", "This must be cookie, header, path or query."),
        ("/paths/~1pets/get/responses/200", "“description” is missing."),
        ("/paths/~1pets/get/responses/200/summary", "OpenAPI knows no field “summary” here."),
        ("/paths/cats", "A path must begin with “/”."),
        (
            "/components/schemas/A Pet",
            "The name of a component may hold letters, digits, “.”, “-” and “_” only.",
        ),
        (
            "/components/schemas/Pet/type",
            "This must be array, boolean, integer, number, object or string.",
        ),
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("group", "part", "where", "message"),
    [
        ("securitySchemes", {"type": "http"}, "", "“scheme” is missing."),
        (
            "securitySchemes",
            {"type": "apiKey", "in": "body", "name": "key"},
            "/in",
            ("This must be cookie, header or query.", "This must be query, header or cookie."),
        ),
        (
            "links",
            {"operationRef": "https://a.test/#/a", "operationId": "list"},
            "",
            "Only one of “operationId” or “operationRef” may stand here.",
        ),
        (
            "parameters",
            {"name": "a", "in": "query", "schema": {}, "content": {"a/b": {}}},
            "",
            "Only one of “content” or “schema” may stand here.",
        ),
        (
            "parameters",
            {"name": "a", "in": "path", "schema": {}, "required": False},
            "/required",
            "This must be true.",
        ),
    ],
)
def test_one_fault_is_one_sentence(version, group, part, where, message):
    document = openapi(
        version,
        paths={"/a": {"get": {"operationId": "list", "responses": {"200": {"description": ""}}}}},
        components={group: {"one": part}},
    )
    [(pointer, said)] = warnings(document)
    assert pointer == f"/components/{group}/one{where}"
    assert said == message or said in message


def test_shapes_that_are_all_wrong_still_read():
    document = openapi(
        info={"title": ["a"], "version": {}},
        servers="https://example.com",
        tags={"a": 1},
        paths={"/a": 7, "/b": {"get": "x", "parameters": "y"}, "/c": {"get": {"tags": "pets"}}},
        components=[],
    )
    assert len(warnings(document)) >= 6


def test_swagger_shapes_that_are_all_wrong_still_read():
    odd = {
        "get": {"parameters": ["x", {"in": "body"}, {"in": "formData"}], "responses": {"200": 3}}
    }
    document = swagger(
        host=3,
        schemes={"a": 1},
        produces="application/json",
        paths={"/a": 7, "/b": odd, "/c": {"get": {"parameters": "x", "responses": []}}},
        definitions={"A": 3, "B": {"properties": ["x"], "items": [1]}},
        responses={"R": []},
        securityDefinitions={"s": "x", "o": {"type": "oauth2"}},
    )
    assert warnings(document)


def test_schemas_of_31_are_checked_too():
    document = with_schemas(Pet={"type": "strng", "required": "name"})
    document["openapi"] = "3.1.0"
    assert [pointer for pointer, _ in warnings(document)] == [
        "/components/schemas/Pet/type",
        "/components/schemas/Pet/required",
    ]


def test_warnings_are_bounded_and_say_so():
    document = with_schemas(**{f"S{i}": {"type": "x"} for i in range(500)})
    found = read(as_bytes(document), limits=Limits(findings=10)).warnings
    assert len(found) == 11
    assert found[-1].message == "There are more than the 10 findings listed."


def test_a_part_too_large_to_explain_is_still_named():
    properties = {f"p{i}": {"type": "x"} for i in range(6_000)}
    [(pointer, message)] = warnings(with_schemas(Big={"properties": properties}))
    assert pointer == "/components/schemas/Big"
    assert "too large to say where" in message


def test_a_name_given_twice_is_reported():
    data = (
        b'{"openapi": "3.0.0", "info": {"title": "a", "title": "b", "version": "1"},\n "paths": {}}'
    )
    description = read(data)
    assert description.title == "b"
    [warning] = description.warnings
    assert (warning.pointer, warning.line) == ("/info/title", 1)


def test_a_name_given_twice_is_placed_where_it_counts():
    start = b'{"openapi": "3.0.0", "info": {"title": "a", "version": "1"}, "paths": {\n'
    twice = b'"/a": {},\n"/a": {"get": {}}}}'
    found = [(each.code, each.line) for each in read(start + twice).warnings]
    assert found == [("repeated_name", 3), ("missing_field", 3)]


@pytest.mark.parametrize("number", ["1e999999", "-1e999999"])
def test_a_number_too_large_becomes_the_largest(number):
    data = as_bytes(openapi()).replace(b'"paths"', b'"x-max": ' + number.encode() + b', "paths"')
    description = read(data)
    assert abs(description.document["x-max"]) == pytest.approx(1.7976931348623157e308)
    assert description.warnings[0].line


def test_half_a_surrogate_pair_is_replaced():
    data = as_bytes(openapi(info={"title": "Pets \ud83d and \\ud83d 🐕", "version": "1"}))
    description = read(data)
    assert description.title == "Pets \ufffd and \\ud83d 🐕"
    assert "surrogate" in description.warnings[0].message


@pytest.mark.parametrize("inside", ['"', "\\", '\\"', '\\\\"', '"\\', '": "', '\\\\\\"\\'])
def test_a_repeated_name_is_reported_whatever_stands_in_strings(inside):
    text = as_bytes(openapi(**{"x-a": [inside, {inside: inside}]})).decode()
    assert read(text.encode()).warnings == []
    again = text.replace('"info"', '"x-b": 1, "x-b": "two", "info"')
    (warning,) = read(again.encode()).warnings
    assert "“x-b” is given more than once" in warning.message


def test_a_repeated_name_of_half_a_character_can_be_reported():
    text = as_bytes(openapi()).decode().replace('"info"', '"x-\\ud800": 1, "x-\\ud800": 2, "info"')
    messages = [warning.message for warning in read(text.encode()).warnings]
    assert any("given more than once" in message for message in messages)
    assert all(message.encode() for message in messages)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_link_may_name_its_server(version):
    link = {"operationId": "read", "server": {"url": "https://files.test"}}
    response = {"description": "Made", "links": {"read": link}}
    get = {"operationId": "read", "responses": {"200": response}}
    assert warnings(openapi(version, paths={"/pets": {"get": get}})) == []


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("responses", "place", "message"),
    [
        ({}, "", "This object needs more fields: at least 1."),
        ({"2000": {"description": ""}}, "/2000", "“2000” is no status"),
    ],
)
def test_responses_without_a_status_are_one_fault(version, responses, place, message):
    [(pointer, said)] = warnings(openapi(version, paths={"/a": {"get": {"responses": responses}}}))
    assert pointer == f"/paths/~1a/get/responses{place}"
    assert said.startswith(message)


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_a_fault_in_a_flow_is_said_once_and_where_it_is(version):
    flow = {"authorizationUrl": "https://a.test/", "tokenUrl": "https://a.test/", "scope": {}}
    scheme = {"type": "oauth2", "flows": {"authorizationCode": flow | {"scopes": {}}}}
    found = warnings(openapi(version, components={"securitySchemes": {"login": scheme}}))
    place = "/components/securitySchemes/login/flows/authorizationCode/scope"
    assert found == [(place, "OpenAPI knows no field “scope” here.")]
