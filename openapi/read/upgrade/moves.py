"""Where the parts of a Swagger 2.0 document are in the OpenAPI 3.0 made from it."""

import re
from typing import Any
from urllib.parse import unquote

from openapi.common.pointers import escaped, pointer_keys
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.read.upgrade.media_types import (
    body_types,
    operation_consumes,
    operation_produces,
    response_types,
)

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
# A parameter or header of 2.0 holds these itself; in 3.0 they stand in its `schema`.
SCHEMA_FIELDS = frozenset(
    (
        "type",
        "format",
        "items",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
        "x-nullable",
    )
)
_DEFINITIONS = "#/definitions/"
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9._-]+")
_LONGEST_CHAIN = 10

Keys = list[str]


def is_body(parameter: object) -> bool:
    """Return whether a parameter becomes a request body, or a part of one."""
    return isinstance(parameter, dict) and parameter.get("in") in ("body", "formData")


class Moves:
    """Finds new places of references; what has none in 3.0 is put among the schemas.

    `added` are such schemas, still as they are in 2.0, by their new names.
    """

    def __init__(self, document: JsonObject) -> None:
        self.added: JsonObject = {}
        self._document = document
        self._targets = Targets(document)
        self._moved: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        # By identity of lists and operations, which live as long as the document.
        self._positions: dict[int, list[str | None]] = {}
        self._parts: dict[tuple[int, int], list[JsonObject]] = {}
        self._bodies: dict[tuple[int, int], tuple[str, frozenset[int]]] = {}

    def moved(self, ref: str) -> str:
        """Return the reference to the same part in the 3.0 document."""
        if ref.startswith(_DEFINITIONS):
            return "#/components/schemas/" + ref[len(_DEFINITIONS) :]
        if ref not in self._moved:
            self._moved[ref] = self._new(ref)
        return self._moved[ref]

    def resolved(self, one: JsonObject) -> Any:
        """Return what an object refers to, itself where that is nothing."""
        ref = one.get("$ref")
        for _ in range(_LONGEST_CHAIN):  # chains are rare, and were checked not to circle
            if not isinstance(ref, str):
                return one
            try:
                node = self._targets.find(ref)
            except Missing:
                return one
            if not isinstance(node, dict):
                return one
            one, ref = node, node.get("$ref")
        return one

    def body_parts(self, item: JsonObject, operation: JsonObject) -> list[JsonObject]:
        """Return the `body` parameter of an operation, or its form fields, with the path's."""
        asked = (id(item), id(operation))
        if asked not in self._parts:
            own, shared = (
                [one for one in self._all(holder.get("parameters")) if is_body(one)]
                for holder in (operation, item)
            )
            self._parts[asked] = _merged(own, shared)
        return self._parts[asked]

    def _all(self, given: object) -> list[Any]:
        return [self.resolved(one) for one in sequence(given) if isinstance(one, dict)]

    def _new(self, ref: str) -> str:
        try:
            target = self._targets.find(ref)
        except Missing:
            return ref
        keys = self._keys(pointer_keys(unquote(ref[1:])))
        if keys is None:
            return self._add(ref, target)
        return "#/" + "/".join(escaped(key).replace("%", "%25") for key in keys)

    def _add(self, ref: str, target: Any) -> str:
        name = base = _NOT_IN_NAMES.sub("_", unquote(ref.rsplit("/", 1)[-1]))[:100]
        taken = mapping(self._document.get("definitions"))
        while not name or name in taken or name in self.added:
            self._counts[base] = self._counts.get(base, 1) + 1
            name = f"{base}_{self._counts[base]}"
        self.added[name] = target
        return f"#/components/schemas/{name}"

    def _keys(self, keys: Keys) -> Keys | None:
        """Return the keys of the new place, None where there is none."""
        document = self._document
        match keys:
            case ["definitions", *rest]:
                return ["components", "schemas", *rest]
            case ["securityDefinitions", *rest]:
                return ["components", "securitySchemes", *rest]
            case ["parameters", name, *rest]:
                return self._in_shared(name, rest)
            case ["responses", name, *rest]:
                response = mapping(document.get("responses")).get(name)
                produces = operation_produces(document, {})
                return ["components", "responses", name, *_in_response(response, rest, produces)]
            case ["paths", path, *rest]:
                item = mapping(mapping(document.get("paths")).get(path))
                below = self._in_path_item(item, rest)
                return None if below is None else ["paths", path, *below]
        return None

    def _in_shared(self, name: str, rest: Keys) -> Keys:
        one = mapping(mapping(self._document.get("parameters")).get(name))
        if not is_body(one):
            return ["components", "parameters", name, *_in_value(rest)]
        media_type = body_types([one], operation_consumes(self._document, {}))[0]
        return ["components", "requestBodies", name, *_in_body(one, media_type, rest)]

    def _in_path_item(self, item: JsonObject, rest: Keys) -> Keys | None:
        match rest:
            case ["parameters", position, *below] if isinstance(item.get("parameters"), list):
                index = self._position(item["parameters"], position)
                if index is not None:
                    return ["parameters", index, *_in_value(below)]
                return self._in_path_body(item, mapping(item["parameters"][int(position)]), below)
            case [method, *below] if method in METHODS:
                return [method, *self._in_operation(item, mapping(item.get(method)), below)]
        return rest

    def _in_path_body(self, item: JsonObject, one: JsonObject, below: Keys) -> Keys | None:
        """Return where a body that stands at a path is: at the first operation that takes it."""
        for method, operation in item.items():
            if method not in METHODS or not isinstance(operation, dict):
                continue
            media_type, parts = self._body(item, operation)
            if id(one) in parts:
                return [method, "requestBody", *_in_body(one, media_type, below)]
        return None

    def _in_operation(self, item: JsonObject, operation: JsonObject, rest: Keys) -> Keys:
        match rest:
            case ["parameters", position, *below] if isinstance(operation.get("parameters"), list):
                given = operation["parameters"]
                index = self._position(given, position)
                if index is not None:
                    return ["parameters", index, *_in_value(below)]
                one = mapping(given[int(position)])
                return ["requestBody", *_in_body(one, self._body(item, operation)[0], below)]
            case ["responses", code, *below]:
                response = mapping(operation.get("responses")).get(code)
                produces = operation_produces(self._document, operation)
                return ["responses", code, *_in_response(response, below, produces)]
        return rest

    def _body(self, item: JsonObject, operation: JsonObject) -> tuple[str, frozenset[int]]:
        """Return the first media type of the request body, and the identities of its parts."""
        asked = (id(item), id(operation))
        if asked not in self._bodies:
            parts = self.body_parts(item, operation)
            media_type = body_types(parts, operation_consumes(self._document, operation))[0]
            self._bodies[asked] = (media_type, frozenset(map(id, parts)))
        return self._bodies[asked]

    def _position(self, given: list[Any], position: str) -> str | None:
        """Return a parameter's position once the bodies are gone; None for a body."""
        if id(given) not in self._positions:
            found: list[str | None] = []
            kept = 0
            for one in given:
                stays = isinstance(one, dict) and not is_body(self.resolved(one))
                found.append(str(kept) if stays else None)
                kept += stays
            self._positions[id(given)] = found
        return self._positions[id(given)][int(position)]


def _merged(own: list[JsonObject], shared: list[JsonObject]) -> list[JsonObject]:
    """Return an operation's `body`, or its form fields and those of its path it does not have."""
    for parameters in (own, shared if not own else []):
        body = [one for one in parameters if one["in"] == "body"]
        if body:
            return body[:1]
    names = {str(one.get("name")) for one in own}
    more = (one for one in shared if one["in"] == "formData")
    return own + [one for one in more if str(one.get("name")) not in names]


def _in_value(rest: Keys) -> Keys:
    return ["schema", *rest] if rest and rest[0] in SCHEMA_FIELDS else rest


def _in_body(one: JsonObject, media_type: str, rest: Keys) -> Keys:
    """Return where a part of a `body` or `formData` parameter is in the request body."""
    if not rest:
        return []
    if one.get("in") == "body":
        return ["content", media_type, *rest] if rest[0] == "schema" else rest
    return ["content", media_type, "schema", "properties", str(one.get("name", "")), *rest]


def _in_response(response: Any, rest: Keys, produces: list[str]) -> Keys:
    match rest:
        case ["schema", *below]:
            types = response_types(mapping(response), produces)
            return ["content", *types[:1], "schema", *below]
        case ["examples", media_type, *below]:
            return ["content", media_type, "example", *below]
        case ["headers", name, *below]:
            return ["headers", name, *_in_value(below)]
    return rest
