"""A name that begins with `x-` is an extension only where the specification has extensions."""

from typing import Any

from openapi.common.places import objects
from tests.openapi.packed import Packed, document, get


def test_entries_of_name_maps_are_entries_whatever_they_are_called() -> None:
    answer = {
        "description": "ok",
        "headers": {"x-rate-limit": {"schema": {"type": "integer"}}},
        "links": {"x-next": {"operationId": "listPets"}},
        "content": {"x-app/json": {"schema": {"$ref": "#/components/schemas/x-pet"}}},
    }
    parameter = {"name": "x-trace", "in": "header", "schema": {"type": "string"}}
    packed = Packed(
        document(
            paths=get(
                parameters=[{"$ref": "#/components/parameters/x-trace"}],
                responses={"200": {"$ref": "#/components/responses/x-ok"}, "x-note": {"a": 1}},
                callbacks={"x-called": {"{$url}": {"post": {}}, "x-extension": {"post": {}}}},
                tags=["x-pets"],
            ),
            webhooks={"x-added": {"post": {"summary": "A pet came"}}},
            tags=[{"name": "x-pets"}],
            servers=[{"url": "https://{x-host}", "variables": {"x-host": {"default": "a.test"}}}],
            security=[{"x-key": []}],
            schemas={"x-pet": {"properties": {"x-id": {"type": "string"}}}},
            components={
                "parameters": {"x-trace": parameter},
                "responses": {"x-ok": answer},
                "securitySchemes": {
                    "x-key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                    "x-other": {
                        "type": "oauth2",
                        "flows": {
                            "clientCredentials": {"tokenUrl": "/t", "scopes": {"x-all": "All"}},
                            "x-extension": {"tokenUrl": "/no"},
                        },
                    },
                },
            },
        )
    )
    model = packed.model()
    ((use,),) = model.access.alternatives
    assert (use.scheme.name, use.scheme.how) == ("x-key", "Send it in the header X-Key")
    (flow,) = packed.index.shared.schemes["x-other"].flows
    assert flow.scopes == [("x-all", "All")]
    assert [each.name for each in model.parameters] == ["x-trace"]
    (response,) = model.responses
    assert [each.name for each in response.headers] == ["x-rate-limit"]
    assert [each.name for each in response.links] == ["x-next"]
    assert [each.name for each in response.body.contents] == ["x-app/json"]
    assert [each.name for each in model.callbacks] == ["x-called"]
    assert packed.index.schema_slugs == {"x-pet": "x-pet"}
    assert packed.index.shared.servers[0].url == "https://a.test"
    assert [tag.name for tag in packed.index.tags] == ["x-pets", "Webhooks"]
    assert packed.index.operation_by_path("post", "x-added")


def test_references_in_them_are_looked_at() -> None:
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "webhooks": {"x-added": {"post": {"a": {}}}},
        "paths": {"x-note": {"get": {"b": {}}}, "/a": {"additionalOperations": {"x-y": {"c": {}}}}},
    }
    seen = {key for node, _, _ in objects(described) for key in node}
    assert {"a", "c"} <= seen
    assert "b" not in seen


def test_a_security_scheme_behind_a_reference_is_that_scheme() -> None:
    schemes = {
        "a": {"$ref": "#/components/securitySchemes/x-b", "description": "Ours"},
        "x-b": {"type": "http", "scheme": "bearer", "description": "Theirs"},
    }
    packed = Packed(document(components={"securitySchemes": schemes}, security=[{"a": []}]))
    scheme = packed.index.shared.schemes["a"]
    assert (scheme.title, scheme.description) == ("Bearer token", "Ours")
