"""Swagger 2.0 in the shape of OpenAPI 3.0. Each result is valid by the official 3.0 schema."""

import copy

import pytest

from openapi.read import read, reference_check, schema_violations
from openapi.read.description import Limits
from tests.openapi.builders import as_bytes, swagger


def upgraded(**fields):
    document = swagger(**fields)
    before = copy.deepcopy(document)
    description = read(as_bytes(document))
    assert description.document == before
    result = description.openapi3
    assert schema_violations.check(result, "3.0", limits=Limits()) == []
    assert reference_check.check(result, limits=Limits()) == []
    return result


def operation(**fields):
    return upgraded(
        paths={"/pets": {"post": {"responses": {"200": {"description": ""}}} | fields}}
    )["paths"]["/pets"]["post"]


@pytest.mark.parametrize(
    ("fields", "urls"),
    [
        (
            {"host": "a.example", "basePath": "/v1/", "schemes": ["https", "http"]},
            ["https://a.example/v1", "http://a.example/v1"],
        ),
        ({"host": "a.example"}, ["https://a.example"]),
        ({"basePath": "/v1"}, ["/v1"]),
        ({}, ["/"]),
    ],
)
def test_host_base_path_and_schemes_become_servers(fields, urls):
    assert [server["url"] for server in upgraded(**fields)["servers"]] == urls


def test_body_becomes_a_request_body_per_consumed_type():
    body = {"name": "pet", "in": "body", "required": True, "schema": {"type": "object"}}
    result = operation(consumes=["application/json", "application/xml"], parameters=[body])
    assert result["requestBody"] == {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/xml": {"schema": {"type": "object"}},
        },
    }
    assert "parameters" not in result


def test_form_data_becomes_an_object_and_files_make_it_multipart():
    result = operation(
        consumes=["multipart/form-data"],
        parameters=[
            {
                "name": "photo",
                "in": "formData",
                "type": "file",
                "required": True,
                "description": "A picture",
            },
            {
                "name": "tags",
                "in": "formData",
                "type": "array",
                "items": {"type": "string"},
                "collectionFormat": "multi",
            },
        ],
    )
    assert result["requestBody"] == {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["photo"],
                    "properties": {
                        "photo": {"type": "string", "format": "binary", "description": "A picture"},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                },
                "encoding": {"tags": {"style": "form", "explode": True}},
            }
        },
    }


@pytest.mark.parametrize(
    ("collection_format", "style"),
    [
        ("csv", {"style": "form", "explode": False}),
        ("ssv", {"style": "spaceDelimited", "explode": False}),
        ("pipes", {"style": "pipeDelimited", "explode": False}),
        ("multi", {"style": "form", "explode": True}),
    ],
)
def test_a_collection_format_becomes_a_style(collection_format, style):
    ids = {
        "name": "ids",
        "in": "query",
        "type": "array",
        "items": {"type": "integer"},
        "collectionFormat": collection_format,
    }
    [parameter] = operation(parameters=[ids])["parameters"]
    assert (
        parameter
        == {
            "name": "ids",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "integer"}},
        }
        | style
    )


def test_shared_parameters_and_bodies_are_found_where_they_moved():
    result = upgraded(
        parameters={
            "limit": {"name": "limit", "in": "query", "type": "integer"},
            "pet": {"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}},
        },
        definitions={"Pet": {"type": "object"}},
        paths={
            "/pets": {
                "parameters": [{"$ref": "#/parameters/pet"}],
                "post": {
                    "parameters": [{"$ref": "#/parameters/limit"}],
                    "responses": {"200": {"description": ""}},
                },
            }
        },
    )
    post = result["paths"]["/pets"]["post"]
    assert post["parameters"] == [{"$ref": "#/components/parameters/limit"}]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Pet"}
    assert list(result["components"]["parameters"]) == ["limit"]
    assert "parameters" not in result["paths"]["/pets"]


def test_responses_get_content_headers_and_examples():
    response = {
        "description": "A pet",
        "schema": {"$ref": "#/definitions/Pet"},
        "headers": {"X-Rate": {"type": "integer", "description": "Left"}},
        "examples": {"application/json": {"$ref": "kept as data"}},
    }
    result = upgraded(
        produces=["application/json"],
        definitions={"Pet": {}},
        responses={"Gone": {"description": "Gone"}},
        paths={
            "/a": {"get": {"responses": {"200": response, "410": {"$ref": "#/responses/Gone"}}}}
        },
    )
    assert result["paths"]["/a"]["get"]["responses"] == {
        "200": {
            "description": "A pet",
            "headers": {"X-Rate": {"description": "Left", "schema": {"type": "integer"}}},
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Pet"},
                    "example": {"$ref": "kept as data"},
                }
            },
        },
        "410": {"$ref": "#/components/responses/Gone"},
    }


def test_schemas_keep_data_and_names_but_change_their_words():
    pet = {
        "type": "object",
        "discriminator": "kind",
        "required": ["kind"],
        "x-nullable": True,
        "example": {"$ref": "#/definitions/Pet"},
        "properties": {
            "kind": {"type": "string"},
            "discriminator": {"type": "string"},
            "parent": {"$ref": "#/definitions/Pet"},
        },
    }
    assert upgraded(definitions={"Pet": pet})["components"]["schemas"]["Pet"] == {
        "type": "object",
        "discriminator": {"propertyName": "kind"},
        "required": ["kind"],
        "nullable": True,
        "example": {"$ref": "#/definitions/Pet"},
        "properties": {
            "kind": {"type": "string"},
            "discriminator": {"type": "string"},
            "parent": {"$ref": "#/components/schemas/Pet"},
        },
    }


def test_security_definitions_become_schemes_with_flows():
    scopes = {"read": "Read pets"}
    result = upgraded(
        securityDefinitions={
            "basic": {"type": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "code": {
                "type": "oauth2",
                "flow": "accessCode",
                "authorizationUrl": "https://a.example/authorize",
                "tokenUrl": "https://a.example/token",
                "scopes": scopes,
            },
        }
    )["components"]["securitySchemes"]
    assert result["basic"] == {"type": "http", "scheme": "basic"}
    assert result["key"] == {"type": "apiKey", "in": "header", "name": "X-Key"}
    assert result["code"] == {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "https://a.example/authorize",
                "tokenUrl": "https://a.example/token",
                "scopes": scopes,
            }
        },
    }
