"""Swagger 2.0 to the shape of OpenAPI 3.0, so that readers know one shape only.

Differences: https://swagger.io/specification/v2/ against https://spec.openapis.org/oas/v3.0.3.
Whatever has an unexpected type is passed on as it is: a warning names it, and `Description`
promises JSON types only. The document given is not changed.
"""

from typing import Any

from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject
from openapi.read.upgrade.parameters import header, parameter, request_body
from openapi.read.upgrade.schemas import Schemas

_SWAGGER_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_SERVER_FIELDS = ("host", "basePath", "schemes")
_MOVED = frozenset(
    (
        "swagger",
        *_SERVER_FIELDS,
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
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_MOST_TYPES = 20
# Each response repeats its schema per media type: past this many, only the first type is kept,
# so that a short list of types cannot multiply a long list of responses.
_MEDIA_TYPE_BUDGET = 200_000


def upgrade(document: JsonObject) -> JsonObject:
    """Return the Swagger 2.0 `document` in the shape of OpenAPI 3.0."""
    return _Upgrade(document).run()


class _Upgrade:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.targets = Targets(document)
        self.schemas = Schemas()
        self.produces = _types(document.get("produces"))
        self.consumes = _types(document.get("consumes"))
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
        shared = {
            name: one for name, one in _members(self.document, "parameters") if not _is_body(one)
        }
        groups = {
            "schemas": {
                name: self.schemas.convert(schema)
                for name, schema in _members(self.document, "definitions")
            },
            "parameters": {name: parameter(one, self.schemas) for name, one in shared.items()},
            "responses": {
                name: self._response(one, self.produces)
                for name, one in _members(self.document, "responses")
            },
            "securitySchemes": {
                name: _security_scheme(one)
                for name, one in _members(self.document, "securityDefinitions")
            },
        }
        return {name: group for name, group in groups.items() if group}

    def _path_item(self, item: object) -> Any:
        if not isinstance(item, dict):
            return item
        common = self._parameters(item.get("parameters"))
        result: JsonObject = {}
        for key, value in item.items():
            if key in _SWAGGER_METHODS and isinstance(value, dict):
                result[key] = self._operation(value, common)
            elif key == "parameters":
                kept = [self._shown(one) for one in common if not _is_body(one[1])]
                if kept or not common:
                    result[key] = kept
            else:
                result[key] = value
        return result

    def _operation(self, operation: JsonObject, common: list[tuple[Any, Any]]) -> JsonObject:
        result = {key: val for key, val in operation.items() if key not in _OPERATION_MOVED}
        own = self._parameters(operation.get("parameters"))
        shown = [self._shown(one) for one in own if not _is_body(one[1])]
        if shown:
            result["parameters"] = shown
        body = [one for _, one in own if _is_body(one)]
        body = body or [one for _, one in common if _is_body(one)]
        if body:
            given = operation.get("consumes")
            consumes = self.consumes if given is None else _types(given)
            result["requestBody"] = request_body(body, consumes, self.schemas)
        if isinstance(operation.get("schemes"), list) and self.document.get("host"):
            result["servers"] = _servers(self.document, operation["schemes"])
        produces = _types(operation["produces"]) if "produces" in operation else self.produces
        responses = operation.get("responses")
        if isinstance(responses, dict):
            result["responses"] = {
                code: self._response(one, produces) if not code.startswith("x-") else one
                for code, one in responses.items()
            }
        return result

    def _parameters(self, given: object) -> list[tuple[Any, Any]]:
        """Return pairs of each parameter as written and what it refers to."""
        if not isinstance(given, list):
            return []
        return [(one, self._resolved(one)) for one in given if isinstance(one, dict)]

    def _resolved(self, one: JsonObject) -> Any:
        ref = one.get("$ref")
        for _ in range(10):  # references to references are rare, and were checked not to circle
            if not isinstance(ref, str):
                return one
            try:
                node = self.targets.find(ref)
            except Missing:
                return one
            if not isinstance(node, dict):
                return one
            one, ref = node, node.get("$ref")
        return one

    def _shown(self, pair: tuple[Any, Any]) -> Any:
        """Return a parameter that stays one: a reference to a shared one, or itself."""
        written, resolved = pair
        if str(written.get("$ref", "")).startswith("#/parameters/"):
            return self.schemas.reference(written)
        return parameter(resolved, self.schemas)

    def _response(self, response: Any, produces: list[str]) -> Any:
        if not isinstance(response, dict):
            return response
        if isinstance(response.get("$ref"), str):
            return self.schemas.reference(response)
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

    def _content(self, response: JsonObject, produces: list[str]) -> JsonObject:
        schema = response.get("schema")
        examples = response.get("examples")
        examples = examples if isinstance(examples, dict) else {}
        types = list(examples)[:_MOST_TYPES]
        if isinstance(schema, dict):
            is_file = schema.get("type") == "file"
            default = "application/octet-stream" if is_file else "application/json"
            types = (produces or [default]) + [one for one in types if one not in produces]
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


def _members(document: JsonObject, group: str) -> list[tuple[str, Any]]:
    members = document.get(group)
    return list(members.items()) if isinstance(members, dict) else []


def _is_body(parameter: object) -> bool:
    return isinstance(parameter, dict) and parameter.get("in") in ("body", "formData")


def _types(given: object) -> list[str]:
    types = given if isinstance(given, list) else []
    return list(dict.fromkeys(one for one in types[:_MOST_TYPES] if isinstance(one, str)))


def _servers(document: JsonObject, schemes: object) -> list[JsonObject]:
    host = document.get("host")
    base = document.get("basePath")
    path = "/" + base.strip("/") if isinstance(base, str) and base.strip("/") else ""
    if not isinstance(host, str) or not host:
        return [{"url": path or "/"}]
    names = [one for one in (schemes if isinstance(schemes, list) else []) if isinstance(one, str)]
    return [{"url": f"{name}://{host}{path}"} for name in dict.fromkeys(names[:10] or ["https"])]


def _security_scheme(scheme: Any) -> Any:
    if not isinstance(scheme, dict):
        return scheme
    if scheme.get("type") == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if scheme.get("type") != "oauth2":
        return scheme
    in_flow = ("authorizationUrl", "tokenUrl", "scopes")
    result = {key: val for key, val in scheme.items() if key not in (*in_flow, "flow")}
    flow = {key: scheme[key] for key in in_flow if key in scheme}
    flow.setdefault("scopes", {})
    result["flows"] = {_FLOWS.get(str(scheme.get("flow")), "implicit"): flow}
    return result
