"""Which media types the bodies and responses of a Swagger 2.0 document have."""

from openapi.common.untrusted import JsonObject, mapping

_MULTIPART = "multipart/form-data"
_FORM = "application/x-www-form-urlencoded"
_MOST = 20


def operation_consumes(document: JsonObject, operation: JsonObject) -> list[str]:
    """Return what an operation takes: its own list wins, even an empty one."""
    return _types(operation.get("consumes", document.get("consumes")))


def operation_produces(document: JsonObject, operation: JsonObject) -> list[str]:
    """Return what an operation answers with: its own list wins, even an empty one."""
    return _types(operation.get("produces", document.get("produces")))


def body_types(parts: list[JsonObject], consumes: list[str]) -> list[str]:
    """Return how a `body` parameter, or form fields, are sent; a file makes it multipart."""
    if any(one.get("in") == "body" for one in parts):
        return consumes or ["application/json"]
    if any(one.get("type") == "file" for one in parts):
        return [_MULTIPART]
    return [name for name in consumes if name in (_MULTIPART, _FORM)] or [_FORM]


def response_types(response: JsonObject, produces: list[str]) -> list[str]:
    """Return the media types of a response: what its operation produces, and its examples'."""
    schema = response.get("schema")
    types = _types(list(mapping(response.get("examples"))))
    if not isinstance(schema, dict):
        return types
    is_file = schema.get("type") == "file"
    default = "application/octet-stream" if is_file else "application/json"
    return (produces or [default]) + [one for one in types if one not in produces]


def _types(given: object) -> list[str]:
    types = given if isinstance(given, list) else []
    return list(dict.fromkeys(one for one in types[:_MOST] if isinstance(one, str)))
