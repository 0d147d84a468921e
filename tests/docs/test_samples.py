"""Examples: given ones, made ones, and a call that a shell takes as it stands."""

import json
import subprocess
from typing import Any

import jsonschema_rs
import pytest

from docs.reference.samples import LONGEST, shown
from openapi.common.references import References
from openapi.values import example
from tests.docs.reading import Reader, document, get

SCHEMAS: list[dict[str, Any]] = [
    {"type": "string", "minLength": 12},
    {"type": "string", "maxLength": 3},
    {"type": "string", "format": "uuid"},
    {"type": "integer", "minimum": 5, "maximum": 7},
    {"type": "integer", "exclusiveMinimum": 5},
    {"type": "number", "maximum": -3},
    {"type": "integer", "multipleOf": 7},
    {"enum": ["b", "a"]},
    {"const": {"a": 1}},
    {"type": "array", "items": {"type": "integer"}, "minItems": 2},
    {"type": ["null", "boolean"]},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": False}},
    {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]},
    {"allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"const": 1}}}]},
    {"type": "object", "additionalProperties": {"type": "integer"}},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_a_made_value_satisfies_its_schema(schema: dict[str, Any]) -> None:
    value = example(schema, References())
    jsonschema_rs.validate(schema, value)
    assert example(schema, References()) == example(schema, References())


def test_a_recursive_schema_gives_a_finite_value() -> None:
    name = "#/components/schemas/Node"
    node = {
        "type": "object",
        "required": ["value"],
        "properties": {
            "value": {"type": "integer"},
            "next": {"$ref": name},
            "all": {"type": "array", "items": {"$ref": name}},
        },
    }
    assert example({"$ref": name}, References({name: node})) == {"value": 1, "all": []}


def test_given_examples_come_before_made_ones() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    content = {
        "application/json": {
            "schema": schema,
            "examples": {"one": {"summary": "First", "value": {"a": "x"}}, "two": {"$ref": "#/no"}},
        },
        "text/json": {"schema": schema},
        "text/plain": {"example": "plain <text>"},
    }
    page = Reader(document(paths=get(responses={"200": {"content": content}}))).operation()
    given, made, plain = (each.samples for each in page.responses[0].body.contents)
    assert [(sample.title, json.loads(sample.text)) for sample in given] == [("First", {"a": "x"})]
    assert (made[0].made, json.loads(made[0].text)) == (True, {"a": "string"})
    assert plain[0].text == "plain <text>"


def test_a_long_example_shows_its_beginning() -> None:
    sample = shown([{"n": number} for number in range(9_000)], "application/json")
    assert sample.cut
    assert len(sample.text) <= LONGEST


def arguments(command: str) -> list[str]:
    """What a POSIX shell hands to curl."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    ran = subprocess.run(["sh", "-c", script], capture_output=True, check=True, text=True)
    return ran.stdout.split("\0")[:-1]


def test_the_call_reaches_curl_unharmed() -> None:
    nasty = 'it\'s $(touch /tmp/no) `x` \\ "q"\n& ; | * ~'
    parameters = [
        {"name": "id", "in": "path", "example": "a/b c?"},
        {"name": "q", "in": "query", "required": True, "example": nasty},
        {"name": "many", "in": "query", "required": True, "example": [1, 2]},
        {"name": "unasked", "in": "query"},
        {"name": "X-Trace", "in": "header", "required": True, "example": "it's"},
        {"name": "@/etc/passwd", "in": "header", "required": True, "example": "x"},
    ]
    body = {"content": {"application/json": {"example": {"note": nasty}}}}
    operation = {"operationId": "put", "parameters": parameters, "requestBody": body}
    bearer = {"securitySchemes": {"b": {"type": "http", "scheme": "bearer"}}}
    servers = [{"url": "https://{region}.test/v1/", "variables": {"region": {"default": "eu"}}}]
    reader = Reader(
        document(
            paths={"/pets/{id}": {"put": operation}},
            components=bearer,
            security=[{"b": []}],
            servers=servers,
        )
    )
    words = arguments(reader.operation("put").call)
    assert words[:2] == ["-X", "PUT"]
    assert words[2].startswith("https://eu.test/v1/pets/a%2Fb%20c%3F?q=it%27s+%24%28touch")
    assert words[2].endswith("&many=1&many=2")
    assert "Authorization: Bearer YOUR_TOKEN" in words
    assert "X-Trace: it's" in words
    assert not any("passwd" in word for word in words)
    assert json.loads(words[words.index("--data-raw") + 1]) == {"note": nasty}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "X-Key: YOUR_API_KEY"),
        ({"type": "apiKey", "in": "query", "name": "key"}, "https://HOST/pets?key=YOUR_API_KEY"),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, "sid=YOUR_API_KEY"),
        ({"type": "http", "scheme": "basic"}, "USERNAME:PASSWORD"),
        ({"type": "mutualTLS"}, "client.pem"),
    ],
)
def test_the_call_carries_credentials(scheme: dict[str, Any], expected: str) -> None:
    parts = {"components": {"securitySchemes": {"s": scheme}}, "security": [{"s": []}]}
    call = Reader(document(paths=get(), **parts)).operation().call
    assert expected in arguments(call)
