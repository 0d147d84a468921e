"""How a description violates the official OpenAPI schema, as located warnings.

Real descriptions violate it in many small ways and are still useful, so nothing here refuses one.
The whole document is asked for a yes or no first, which takes milliseconds. Only where that is
no are its parts (each path item, each component) asked one by one, and only parts that say no
for the reasons: an error costs 50 microseconds, and one document can hold a million of them.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from openapi.common.pointers import Key, keys_of, pointer
from openapi.common.untrusted import JsonObject, mapping
from openapi.findings import Finding, warning
from openapi.read import official
from openapi.read.description import Limits
from openapi.read.survey import Survey
from openapi.read.violation_codes import violation, without_consequences

# In values. A part with more is only named, without the reasons: its errors could take seconds.
_LARGEST_PART = 5_000
_COMPONENT_NAME = re.compile(r"[a-zA-Z0-9._-]+\Z")


class _Part(NamedTuple):
    group: str
    keys: tuple[Key, ...]
    value: Any


def check(document: JsonObject, version: str, survey: Survey, *, limits: Limits) -> list[Finding]:
    """Return warnings for `document` under the schema of `version` ("2.0", "3.0", "3.1", "3.2").

    Stops one over `limits.findings`.
    """
    inline = _inline_schemas(survey) if version in ("3.1", "3.2") else []
    if _conforms(document, version, inline):
        return []
    findings: list[Finding] = []
    for finding in _violations(document, version, inline):
        findings.append(finding)
        if len(findings) > limits.findings:
            break
    return findings


def _inline_schemas(survey: Survey) -> list[_Part]:
    """Return the schemas of parameters, headers and media types.

    From 3.1 on the schema of a document leaves Schema Objects to a schema of their own.
    """
    return [
        _Part("schemas", (*keys_of(path), key), holder[key])
        for holder, path in survey.holders
        for key in ("schema", "itemSchema")
        if key in holder
    ]


def _conforms(document: JsonObject, version: str, inline: list[_Part]) -> bool:
    if not official.validator(version).is_valid(document):
        return False
    if version not in ("3.1", "3.2"):
        return True
    validator = official.validator(version, "schemas")
    components = mapping(mapping(document.get("components")).get("schemas")).values()
    return all(map(validator.is_valid, chain(components, (part.value for part in inline))))


def _violations(document: JsonObject, version: str, inline: list[_Part]) -> Iterator[Finding]:
    frame, parts = _split(document, version)
    yield from _errors(_Part("", (), frame), version)
    for part in inline:
        if not official.validator(version, part.group).is_valid(part.value):
            yield from _errors(part, version)
    for part in parts:
        name = str(part.keys[-1])
        if part.group == "paths":
            if name.startswith("x-"):
                continue
            if not name.startswith("/"):
                yield warning("path_without_slash", pointer=pointer(part.keys))
        elif version != "2.0" and not _COMPONENT_NAME.match(name):
            yield warning("wrong_component_name", pointer=pointer(part.keys))
        if not official.validator(version, part.group).is_valid(part.value):
            yield from _errors(part, version)


def _split(document: JsonObject, version: str) -> tuple[JsonObject, list[_Part]]:
    """Return the document with its name maps emptied, and what was in them."""
    frame = dict(document)
    parts: list[_Part] = []

    def take(owner: JsonObject, group: str, keys: tuple[Key, ...]) -> None:
        members = owner.get(group)
        if isinstance(members, dict):
            owner[group] = {}
            parts.extend(_Part(group, (*keys, name), value) for name, value in members.items())

    take(frame, "paths", ("paths",))
    if version == "2.0":
        for group in sorted(official.groups(version)):
            take(frame, group, (group,))
    elif isinstance(document.get("components"), dict):
        frame["components"] = dict(document["components"])
        for group in sorted(official.groups(version)):
            take(frame["components"], group, ("components", group))
    return frame, parts


def _errors(part: _Part, version: str) -> Iterator[Finding]:
    validator = official.validator(version, part.group)
    if _size(part.value, _LARGEST_PART) > _LARGEST_PART:
        if not validator.is_valid(part.value):
            yield warning("part_too_large", pointer=pointer(part.keys), version=version)
        return
    for error in without_consequences(list(validator.iter_errors(part.value))):
        keys, code, params = violation(error)
        yield Finding(code, params, pointer([*part.keys, *keys]), severity="warning")


def _size(value: object, enough: int) -> int:
    """Return how many values `value` holds, not counted far beyond `enough`."""
    stack = [value]
    count = 0
    while stack and count <= enough:
        node = stack.pop()
        count += 1
        if isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return count
