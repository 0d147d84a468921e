"""Swagger 2.0 in the shape of OpenAPI 3.0. Each result is valid by the official 3.0 schema."""

import copy
from typing import Any

import pytest

from openapi.common.targets import Targets
from openapi.read import read, reference_check, schema_violations
from openapi.read.description import Limits
from openapi.read.survey import survey
from tests.openapi.builders import as_bytes, swagger


def upgraded(**fields):
    document = swagger(**fields)
    before = copy.deepcopy(document)
    description = read(as_bytes(document))
    assert description.document == before
    result = description.openapi3
    noted = survey(result, limits=Limits())
    assert schema_violations.check(result, "3.0", noted, limits=Limits()) == []
    assert reference_check.check(result, noted, limits=Limits()) == []
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


def leads_to(ref: str, **fields: Any) -> Any:
    """What a property with this reference leads to once its document is read."""
    document = swagger(**fields)
    holder = document.setdefault("definitions", {})
    holder["Holder"] = {"type": "object", "properties": {"one": {"$ref": ref}}}
    description = read(as_bytes(document))
    assert "reference_unresolved" not in {found.code for found in description.warnings}
    schema = description.openapi3["components"]["schemas"]["Holder"]["properties"]["one"]
    targets = Targets(description.openapi3)
    for _ in range(5):
        if not isinstance(schema, dict) or "$ref" not in schema:
            break
        schema = targets.find(schema["$ref"])
    return schema


GOAL = {"type": "string", "title": "Goal"}
OBJECT = {"type": "object", "properties": {"a/b%41 %": GOAL}}
BODY = {"name": "pet", "in": "body", "schema": OBJECT}
LIST = {"name": "ids", "in": "query", "type": "array", "items": GOAL}
FIELD = {"name": "ids", "in": "formData", "type": "array", "items": GOAL}
PICTURE = {"name": "file", "in": "formData", "type": "file"}
ANSWER = {
    "description": "A pet",
    "schema": OBJECT,
    "headers": {"X-Ids": {"type": "array", "items": GOAL}},
}
IN_OBJECT = "properties/a~1b%2541%20%25"


def pets(**item: Any) -> dict[str, Any]:
    return {"paths": {"/pets": {"post": {"responses": {"200": {"description": ""}}}} | item}}


def post(**operation: Any) -> dict[str, Any]:
    return pets(post={"responses": {"200": {"description": ""}}} | operation)


LIMIT = {"name": "limit", "in": "query", "type": "integer"}


@pytest.mark.parametrize(
    ("ref", "fields"),
    [
        ("#/definitions/Pet/" + IN_OBJECT, {"definitions": {"Pet": OBJECT}}),
        ("#/parameters/Pet/schema/" + IN_OBJECT, {"parameters": {"Pet": BODY}}),
        ("#/parameters/Ids/items", {"parameters": {"Ids": LIST}}),
        ("#/parameters/Ids/items", {"parameters": {"Ids": FIELD}}),
        ("#/responses/Pet/schema/" + IN_OBJECT, {"responses": {"Pet": ANSWER}}),
        ("#/responses/Pet/headers/X-Ids/items", {"responses": {"Pet": ANSWER}}),
        ("#/paths/~1pets/post/responses/201/schema/" + IN_OBJECT, post(responses={"201": ANSWER})),
        (
            "#/paths/~1pets/post/responses/201/schema/" + IN_OBJECT,
            post(responses={"201": ANSWER}, produces=["application/xml", "application/json"]),
        ),
        ("#/paths/~1pets/post/responses/201/headers/X-Ids/items", post(responses={"201": ANSWER})),
        ("#/paths/~1pets/post/parameters/0/schema/" + IN_OBJECT, post(parameters=[BODY, LIST])),
        ("#/paths/~1pets/post/parameters/1/items", post(parameters=[BODY, LIST])),
        ("#/paths/~1pets/post/parameters/2/items", post(parameters=[PICTURE, LIMIT, FIELD])),
        ("#/paths/~1pets/parameters/1/items", pets(parameters=[BODY, LIST])),
        ("#/paths/~1pets/parameters/0/schema/" + IN_OBJECT, pets(parameters=[BODY])),
        ("#/paths/~1pets/parameters/0/items", pets(parameters=[FIELD])),
        # No operation takes it.
        ("#/paths/~1pets/parameters/0/items", {"paths": {"/pets": {"parameters": [FIELD]}}}),
        ("#/x-parts/pet/" + IN_OBJECT, {"x-parts": {"pet": OBJECT}}),
        ("#/definitions%2FPet/" + IN_OBJECT, {"definitions": {"Pet": OBJECT}}),
        (
            "#/x-parts/pet",
            {"x-parts": {"pet": {"$ref": "#/parameters/Ids/items"}}, "parameters": {"Ids": LIST}},
        ),
    ],
)
def test_a_reference_that_resolves_in_the_file_resolves_in_what_is_made_of_it(ref, fields):
    assert leads_to(ref, **copy.deepcopy(fields)) == GOAL


def test_parts_of_the_same_name_stay_apart():
    parts = {"one": {"pet": GOAL}, "two": {"pet": {"type": "integer"}}, "three": {"pet": {}}}
    refs = {name: {"$ref": f"#/x-parts/{name}/pet"} for name in parts}
    document = swagger(
        definitions={"pet": {"type": "boolean"}, "All": {"properties": refs}},
        **{"x-parts": parts},
    )
    components = read(as_bytes(document)).openapi3["components"]["schemas"]
    targets = Targets({"components": {"schemas": components}})
    found = [targets.find(one["$ref"]) for one in components["All"]["properties"].values()]
    assert found == [GOAL, {"type": "integer"}, {}]
    assert components["pet"] == {"type": "boolean"}


def test_form_fields_of_a_path_join_those_of_its_operations():
    item = upgraded(
        paths={
            "/pets": {
                "parameters": [
                    {"name": "a", "in": "formData", "type": "string"},
                    {"name": "b", "in": "formData", "type": "string"},
                ],
                "post": {
                    "parameters": [{"name": "b", "in": "formData", "type": "integer"}],
                    "responses": {"200": {"description": ""}},
                },
                "put": {
                    "parameters": [{"name": "c", "in": "body", "schema": {"type": "object"}}],
                    "responses": {"200": {"description": ""}},
                },
                "patch": {"responses": {"200": {"description": ""}}},
            }
        }
    )["paths"]["/pets"]
    schemas = {
        method: next(iter(item[method]["requestBody"]["content"].values()))["schema"]
        for method in ("post", "put", "patch")
    }
    assert schemas["post"]["properties"] == {"b": {"type": "integer"}, "a": {"type": "string"}}
    assert "properties" not in schemas["put"]
    assert list(schemas["patch"]["properties"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("produces", "types"),
    [
        (None, ["application/json"]),
        (["application/xml"], ["application/xml"]),
        (["application/json"], ["application/json"]),
        ([], ["application/json"]),
    ],
)
def test_a_shared_response_has_the_types_of_the_operation_that_gives_it(produces, types):
    operation = {"responses": {"200": {"$ref": "#/responses/Pet"}}}
    if produces is not None:
        operation["produces"] = produces
    result = upgraded(
        produces=["application/json"],
        responses={"Pet": {"description": "A pet", "schema": {"type": "object"}}},
        paths={"/pets": {"get": operation}},
    )
    response = result["paths"]["/pets"]["get"]["responses"]["200"]
    if "$ref" in response:
        response = Targets(result).find(response["$ref"])
    assert list(response["content"]) == types


@pytest.mark.parametrize(
    ("where", "collection_format", "style"),
    [
        ("query", "tsv", {"style": "tabDelimited", "explode": False}),
        ("header", "pipes", {"style": "pipeDelimited", "explode": False}),
        ("path", "ssv", {"style": "spaceDelimited", "explode": False}),
        ("path", "csv", {"style": "simple"}),
        ("header", None, {"style": "simple"}),
        ("query", None, {"style": "form", "explode": False}),
    ],
)
def test_formats_that_30_has_no_style_for_keep_their_separator(where, collection_format, style):
    ids = {"name": "ids", "in": where, "type": "array", "items": {"type": "string"}}
    if where == "path":
        ids["required"] = True
    if collection_format:
        ids["collectionFormat"] = collection_format
    path = "/pets/{ids}" if where == "path" else "/pets"
    responses = {"200": {"description": ""}}
    document = swagger(paths={path: {"get": {"parameters": [ids], "responses": responses}}})
    [parameter] = read(as_bytes(document)).openapi3["paths"][path]["get"]["parameters"]
    assert {key: parameter[key] for key in ("style", "explode") if key in parameter} == style


def test_a_path_kept_in_an_extension_is_upgraded_where_it_is_used():
    item = {"get": {"parameters": [LIMIT], "responses": {"200": {"description": "", "schema": {}}}}}
    result = upgraded(**{"x-paths": {"pets": item}}, paths={"/pets": {"$ref": "#/x-paths/pets"}})
    operation = result["paths"]["/pets"]["get"]
    assert operation["parameters"][0]["schema"] == {"type": "integer"}
    assert list(operation["responses"]["200"]["content"]) == ["application/json"]


def test_many_references_into_long_lists_take_time_in_proportion():
    parameters = [{"name": f"p{i}", "in": "formData", "type": "string"} for i in range(5_000)]
    refs = {f"r{i}": {"$ref": f"#/paths/~1a/post/parameters/{i}/type"} for i in range(5_000)}
    refs |= {f"x{i}": {"$ref": f"#/x-parts/{i}/pet"} for i in range(5_000)}
    document = swagger(
        paths={"/a": {"post": {"parameters": parameters, "responses": {"200": {}}}}},
        definitions={"All": {"properties": refs}},
        **{"x-parts": [{"pet": {}}] * 5_000},
    )
    assert len(read(as_bytes(document)).openapi3["components"]["schemas"]) == 5_001
