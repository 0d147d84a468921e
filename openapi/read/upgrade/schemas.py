"""Swagger 2.0 schemas to OpenAPI 3.0 ones."""

from typing import Any

from openapi.common.places import SCHEMA, Place
from openapi.common.untrusted import JsonObject
from openapi.read.upgrade.moves import Moves


class Schemas:
    """Converts schemas, each object once: shared ones stay shared, however often they are used."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        # The originals live as long as the document, so their ids stay theirs.
        self._done: dict[int, Any] = {}

    def convert(self, schema: object) -> Any:
        """Return `schema` in the shape of 3.0; what is no object comes back as it is."""
        if not isinstance(schema, dict):
            return schema
        key = id(schema)
        if key not in self._done:
            self._done[key] = self.converted_copy(schema)
        return self._done[key]

    def reference(self, holder: JsonObject) -> JsonObject:
        """Return `holder` with its `$ref` pointing to the new place."""
        return {**holder, "$ref": self._moves.moved(holder["$ref"])}

    def converted_copy(self, schema: JsonObject) -> JsonObject:
        """Return the same for a schema made on the way, which must not be remembered by its id."""
        result = {key: self._below(SCHEMA, key, value) for key, value in schema.items()}
        ref = result.get("$ref")
        if isinstance(ref, str):
            result["$ref"] = self._moves.moved(ref)
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

    def _below(self, place: Place, key: str, value: object) -> Any:
        if not isinstance(value, dict | list):
            return value
        below = place.below(key, value)
        if below is None:
            return value  # data
        if isinstance(value, list):
            return [self.converted_copy(one) if isinstance(one, dict) else one for one in value]
        if below.named:
            return {name: self._below(below, name, one) for name, one in value.items()}
        return self.converted_copy(value)
