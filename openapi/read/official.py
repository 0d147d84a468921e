"""The official OpenAPI schemas as compiled validators.

The files under `schemas/` are as published. Their `oneOf` is rewritten on loading: for
`oneOf: [Schema, Reference]` a validator has to try both at every level and report both, which on
a large document with many violations took minutes and gigabytes, and only reported that
something was “not valid under any of the schemas”. Which branch is meant is plain from the
object itself (`$ref`, `in`, `type`, `flow`), so the rewritten schema says if / then / else.
"""

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from openapi.common.untrusted import JsonObject

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_SCHEMAS = resources.files("openapi.read") / "schemas"
_DECISIVE = ("in", "type", "flow")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def validator(version: str, group: str = "") -> "Validator":
    """Return the validator of OAS `version` ("2.0", "3.0", "3.1", "3.2").

    For the whole document, or for one member of `group`: a path item ("paths"), or an object of
    `components` ("schemas", "parameters"; for 2.0 the group at the root).
    """
    if group == "schemas" and version in ("3.1", "3.2"):
        return _compile({"$schema": _DIALECT, "$ref": _id(_read(f"dialect-{version}"))}, version)
    root = _load(f"oas-{version}")
    if group:
        root = _only(root, _member(root, group))
    return _compile(root, version)


@cache
def groups(version: str) -> frozenset[str]:
    """Return the groups of components that `version` knows."""
    root = _load(f"oas-{version}")
    if version == "2.0":
        return frozenset(("definitions", "parameters", "responses", "securityDefinitions"))
    defs = root.get("definitions") or root["$defs"]
    return frozenset((defs.get("Components") or defs["components"])["properties"])


def _compile(schema: JsonObject, version: str) -> "Validator":
    # Imported here: 30 ms that a process which reads no description need not pay.
    from jsonschema_rs import RegexOptions, Registry, validator_for

    names = (
        ("draft-04",)
        if version in ("2.0", "3.0")
        else (f"dialect-{version}", f"vocabulary-{version}")
    )
    parts = [(_id(part), part) for part in map(_read, names)]
    return validator_for(
        schema,
        registry=Registry(parts, retriever=_refuse),
        offline=True,  # nothing is ever fetched
        validate_formats=False,  # `format: regex` would compile patterns that strangers wrote
        pattern_options=RegexOptions(),  # linear time
        mask="this",  # messages must not quote the document
    )


def _refuse(uri: str) -> Any:
    raise LookupError(f"{uri} is not part of the vendored schemas")


def _read(name: str) -> JsonObject:
    schema: JsonObject = json.loads((_SCHEMAS / f"{name}.json").read_text("utf-8"))
    return schema


def _id(schema: JsonObject) -> str:
    return str(schema.get("$id") or schema["id"])


@cache
def _load(name: str) -> JsonObject:
    schema = _read(name)
    if schema.get("$schema") == "http://json-schema.org/draft-04/schema#":
        # if / then / else came with draft 7; what else changed between them is `exclusiveMinimum`.
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        schema.pop("id", None)
    if name == "oas-3.1":
        _correct_link(schema)
    rewritten: JsonObject = _rewrite(schema, schema)
    return rewritten


def _correct_link(schema: JsonObject) -> None:
    """Call the server of a link `server`, as the specification does (OpenAPI 3.1.0, 4.8.20): the
    published schema says `body`."""
    properties = schema["$defs"]["link"]["properties"]
    if "body" in properties:
        properties["server"] = properties.pop("body")


def _member(root: JsonObject, group: str) -> Any:
    """Return the official schema of one member of `group`."""
    defs = root.get("definitions") or root["$defs"]
    if group == "paths":
        named = defs.get("Paths") or defs["paths"]
    elif "Components" in defs or "components" in defs:
        named = (defs.get("Components") or defs["components"])["properties"][group]
    else:
        named = _target(root, root["properties"][group])
    if "additionalProperties" in named and named["additionalProperties"] is not False:
        return named["additionalProperties"]
    patterns = named["patternProperties"]
    return next(schema for pattern, schema in patterns.items() if pattern != "^x-")


def _only(root: JsonObject, member: Any) -> JsonObject:
    kept = ("$schema", "$id", "definitions", "$defs")
    return {key: root[key] for key in kept if key in root} | {"allOf": [member]}


def _rewrite(schema: Any, root: JsonObject) -> Any:
    if isinstance(schema, list):
        return [_rewrite(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    done = {key: _rewrite(value, root) for key, value in schema.items()}
    if done.get("exclusiveMinimum") is True:
        done["exclusiveMinimum"] = done.pop("minimum")
    for choice in ("oneOf", "anyOf"):
        branches = schema.get(choice)
        if isinstance(branches, list):
            chosen = _chosen(branches, root)
            if chosen is not None:
                del done[choice]
                done.setdefault("allOf", []).append(chosen)
    return done


def _chosen(branches: list[Any], root: JsonObject) -> Any:
    """Return `branches` as if / then / else, None where no field decides which is meant."""
    tests = [(_decisive_test(_target(root, branch)), branch) for branch in branches]
    otherwise = [branch for test, branch in tests if test is None]
    decided = [(test, branch) for test, branch in tests if test is not None]
    if not decided or len(otherwise) > 1:
        return None
    result: Any = _rewrite(otherwise[0], root) if otherwise else _one_of_values(decided)
    for test, branch in decided:
        result = {"if": test, "then": _rewrite(branch, root), "else": result}
    return result


def _decisive_test(branch: JsonObject) -> JsonObject | None:
    if branch.get("required") == ["$ref"]:
        return {"type": "object", "required": ["$ref"]}
    if branch.get("type") in ("boolean", "array"):
        return {"type": branch["type"]}
    properties = branch.get("properties", {})
    values = {
        key: properties[key]
        for key in _DECISIVE
        if "enum" in properties.get(key, {}) and (key == "in" or key in branch.get("required", ()))
    }
    if not values:
        return None
    return {"type": "object", "required": list(values), "properties": values}


def _one_of_values(decided: list[tuple[JsonObject, Any]]) -> JsonObject:
    """Return a schema that no object fits which no branch is meant for, by its decisive fields."""
    allowed: dict[str, list[Any]] = {}
    for test, _ in decided:
        for key, schema in test.get("properties", {}).items():
            allowed.setdefault(key, []).extend(schema["enum"])
    first = next(iter(allowed))
    return {
        "type": "object",
        "required": [first],
        "properties": {key: {"enum": sorted(set(values))} for key, values in allowed.items()},
    }


def _target(root: JsonObject, schema: JsonObject) -> JsonObject:
    ref = schema.get("$ref", "")
    if not ref.startswith("#/"):
        return schema
    node: Any = root
    for key in ref.split("/")[1:]:
        node = node[key]
    return node if isinstance(node, dict) else {}
