"""Links, mappings, servers and lists of values that do not fit are said."""

from typing import Any

import pytest

from openapi.read import read
from tests.openapi.builders import as_bytes, openapi, swagger, with_schemas

GET = {"operationId": "list", "responses": {"200": {"description": "All"}}}


def found(document: dict[str, Any]) -> list[tuple[str, str]]:
    warnings = read(as_bytes(document)).warnings
    assert all(warning.line for warning in warnings)
    return [(warning.code, warning.pointer) for warning in warnings]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ({"operationId": "list"}, ""),
        ({"operationId": "copy"}, ""),
        ({"operationRef": "#/paths/~1a/get"}, ""),
        ({"operationRef": "https://a.test/b.yaml#/paths/~1a/get"}, ""),
        ({"operationId": "none"}, "unknown_operation"),
        ({"operationRef": "#/paths/~1a"}, "reference_to_no_operation"),
        ({"operationRef": "#/paths/~1b/get"}, "reference_to_no_operation"),
    ],
)
def test_a_link_leads_to_an_operation(link: dict[str, str], code: str) -> None:
    paths = {"/a": {"get": GET, "additionalOperations": {"COPY": GET | {"operationId": "copy"}}}}
    document = openapi("3.2.0", paths=paths, components={"links": {"next": link}})
    place = (code, f"/components/links/next/{next(iter(link))}")
    assert found(document) == ([place] if code else [])


@pytest.mark.parametrize(
    ("target", "is_one"),
    [
        ("Dog", True),
        ("#/components/schemas/Dog", True),
        ("A.b", True),
        ("Cat", False),
        ("#/components/schemas/Cat", False),
        ("#/components/responses/Gone", False),
        ("dog.json", False),
    ],
)
def test_a_mapping_leads_to_a_schema(target: str, is_one: bool) -> None:
    pet = {"type": "object", "discriminator": {"propertyName": "a", "mapping": {"dog": target}}}
    document = openapi(
        components={
            "schemas": {"Pet": pet, "Dog": {}, "A.b": {}},
            "responses": {"Gone": {"description": "Gone"}},
        }
    )
    place = ("mapping_to_no_schema", "/components/schemas/Pet/discriminator/mapping/dog")
    assert found(document) == ([] if is_one else [place])


def test_the_address_of_a_server_has_the_variables_it_names() -> None:
    variables = {"a": {"default": "x"}, "c": {"default": "y", "enum": ["z"]}, "d": {}}
    document = openapi(servers=[{"url": "https://{a}.test/{b}/{c}", "variables": variables}])
    assert found(document) == [
        ("unknown_server_variable", "/servers/0/url"),
        ("default_not_listed", "/servers/0/variables/c/default"),
        ("missing_field", "/servers/0/variables/d"),
    ]


@pytest.mark.parametrize(
    ("enum", "position"),
    [
        (["a", "b"], 0),
        (["a", "b", "a"], 2),
        ([1, True, "1", None], 0),
        ([{"a": 1, "b": 2}, [1], {"b": 2, "a": 1}], 2),
    ],
)
def test_a_value_listed_twice_is_named(enum: list[Any], position: int) -> None:
    place = ("repeated_enum_value", f"/components/schemas/A/enum/{position}")
    assert found(with_schemas(A={"enum": enum})) == ([place] if position else [])


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_list_of_no_values_is_named_once(version: str) -> None:
    document = with_schemas(A={"enum": []}) | {"openapi": version}
    code = "too_few_items" if version == "3.0.3" else "empty_enum"
    assert found(document) == [(code, "/components/schemas/A/enum")]


@pytest.mark.parametrize(
    ("pattern", "is_one"),
    [
        ("([", False),
        ("*a", False),
        ("a{2,1}", False),
        (r"^\p{L}+$", True),
        (r"(?<year>\d{4})", True),
        (r"^(?!x)[a-z]{1,3}$", True),
        ("", True),
        ("(a+)+$", True),
    ],
)
def test_a_pattern_is_a_regular_expression(pattern: str, is_one: bool) -> None:
    schema = {"type": "object", "properties": {"pattern": {"type": "string", "pattern": pattern}}}
    get = GET | {"parameters": [{"name": "q", "in": "query", "schema": schema}]}
    place = "/paths/~1a/get/parameters/0/schema/properties/pattern/pattern"
    expected = [] if is_one else [("malformed_pattern", place)]
    assert found(openapi("3.1.0", paths={"/a": {"get": get}})) == expected


def test_what_is_required_need_not_be_a_property() -> None:
    assert found(with_schemas(A={"type": "object", "required": ["a"], "properties": {}})) == []


@pytest.mark.parametrize("keyword", ["schema", "itemSchema"])
def test_inline_schemas_are_checked_like_components(keyword: str) -> None:
    content = {"application/jsonl": {keyword: {"items": {"type": "strng", "required": "a"}}}}
    responses = {"200": {"description": "All", "content": content}}
    document = openapi("3.2.0", paths={"/a": {"get": {"responses": responses}}})
    base = f"/paths/~1a/get/responses/200/content/application~1jsonl/{keyword}/items"
    assert found(document) == [
        ("value_not_allowed", f"{base}/type"),
        ("wrong_type", f"{base}/required"),
    ]


def test_inline_schemas_of_parameters_and_headers_are_checked_too() -> None:
    wrong = {"schema": {"minLength": -1}}
    document = openapi(
        "3.1.0",
        components={
            "parameters": {"a": {"name": "a", "in": "query"} | wrong},
            "headers": {"b": wrong},
        },
    )
    assert found(document) == [
        ("below_minimum", "/components/parameters/a/schema/minLength"),
        ("below_minimum", "/components/headers/b/schema/minLength"),
    ]


def test_what_32_brings_is_no_fault() -> None:
    stream = {"itemSchema": {"$ref": "#/components/schemas/Event"}, "itemEncoding": {}}
    query = {
        "name": "q",
        "in": "querystring",
        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
    }
    copy = {
        "parameters": [query],
        "responses": {"200": {"summary": "All", "content": {"text/event-stream": stream}}},
    }
    document = openapi(
        "3.2.0",
        **{"$self": "https://a.test/api.json"},
        tags=[{"name": "a", "summary": "A"}, {"name": "b", "parent": "a", "kind": "nav"}],
        paths={"/a": {"query": GET, "additionalOperations": {"COPY": copy}}},
        components={"schemas": {"Event": {"type": "object"}}},
    )
    assert found(document) == []


def test_swagger_has_its_own_lists_of_values() -> None:
    parameter = {"name": "a", "in": "query", "type": "string", "enum": ["a", "a"]}
    operation = {"parameters": [parameter], "responses": {"200": {"description": ""}}}
    codes = [code for code, _ in found(swagger(paths={"/a": {"get": operation}}))]
    assert codes == ["repeated_items"]
