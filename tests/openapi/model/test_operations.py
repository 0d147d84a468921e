"""An operation is read whole: references followed, and what stands at its path merged in."""

from typing import Any

import pytest

from tests.openapi.packed import Packed, document, get

SERVER = {"url": "https://{region}.test/v1", "variables": {"region": {"default": "eu"}}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def model(operation: dict[str, Any], **parts: Any) -> Any:
    return Packed(document(paths=get(**operation), **parts)).model()


def test_parameters_of_the_path_count_unless_the_operation_has_them() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    own = [limit | {"required": True}, {"$ref": "#/components/parameters/Trace"}]
    paths = {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path"}, limit],
            "get": {"operationId": "listPets", "parameters": own},
        }
    }
    shared = {"Trace": {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}}
    found = Packed(document(paths=paths, components={"parameters": shared})).model().parameters
    assert [(each.where, each.name, each.required) for each in found] == [
        ("path", "id", True),
        ("query", "limit", True),
        ("header", "X-Trace", False),
    ]
    assert found[2].schema == {"type": "string"}


def test_a_body_behind_a_reference_has_its_media_types() -> None:
    contents = {"text/plain": {}, "application/json": {"schema": {"type": "object"}}}
    shared = {"requestBodies": {"Pet": {"required": True, "content": contents}}}
    body = model(
        {"requestBody": {"$ref": "#/components/requestBodies/Pet"}}, components=shared
    ).body
    assert body.required
    assert [each.name for each in body.contents] == ["text/plain", "application/json"]
    assert body.contents[0].schema is True
    assert body.preferred.schema == {"type": "object"}


@pytest.mark.parametrize(
    ("names", "preferred"),
    [
        (["text/plain", "application/jsonl", "application/json; charset=utf-8"], 2),
        (["application/json-patch+json", "application/merge-patch+json"], 1),
        (["application/json-patch+json", "text/plain"], 0),
        (["application/hal+json", "application/json"], 1),
        (["application/jsonl", "text/csv"], 0),
        (["text/csv", "text/json"], 1),
    ],
)
def test_json_is_preferred_and_an_object_to_operations_on_it(
    names: list[str], preferred: int
) -> None:
    body = model({"requestBody": {"content": {name: {} for name in names}}}).body
    assert body.preferred.name == names[preferred]


def test_responses_have_headers_and_links() -> None:
    link = {"operationId": "getPet", "parameters": {"id": "$response.body#/id"}}
    response = {
        "description": "All",
        "headers": {"X-Total": {"schema": {"type": "integer"}}},
        "links": {"first": link},
    }
    [found] = model({"responses": {"200": response, "x-note": {}}}).responses
    assert (found.status, found.body.description) == ("200", "All")
    assert [(each.name, each.where) for each in found.headers] == [("X-Total", "header")]
    assert found.links[0].values == {"id": "$response.body#/id"}


def test_servers_and_credentials_are_the_nearest_ones() -> None:
    shared = {"servers": [SERVER], "security": [{"key": []}]}
    schemes = {"components": {"securitySchemes": {"key": KEY}}}
    common = model({}, **shared, **schemes)
    assert [server.url for server in common.servers] == ["https://eu.test/v1"]
    assert common.access.alternatives[0][0].scheme.kind == "apiKey"

    own = model({"servers": [{"url": "/own"}], "security": []}, **shared, **schemes)
    assert [server.url for server in own.servers] == ["/own"]
    assert own.access.need == "none"


def test_a_callback_is_an_operation_without_callbacks_of_its_own() -> None:
    more = {"more": {"{$url}": {"post": {}}}}
    below = {"callbacks": more, "responses": {"204": {"description": "Thanks"}}}
    [callback] = model({"callbacks": {"added": {"{$url}": {"post": below}}}}).callbacks
    assert (callback.name, callback.expression, callback.operation.method) == (
        "added",
        "{$url}",
        "post",
    )
    assert callback.operation.responses[0].status == "204"
    assert callback.operation.callbacks == []


def test_parts_of_wrong_types_read_as_absent() -> None:
    odd = {"parameters": "x", "requestBody": [], "responses": 3, "callbacks": 1, "servers": {}}
    found = model(odd)
    assert (found.parameters, found.body, found.responses, found.callbacks) == ([], None, [], [])
    assert found.servers == []
