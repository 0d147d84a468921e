"""Small descriptions, and the requests that are built of them."""

from typing import Any

from openapi.model.operations import Operation
from openapi.request.build import build
from openapi.request.choice import Choice
from openapi.request.message import Body, Request
from tests.openapi.packed import Packed, document

HOST = "https://api.test"


def described(
    path: str = "/things",
    method: str = "get",
    *,
    description: dict[str, Any] | None = None,
    **operation: Any,
) -> Operation:
    """The model of the one operation of a description."""
    paths = {path: {method: {"operationId": "call", **operation}}}
    servers = [{"url": HOST}]
    return Packed(document(**{"paths": paths, "servers": servers, **(description or {})})).model(
        "call"
    )


def request(path: str = "/things", method: str = "get", **operation: Any) -> Request:
    return build(described(path, method, **operation))


def url(*parameters: dict[str, Any], path: str = "/things") -> str:
    """What follows the host when these parameters are sent."""
    made = request(path, parameters=list(parameters)).url
    assert made.startswith(HOST)
    return made.removeprefix(HOST)


def body(content: dict[str, Any], *, choice: Choice | None = None, **description: Any) -> Body:
    """The body of a POST with this content."""
    operation = described(
        method="post", requestBody={"content": content}, description=description or None
    )
    made = build(operation, choice or Choice()).body
    assert made is not None
    return made


def query(name: str, example: Any, **parameter: Any) -> dict[str, Any]:
    """A query parameter that must be sent, with an example of its own type."""
    return {"name": name, "in": "query", "required": True, "example": example, **parameter}
