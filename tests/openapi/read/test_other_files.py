"""A file that is no OpenAPI description is named for what it is."""

import json
from typing import Any

import pytest

from openapi.findings import DescriptionError
from openapi.read import read

POSTMAN = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SOAP = "http://schemas.xmlsoap.org/wsdl/"
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
OPENAPI = '{"openapi": "3.0.3",\n "info": {"title": "Pets", "version": "1"}, "paths": {}}'

# By code: files as they begin or are.
FILES: dict[str, list[Any]] = {
    "other_file_type": [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0"],
    "packed_file": [b"PK\x03\x04rest", b"\x1f\x8b\x08", b"BZh9"],
    "web_page": ["<!DOCTYPE html><p>", "\n <html lang=en>", "<?xml version='1.0'?><html>"],
    "xml_file": ["<?xml version='1.0'?><a/>", "<a/>"],
    "wsdl_file": [f'<definitions xmlns="{SOAP}">', f"<?xml version='1.0'?>\n<a xmlns='{SOAP}'/>"],
    "wadl_file": ['<application xmlns="http://wadl.dev.java.net/2009/02">'],
    "raml_file": ["#%RAML 1.0\ntitle: Pets\n/pets:\n  get:\n"],
    "api_blueprint_file": ["FORMAT: 1A\nHOST: https://a.test\n\n# Pets\n"],
    "typespec_file": ['import "@typespec/http";\nusing Http;\nmodel Pet { name: string; }\n'],
    "protobuf_file": [
        'syntax = "proto3";\npackage pets;\nmessage Pet {\n  string name = 1;\n}\n',
        "// Pets\nsyntax = 'proto2';\n",
        "package pets.v1;\n\nservice Pets {\n  rpc List (A) returns (B);\n}\n",
    ],
    "graphql_file": [
        "type Query {\n  pets: [Pet!]!\n}\n",
        '"""Pets"""\ntype Pet implements Node @key(fields: "id") {\n  id: ID!\n}\n',
        "# Pets\nschema {\n  query: Query\n}\n",
        "scalar Date\n\ntype Query {\n  now: Date\n}\n",
        "type Query { a: String }",
        "directive @a on FIELD\n\nunion Any = A | B\n",
    ],
    "graphql_introspection": [{"data": {"__schema": {}}}, {"__schema": {}}],
    "postman_file": [
        {"info": {"name": "Pets", "schema": POSTMAN}, "item": []},
        {"collection": {"info": {"_postman_id": "1"}, "item": []}},
    ],
    "insomnia_file": [
        {"_type": "export", "__export_format": 4, "resources": []},
        "type: collection.insomnia.rest/5.0\nname: Pets\n",
    ],
    "asyncapi_file": ["asyncapi: 3.0.0\ninfo: {title: Pets}\n", {"asyncapi": "2.6.0"}],
    "arazzo_file": ["arazzo: 1.0.1\nworkflows: []\n"],
    "overlay_file": ["overlay: 1.0.0\nactions: []\n"],
    "openrpc_file": [{"openrpc": "1.2.6", "methods": []}],
    "har_file": [{"log": {"version": "1.2", "entries": []}}],
    "swagger_1_file": [{"swaggerVersion": "1.2", "apis": []}],
    "google_discovery_file": [{"kind": "discovery#restDescription", "name": "pets"}],
    "smithy_file": [{"smithy": "2.0", "shapes": {}}],
    "cloudformation_file": ["AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"],
    "json_schema_file": [
        {"$schema": SCHEMA, "type": "object"},
        {"type": "object", "properties": {"name": {}}},
        {"$defs": {"Pet": {}}},
    ],
    # What nobody can know.
    "no_version": [{"info": {}}, {"paths": {}}, "title: Pets\n", {"properties": {}, "paths": {}}],
    "root_is_value": ["hello", '"hello"', "42"],
    "root_is_list": ["[]", "- a\n"],
    "invalid_json": ['{"openapi": "3.0.3",}', '{"a": 1 b}', '{"a": /1}'],
    "invalid_yaml": ["a: b: c", "type: [a"],
    "unknown_version": ["openapi: 4.0.0\n", {"swagger": "1.2", "swaggerVersion": "1.2"}],
}


@pytest.mark.parametrize(
    ("code", "content"), [(code, one) for code, files in FILES.items() for one in files]
)
def test_a_file_is_named_for_what_it_is(code: str, content: Any) -> None:
    data = content if isinstance(content, bytes | str) else json.dumps(content)
    with pytest.raises(DescriptionError) as caught:
        read(data if isinstance(data, bytes) else data.encode())
    [finding] = caught.value.findings
    assert finding.code == code
    assert caught.value.status == (400 if isinstance(content, bytes) else 422)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (OPENAPI.replace(",\n", ", // the version\n"), (1, 22)),
        (OPENAPI.replace("\n ", "\n /* all */ "), (2, 2)),
        (OPENAPI.replace("{}}", "{} // none\n}"), (2, 57)),
        (OPENAPI.replace("{", "{ // Pets\n", 1), (1, 3)),
        (OPENAPI.replace("{", "{/* Pets */", 1).replace("\n", ""), (1, 2)),
        ("// Pets\n" + OPENAPI, (1, 1)),
        ("\n\n  /* Pets */\n" + OPENAPI, (3, 3)),
    ],
)
def test_a_comment_in_json_is_named_with_its_line(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(DescriptionError) as caught:
        read(text.encode())
    [finding] = caught.value.findings
    assert (finding.code, finding.line, finding.column) == ("json_with_comments", *place)


@pytest.mark.parametrize(
    "more",
    [
        {"asyncapi": "2.6.0", "$schema": SCHEMA, "log": {"entries": []}},
        {"info": {"title": "Pets", "version": "1", "_postman_id": "1"}, "properties": {}},
    ],
)
def test_a_description_stays_one_whatever_else_is_in_it(more: dict[str, Any]) -> None:
    assert read(json.dumps(json.loads(OPENAPI) | more).encode()).title == "Pets"


def test_a_comment_in_a_string_is_none() -> None:
    text = OPENAPI.replace("Pets", "Pets // and more, /* all */")
    assert read(text.encode()).title == "Pets // and more, /* all */"
