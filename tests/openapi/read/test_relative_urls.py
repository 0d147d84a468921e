"""Relative URLs of a description that was read from an address, and of one that was not."""

import json
from typing import Any

import pytest

from openapi.pack.builder import build
from openapi.read import read
from tests.openapi.builders import as_bytes, openapi, swagger
from tests.openapi.packed import Packed

ADDRESS = "http://apis.test:81/docs/v1/openapi.yaml"
HOST = "http://apis.test:81"


def variable(default: str) -> dict[str, Any]:
    return {"variables": {"x": {"default": default}}}


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ({"url": "../api/v2"}, f"{HOST}/docs/api/v2"),
        ({"url": "v2"}, f"{HOST}/docs/v1/v2"),
        ({"url": "/v2"}, f"{HOST}/v2"),
        ({"url": "/"}, HOST),
        ({"url": ""}, HOST),
        ({"url": "../../../../v2"}, f"{HOST}/v2"),
        ({"url": "//other.test/v2"}, "http://other.test/v2"),
        ({"url": "https://other.test/v2"}, "https://other.test/v2"),
        ({"url": "/v{x}", **variable("2")}, f"{HOST}/v2"),
        ({"url": "{x}/v2", **variable("/prod")}, f"{HOST}/prod/v2"),
        ({"url": "{x}/v2", **variable("//other.test")}, "http://other.test/v2"),
        ({"url": "{x}/v2", **variable("https://other.test")}, "https://other.test/v2"),
        ({"url": "{x}/v2"}, "{x}/v2"),
        ({"url": "//[no-address/v2"}, "//[no-address/v2"),
    ],
)
def test_a_server_is_relative_to_the_address_the_description_was_read_from(
    server: dict[str, Any], url: str
) -> None:
    assert read(as_bytes(openapi(servers=[server])), address=ADDRESS).server_urls == [url]


@pytest.mark.parametrize("servers", [None, [], {}, "x", [None, 3], [{"url": 3}, {}]])
def test_without_a_server_the_api_is_at_the_host_that_served_the_description(servers: Any) -> None:
    given = openapi() if servers is None else openapi(servers=servers)
    assert read(as_bytes(given), address=ADDRESS).server_urls == [HOST]
    assert read(as_bytes(swagger()), address=ADDRESS).server_urls == [HOST]


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"basePath": "/v2"}, f"{HOST}/v2"),
        ({"host": "other.test"}, "http://other.test"),
        ({"host": "other.test", "schemes": ["https"]}, "https://other.test"),
    ],
)
def test_what_swagger_leaves_out_is_as_the_description_was_read(
    fields: dict[str, Any], url: str
) -> None:
    assert read(as_bytes(swagger(**fields)), address=ADDRESS).server_urls == [url]


def test_servers_of_a_path_and_an_operation_are_as_absolute_in_the_pack() -> None:
    operation = {"servers": [{"url": "b"}], "responses": {"200": {"description": "x"}}}
    paths = {
        "/one": {"get": operation, "servers": [{"url": "a"}]},
        "/two": {"get": {"responses": operation["responses"]}, "servers": [{"url": "a"}]},
    }
    found = read(as_bytes(openapi(paths=paths)), address=ADDRESS)
    packed = Packed(found.openapi3)
    servers = [packed.model(slug).servers[0].url for slug in ("get-one", "get-two")]
    assert servers == [f"{HOST}/docs/v1/b", f"{HOST}/docs/v1/a"]


DESCRIBED = {
    "info": {
        "title": "A",
        "version": "1",
        "termsOfService": "/terms",
        "contact": {"url": "../contact"},
        "license": {"name": "MIT", "url": "licence.txt"},
        "description": "[a](b.md) ![c](/d.png 'D') [e](#f) [g](https://h.test) `[i](j)`\n\n"
        "```\n[k](l)\n```\n\n[m]: ../n",
    },
    "servers": [{"url": "/api/"}],
    "externalDocs": {"url": "guide"},
    "tags": [{"name": "t", "externalDocs": {"url": "guide/t"}}],
    "components": {
        "securitySchemes": {
            "login": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "token", "scopes": {}}},
            }
        },
        "schemas": {
            "url": {
                "externalDocs": {"url": "s"},
                "properties": {"externalDocs": {"description": "[a](b)"}},
                "example": {"servers": [{"url": "kept"}], "externalDocs": {"url": "kept"}},
            }
        },
    },
}


def test_links_are_relative_to_the_document_and_sign_in_to_the_server() -> None:
    given = openapi(**DESCRIBED)
    sent = json.dumps(given)
    found = read(as_bytes(given), address=ADDRESS)
    info, here = found.openapi3["info"], f"{HOST}/docs/v1"
    assert (info["termsOfService"], info["contact"]["url"], info["license"]["url"]) == (
        f"{HOST}/terms",
        f"{HOST}/docs/contact",
        f"{here}/licence.txt",
    )
    assert info["description"] == (
        f"[a]({here}/b.md) ![c]({HOST}/d.png 'D') [e](#f) [g](https://h.test) `[i](j)`\n\n"
        f"```\n[k](l)\n```\n\n[m]: {HOST}/docs/n"
    )
    assert found.openapi3["externalDocs"]["url"] == f"{here}/guide"
    assert found.openapi3["tags"][0]["externalDocs"]["url"] == f"{here}/guide/t"
    components = found.openapi3["components"]
    flow = components["securitySchemes"]["login"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == f"{HOST}/api/token"
    schema = components["schemas"]["url"]
    assert schema["externalDocs"]["url"] == f"{here}/s"
    assert schema["properties"]["externalDocs"]["description"] == f"[a]({here}/b)"
    assert schema["example"] == DESCRIBED["components"]["schemas"]["url"]["example"]
    assert json.dumps(found.document) == sent


def test_of_more_links_than_any_real_description_has_the_rest_stays() -> None:
    prose = "[a](b) " * 100_000
    info = {"title": "A", "version": "1", "description": prose}
    tags = [{"name": "t", "description": "[a](b)"}]
    found = read(as_bytes(openapi(info=info, tags=tags)), address=ADDRESS).openapi3
    shown = found["info"]["description"] + found["tags"][0]["description"]
    assert shown.startswith(f"[a]({HOST}/docs/v1/b) ")
    assert shown.endswith("[a](b) [a](b)")


def test_nothing_changes_where_no_address_is_known() -> None:
    found = read(as_bytes(openapi(**DESCRIBED)))
    assert found.openapi3 == found.document


@pytest.mark.parametrize(
    "fields",
    [
        {"servers": [{"url": "/a", "description": 3}], "tags": [{"externalDocs": 3}, 4]},
        {"info": {"title": "A", "version": "1", "contact": 3, "license": [], "description": 3}},
        {"externalDocs": {"url": ["/a"]}, "x-a": {"servers": [{"url": "kept"}]}},
        {"info": [], "externalDocs": [], "components": {"links": {"a": {"server": 3}}}},
    ],
)
def test_parts_of_the_wrong_type_are_left_alone(fields: dict[str, Any]) -> None:
    found = read(as_bytes(openapi(**fields)), address=ADDRESS)
    for name in fields.keys() - {"servers"}:
        assert found.openapi3[name] == fields[name]
    assert build(found.openapi3)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (openapi(servers=[{"url": "https://a.test"}, {"url": "/v2"}]), ["/servers/1/url"]),
        (openapi(servers=[{"url": "//a.test"}]), []),
        (openapi(servers=[{"url": "{x}/v2"}]), []),
        (openapi(), []),
        (openapi(servers=[{"url": "/"}]), []),
        (openapi(paths={"/a~b": {"servers": [{"url": "b"}]}}), ["/paths/~1a~0b/servers/0/url"]),
        (swagger(basePath="/v2"), ["/basePath"]),
        (swagger(basePath="/v2", host="a.test"), []),
        (swagger(), []),
    ],
)
def test_a_server_without_a_host_is_warned_of_where_no_address_is_known(
    given: dict[str, Any], places: list[str]
) -> None:
    def found(address: str) -> list[str]:
        warnings = read(as_bytes(given), address=address).warnings
        return [each.pointer for each in warnings if each.code == "relative_server"]

    assert found("") == places
    assert found(ADDRESS) == []
