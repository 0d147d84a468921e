"""Every code that the engine gives has its wording, and every wording is of a code it gives."""

import ast
import string
from pathlib import Path
from typing import Any

import pytest

from openapi.findings import DescriptionError, Finding
from openapi.messages import MESSAGES
from openapi.read import Limits, read
from tests.openapi.builders import YAML, as_bytes, openapi, swagger, with_schemas

ENGINE = Path(__file__).parents[3] / "openapi"


def get(**operation: Any) -> dict[str, Any]:
    responses = {"200": {"description": "All"}}
    return openapi(paths={"/a": {"get": {"responses": responses, **operation}}})


def answers(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return get(responses={"200": {"description": "All", "content": content}}, **more)


EMBEDDED = {
    **with_schemas(A={"$id": "https://a.test/a", "items": {"$ref": "#/components/schemas/A"}}),
    "openapi": "3.1.0",
}
SELF = {"$ref": "#/components/schemas/A"}
LARGE = {"properties": {f"p{number}": {"type": "x"} for number in range(6_000)}}
TAGS = "".join(f"%TAG !a{number}! tag:x{number}\n" for number in range(200)).encode()
SMALL: dict[str, dict[str, int]] = {
    "too_large": {"bytes": 10},
    "too_deep": {"depth": 5},
    "too_many_values": {"nodes": 5},
    "too_many_repeated_values": {"alias_nodes": 1},
    "too_many_references": {"references": 1},
    "more_findings": {"findings": 1},
}
NAMED = {"operationId": "a", "responses": {"200": {"description": ""}}}
QUERY = {"name": "a", "in": "query", "schema": {}}
OTHER_FILES = {
    "other_file_type": b"%PDF",
    "packed_file": b"PK\x03\x04rest",
    "web_page": b"<!doctype html>",
    "xml_file": b"<a/>",
    "wsdl_file": b"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'>",
    "wadl_file": b"<application xmlns='http://wadl.dev.java.net/2009/02'>",
    "raml_file": b"#%RAML 1.0\n- a",
    "api_blueprint_file": b"FORMAT: 1A\n",
    "typespec_file": b'import "@typespec/http";',
    "protobuf_file": b'syntax = "proto3";',
    "graphql_file": b"type Query {\n",
    "graphql_introspection": b'{"__schema": {}}',
    "postman_file": b'{"info": {"_postman_id": "a"}}',
    "insomnia_file": b'{"__export_format": 4}',
    "asyncapi_file": b"asyncapi: 3.0.0",
    "arazzo_file": b"arazzo: 1.0.0",
    "overlay_file": b'{"overlay": "1.0.0", "actions": []}',
    "openrpc_file": b"openrpc: 1.0.0",
    "har_file": b'{"log": {"entries": []}}',
    "swagger_1_file": b"swaggerVersion: 1.2",
    "google_discovery_file": b"kind: discovery#restDescription",
    "smithy_file": b"smithy: 2.0",
    "cloudformation_file": b"AWSTemplateFormatVersion: 1",
    "json_schema_file": b'{"properties": {}}',
    "json_with_comments": b"// a\n{}",
}
GIVEN_BY: dict[str, bytes | dict[str, Any]] = {
    "too_large": openapi(),
    "empty": b" \n",
    **OTHER_FILES,
    "invalid_encoding": b'{"openapi": "\xff"}',
    "invalid_json": b'{"openapi": }',
    "invalid_yaml": b"openapi: a: b",
    "constant_not_in_json": b'{"openapi": NaN}',
    "number_too_long": b'{"openapi": ' + b"9" * 5_000 + b"}",
    "number_too_large": YAML + b"x-a: 1e999\n",
    "lone_surrogate": openapi(info={"title": "a \ud83d", "version": "1"}),
    "repeated_name": YAML + b"x-a: 1\nx-a: 2\n",
    "character_not_allowed": b"openapi: \x07",
    "second_document": YAML + b"---\na: b\n",
    "name_not_text": YAML + b"[a]: b\n",
    "merge_not_object": YAML + b"<<: a\n",
    "unknown_alias": YAML + b"x-a: *b\n",
    "recursive_alias": YAML + b"x-a: &b [*b]\n",
    "tag_not_allowed": YAML + b"x-a: !b c\n",
    "too_deep": with_schemas(A={"properties": {"a": {"items": {}}}}),
    "too_many_values": openapi(),
    "too_many_repeated_values": YAML + b"x-a: &b [1, 2]\nx-c: *b\n",
    "too_many_tags": TAGS + b"---\n" + YAML,
    "too_many_references": with_schemas(A={"items": [{"$ref": "#/a"}, {"$ref": "#/b"}]}),
    "more_findings": with_schemas(A={"type": 1}, B={"type": 1}),
    "root_is_list": b"[]",
    "root_is_value": b"hello",
    "no_version": b'{"info": {}}',
    "unknown_version": openapi("4.0.0"),
    "paths_not_object": openapi(paths=[]),
    "nothing_described": b'{"openapi": "3.0.0"}',
    "missing_title": openapi(info={"version": "1"}),
    "missing_version": openapi(info={"title": "a"}),
    "relative_server": openapi(servers=[{"url": "../v1"}]),
    "reference_outside": with_schemas(A={"$ref": "b.yaml"}),
    "reference_not_text": with_schemas(A={"$ref": 1}),
    "reference_malformed": with_schemas(A={"$ref": "#/a~b"}),
    "reference_circular": with_schemas(A=SELF),
    "reference_unresolved": with_schemas(A={"$ref": "#/b"}),
    "reference_of_wrong_kind": with_schemas(A={"$ref": "#/paths/~1pets/get"}),
    "reference_from_root": EMBEDDED,
    "repeated_operation_id": openapi(paths={key: {"get": NAMED} for key in ("/a", "/b")}),
    "repeated_path": openapi(paths={"/{a}": {}, "/{b}": {}}),
    "repeated_parameter": get(parameters=[QUERY, QUERY]),
    "path_with_query": openapi(paths={"/a?b=c": {}}),
    "path_parameter_missing": openapi(paths={"/{a}": {"get": NAMED}}),
    "path_parameter_unused": get(parameters=[QUERY | {"in": "path", "required": True}]),
    "unknown_security_scheme": get(security=[{"key": []}]),
    "unknown_operation": openapi(components={"links": {"a": {"operationId": "none"}}}),
    "reference_to_no_operation": openapi(components={"links": {"a": {"operationRef": "#/info"}}}),
    "mapping_to_no_schema": with_schemas(
        A={"discriminator": {"propertyName": "a", "mapping": {"b": "None"}}}
    ),
    "unknown_server_variable": openapi(servers=[{"url": "https://{a}.test"}]),
    "default_not_listed": openapi(
        servers=[{"url": "/{a}", "variables": {"a": {"default": "b", "enum": ["c"]}}}]
    ),
    "malformed_pattern": with_schemas(A={"type": "string", "pattern": "(["}),
    "empty_enum": with_schemas(A={"enum": []}) | {"openapi": "3.1.0"},
    "repeated_enum_value": with_schemas(A={"enum": ["a", "b", "a"]}),
    "example_refused": with_schemas(A={"type": "string", "example": 1}),
    "default_refused": with_schemas(A={"type": "string", "default": 1}),
    "values_not_checked": with_schemas(A=LARGE | {"example": {}}),
    "wrong_status": get(responses={"2000": {"description": ""}}),
    "missing_field": get(responses={"200": {}}),
    "one_of_required": get(parameters=[{"name": "a", "in": "query"}]),
    "exclusive_fields": answers({"text/plain": {"example": "a", "examples": {}}}),
    "unknown_field": get(what=1),
    "unknown_fields": get(what=1, that=2),
    "wrong_type": get(tags="a"),
    "value_not_allowed": with_schemas(A={"type": "strng"}),
    "wrong_form": swagger(host="a/b"),
    "below_minimum": with_schemas(A={"minLength": -1}),
    "not_above_minimum": with_schemas(A={"multipleOf": 0}),
    "too_few_items": with_schemas(A={"enum": []}),
    "too_few_fields": get(responses={}),
    "too_many_fields": get(
        parameters=[{"name": "a", "in": "query", "content": {"a/a": {}, "b/b": {}}}]
    ),
    "repeated_items": with_schemas(A={"required": ["a", "a"]}),
    "not_allowed_here": swagger(paths={"/a": {"get": {"responses": {"x-a": 1}}}}),
    "path_without_slash": openapi(paths={"a": {}}),
    "wrong_component_name": with_schemas(**{"A b": {}, "B": {"type": "x"}}),
    "part_too_large": with_schemas(A=LARGE),
}


def findings(code: str) -> list[Finding]:
    given = GIVEN_BY[code]
    data = given if isinstance(given, bytes) else as_bytes(given)
    try:
        return read(data, limits=Limits(**SMALL.get(code, {}))).warnings
    except DescriptionError as error:
        return error.findings


@pytest.mark.parametrize("code", MESSAGES)
def test_every_wording_is_of_a_code_that_a_description_can_bring_about(code: str) -> None:
    [finding, *_] = [each for each in findings(code) if each.code == code]
    fields = {name for _, name, _, _ in string.Formatter().parse(MESSAGES[code]) if name}
    assert fields == ({"because"} if "refusal" in finding.params else set(finding.params))
    assert "is not as expected" not in finding.message
    assert len(finding.message) < 500


def test_every_code_in_the_engine_has_its_wording() -> None:
    written = {code for path in ENGINE.rglob("*.py") for code in codes_in(path)}
    assert len(written) > 30
    assert written <= set(MESSAGES)


def codes_in(path: Path) -> list[str]:
    """The codes that are handed to what makes a finding, as literals."""
    makers = {"at", "warning", "Finding", "_error", "_warn", "_finding"}
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in makers and isinstance(first, ast.Constant):
                found.append(first.value)
    return found
