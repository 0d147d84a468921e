"""Swagger 2.0 schemas to OpenAPI 3.0 ones."""

from typing import Any

from openapi.common.untrusted import JsonObject
from openapi.common.walk import Part, part_below

_MOVED = (
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
)


class Schemas:
    """Converts schemas, each object once: shared ones stay shared, however often they are used."""

    def __init__(self) -> None:
        # The originals live as long as the document, so their ids stay theirs.
        self._done: dict[int, Any] = {}

    def convert(self, schema: object) -> Any:
        """Return `schema` in the shape of 3.0; what is no object comes back as it is."""
        if not isinstance(schema, dict):
            return schema
        key = id(schema)
        if key not in self._done:
            self._done[key] = _fields(schema)
        return self._done[key]

    def converted_copy(self, schema: JsonObject) -> JsonObject:
        """Return the same for a schema made on the way, which must not be remembered by its id."""
        return _fields(schema)

    def reference(self, holder: JsonObject) -> JsonObject:
        """Return `holder` with its `$ref` pointing to the new place."""
        return {**holder, "$ref": _moved(holder["$ref"])}


def _moved(ref: str) -> str:
    for old, new in _MOVED:
        if ref.startswith(old):
            return new + ref[len(old) :]
    return ref


def _fields(schema: JsonObject) -> JsonObject:
    """Return a converted copy of a Schema Object."""
    result = {key: _below(Part.FIELDS, key, value) for key, value in schema.items()}
    ref = result.get("$ref")
    if isinstance(ref, str):
        result["$ref"] = _moved(ref)
    if result.get("x-nullable") is True:
        del result["x-nullable"]
        result["nullable"] = True
    if result.get("type") == "file":
        result["type"] = "string"
        result["format"] = "binary"
    discriminator = result.get("discriminator")
    if isinstance(discriminator, str):
        result["discriminator"] = {"propertyName": discriminator}
    result.pop("collectionFormat", None)
    return result


def _below(part: Part, key: str, value: object) -> Any:
    if not isinstance(value, dict | list):
        return value
    below = part_below(part, key, value)
    if below is None:
        return value  # data
    if isinstance(value, list):
        return [_fields(one) if isinstance(one, dict) else one for one in value]
    if below is Part.FIELDS:
        return _fields(value)
    return {name: _below(below, name, one) for name, one in value.items()}
