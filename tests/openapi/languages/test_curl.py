"""A call as a curl command that a shell takes as it stands."""

import json
import subprocess
from typing import Any

import pytest

from openapi.languages import curl
from openapi.model.operations import Operation
from openapi.request.sample import sample_request
from tests.openapi.packed import Packed, document, get


def call_of(operation: Operation) -> str:
    return curl.command(sample_request(operation), operation.access)


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
    reader = Packed(
        document(
            paths={"/pets/{id}": {"put": operation}},
            components=bearer,
            security=[{"b": []}],
            servers=servers,
        )
    )
    words = arguments(call_of(reader.model("put")))
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
    operation = Packed(document(paths=get(), **parts)).model()
    assert expected in arguments(call_of(operation))
