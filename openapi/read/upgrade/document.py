"""Swagger 2.0 to the shape of OpenAPI 3.0, so that readers know one shape only.

Differences: https://swagger.io/specification/v2/ against https://spec.openapis.org/oas/v3.0.3.
Whatever has an unexpected type is passed on as it is: a warning names it, and `Description`
promises JSON types only. The document given is not changed.
"""

from itertools import islice
from typing import Any

from openapi.common.untrusted import JsonObject
from openapi.read.upgrade.media_types import (
    operation_consumes,
    operation_produces,
    response_types,
)
from openapi.read.upgrade.moves import METHODS, Moves, is_body
from openapi.read.upgrade.parameters import header, parameter, request_body
from openapi.read.upgrade.schemas import Schemas
from openapi.read.upgrade.security import security_scheme

_MOVED = frozenset(
    (
        "swagger",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "paths",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
    )
)
_OPERATION_MOVED = frozenset(("consumes", "produces", "schemes", "parameters", "responses"))
# Each response repeats its schema per media type: past this many, only the first type is kept,
# so that a short list of types cannot multiply a long list of responses.
_MEDIA_TYPE_BUDGET = 200_000


def upgrade(document: JsonObject) -> JsonObject:
    """Return the Swagger 2.0 `document` in the shape of OpenAPI 3.0.

    Every reference that leads somewhere in the one does so in the other.
    """
    return _Upgrade(document).run()


class _Upgrade:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.moves = Moves(document)
        self.schemas = Schemas(self.moves)
        self.media_types_left = _MEDIA_TYPE_BUDGET

    def run(self) -> JsonObject:
        document = self.document
        result: JsonObject = {"openapi": "3.0.3"}
        result |= {key: value for key, value in document.items() if key not in _MOVED}
        result["servers"] = _servers(document, document.get("schemes"))
        paths = document.get("paths")
        if isinstance(paths, dict):
            result["paths"] = {
                path: self._path_item(item) if not path.startswith("x-") else item
                for path, item in paths.items()
            }
        components = self._components()
        if components:
            result["components"] = components
        return result

    def _components(self) -> JsonObject:
        produces = operation_produces(self.document, {})
        consumes = operation_consumes(self.document, {})
        shared = [(name, one, self._resolved(one)) for name, one in self._members("parameters")]
        groups = {
            "schemas": {
                name: self.schemas.convert(schema) for name, schema in self._members("definitions")
            },
            "parameters": {
                name: parameter(one, self.schemas)
                for name, one, resolved in shared
                if not is_body(resolved)
            },
            "requestBodies": {
                name: request_body([resolved], consumes, self.schemas)
                for name, _, resolved in shared
                if is_body(resolved)
            },
            "responses": {
                name: self._response(one, produces) for name, one in self._members("responses")
            },
            "securitySchemes": {
                name: security_scheme(one) for name, one in self._members("securityDefinitions")
            },
        }
        self._convert_added(groups["schemas"])
        return {name: group for name, group in groups.items() if group}

    def _convert_added(self, schemas: JsonObject) -> None:
        """Convert what was put among the schemas; converting may add more."""
        done = 0
        while done < len(self.moves.added):
            added = list(islice(self.moves.added.items(), done, None))
            schemas.update((name, self.schemas.convert(target)) for name, target in added)
            done += len(added)

    def _members(self, group: str) -> list[tuple[str, Any]]:
        members = self.document.get(group)
        return list(members.items()) if isinstance(members, dict) else []

    def _resolved(self, one: Any) -> Any:
        return self.moves.resolved(one) if isinstance(one, dict) else one

    def _path_item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        ref = item.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#/paths/"):
            resolved = self.moves.resolved(item)
            item = resolved | {key: item[key] for key in item if key != "$ref"}
        result: JsonObject = {}
        for key, value in item.items():
            if key in METHODS and isinstance(value, dict):
                result[key] = self._operation(value, item)
            elif key == "parameters" and isinstance(value, list):
                kept = self._parameters(value)
                if kept or not value:
                    result[key] = kept
            else:
                result[key] = value
        return result

    def _operation(self, operation: JsonObject, item: JsonObject) -> JsonObject:
        result = {key: val for key, val in operation.items() if key not in _OPERATION_MOVED}
        kept = self._parameters(operation.get("parameters"))
        if kept:
            result["parameters"] = kept
        body = self.moves.body_parts(item, operation)
        if body:
            consumes = operation_consumes(self.document, operation)
            result["requestBody"] = request_body(body, consumes, self.schemas)
        if isinstance(operation.get("schemes"), list) and self.document.get("host"):
            result["servers"] = _servers(self.document, operation["schemes"])
        produces = operation_produces(self.document, operation)
        responses = operation.get("responses")
        if isinstance(responses, dict):
            result["responses"] = {
                code: self._response(one, produces) if not code.startswith("x-") else one
                for code, one in responses.items()
            }
        return result

    def _parameters(self, given: object) -> list[Any]:
        """Return the parameters that stay parameters: references to shared ones, or themselves."""
        kept: list[Any] = []
        for one in given if isinstance(given, list) else []:
            resolved = self._resolved(one)
            if not isinstance(one, dict) or is_body(resolved):
                continue
            if str(one.get("$ref", "")).startswith("#/parameters/"):
                kept.append(self.schemas.reference(one))
            else:
                kept.append(parameter(resolved, self.schemas))
        return kept

    def _response(self, response: Any, produces: list[str]) -> Any:
        if not isinstance(response, dict):
            return response
        if isinstance(response.get("$ref"), str):
            shared = response["$ref"].startswith("#/responses/")
            resolved = self.moves.resolved(response)
            # A shared response has the media types of the operation that answers with it.
            if resolved is response or (shared and self._is_plain(resolved, produces)):
                return self.schemas.reference(response)
            response = resolved
        result = {
            key: value
            for key, value in response.items()
            if key not in ("schema", "examples", "headers")
        }
        headers = response.get("headers")
        if isinstance(headers, dict):
            result["headers"] = {name: header(one, self.schemas) for name, one in headers.items()}
        content = self._content(response, produces)
        if content:
            result["content"] = content
        return result

    def _is_plain(self, response: JsonObject, produces: list[str]) -> bool:
        """Return whether a response is the same here as among the shared ones."""
        shared = operation_produces(self.document, {})
        return response_types(response, shared) == response_types(response, produces)

    def _content(self, response: JsonObject, produces: list[str]) -> JsonObject:
        schema = response.get("schema")
        examples = response.get("examples")
        examples = examples if isinstance(examples, dict) else {}
        types = response_types(response, produces)
        if self.media_types_left <= 0:
            types = types[:1]
        self.media_types_left -= len(types)
        content: JsonObject = {}
        for media_type in types:
            content[media_type] = {}
            if isinstance(schema, dict):
                content[media_type]["schema"] = self.schemas.convert(schema)
            if media_type in examples:
                content[media_type]["example"] = examples[media_type]
        return content


def _servers(document: JsonObject, schemes: object) -> list[JsonObject]:
    host = document.get("host")
    base = document.get("basePath")
    path = "/" + base.strip("/") if isinstance(base, str) and base.strip("/") else ""
    if not isinstance(host, str) or not host:
        return [{"url": path or "/"}]
    host = host.rstrip("/")
    if "://" in host:  # against the specification, and plain enough
        return [{"url": host + path}]
    names = [one for one in (schemes if isinstance(schemes, list) else []) if isinstance(one, str)]
    return [{"url": f"{name}://{host}{path}"} for name in dict.fromkeys(names[:10] or ["https"])]
