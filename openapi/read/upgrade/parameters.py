"""Swagger 2.0 parameters and headers to OpenAPI 3.0 parameters, headers and request bodies."""

from typing import Any

from openapi.common.untrusted import JsonObject
from openapi.read.upgrade.media_types import body_types
from openapi.read.upgrade.moves import SCHEMA_FIELDS
from openapi.read.upgrade.schemas import Schemas

# 3.0 has no style for tabs, and the others in queries only. `openapi.request` knows them all.
_STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}


def parameter(given: object, schemas: Schemas) -> Any:
    """Return a query, path or header parameter in the shape of 3.0."""
    if not isinstance(given, dict):
        return given
    if "$ref" in given and "in" not in given:
        return schemas.reference(given) if isinstance(given["$ref"], str) else given
    result = _with_schema(given, schemas)
    if given.get("type") == "array":
        result |= _style(given.get("collectionFormat"), given.get("in") == "query")
    if "x-example" in result:
        result["example"] = result.pop("x-example")
    return result


def header(given: object, schemas: Schemas) -> Any:
    """Return a response header in the shape of 3.0."""
    return _with_schema(given, schemas) if isinstance(given, dict) else given


def request_body(parameters: list[JsonObject], consumes: list[str], schemas: Schemas) -> JsonObject:
    """Return the request body that a `body` parameter, or `formData` parameters, stand for."""
    body = next((one for one in parameters if one.get("in") == "body"), None)
    if body is None:
        return _form(parameters, consumes, schemas)
    result = {
        key: value
        for key, value in body.items()
        if key in ("description", "required") or key.startswith("x-")
    }
    media_type: JsonObject = {}
    if "schema" in body:
        media_type["schema"] = schemas.convert(body["schema"])
    result["content"] = dict.fromkeys(body_types([body], consumes), media_type)
    return result


def _form(parameters: list[JsonObject], consumes: list[str], schemas: Schemas) -> JsonObject:
    properties: JsonObject = {}
    required: list[str] = []
    encoding: JsonObject = {}
    for one in parameters:
        name = str(one.get("name", ""))
        field = _with_schema(one, schemas)
        described = {"description": one["description"]} if "description" in one else {}
        shown = {"example": one["x-example"]} if "x-example" in one else {}
        properties[name] = field.get("schema", {}) | described | shown
        if one.get("required") is True:
            required.append(name)
        if one.get("type") == "array":
            encoding[name] = _style(one.get("collectionFormat"), in_query=True)
    schema: JsonObject = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    media_type: JsonObject = {"schema": schema}
    if encoding:
        media_type["encoding"] = encoding
    result: JsonObject = {"content": dict.fromkeys(body_types(parameters, consumes), media_type)}
    if required:
        result["required"] = True
    return result


def _with_schema(given: JsonObject, schemas: Schemas) -> JsonObject:
    """Return `given` with the fields that describe its value moved into a schema."""
    result = {
        key: value
        for key, value in given.items()
        if key not in SCHEMA_FIELDS and key not in ("schema", "collectionFormat")
    }
    value = {key: given[key] for key in given if key in SCHEMA_FIELDS}
    if isinstance(given.get("schema"), dict):
        result["schema"] = schemas.convert(given["schema"])
    elif value:
        result["schema"] = schemas.converted_copy(value)
    return result


def _style(collection_format: Any, in_query: bool) -> JsonObject:
    """Return how a list is written."""
    if collection_format in _STYLES:
        return {"style": _STYLES[collection_format], "explode": False}
    if not in_query:
        return {"style": "simple"}
    return {"style": "form", "explode": collection_format == "multi"}
