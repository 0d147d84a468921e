"""Validation errors in the words of the specification."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from openapi.common.pointers import Key

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_LONGEST = 300
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def describe(error: "ValidationError") -> tuple[list[Key], str]:
    """The keys of the place that `error` means, and one sentence on what is wrong there."""
    keys = list(error.instance_path)
    kind: Any = error.kind
    name = kind.name
    if name == "required":
        return keys, f"“{_short(kind.property)}” is missing."
    if name in ("additionalProperties", "unevaluatedProperties"):
        unknown = list(kind.unexpected)
        return [*keys, unknown[0]], _unknown(unknown)
    if name == "type":
        types = (_TYPES.get(one, one) for one in kind.types)
        return keys, f"This must be {_or(types)}."
    if name == "enum":
        return keys, f"This must be {_or(map(_short, kind.options))}."
    if name == "const":
        return keys, f"This must be {_short(kind.expected_value)}."
    if name == "pattern":
        return keys, f"This does not have the form {_short(kind.pattern)}."
    if name in ("oneOf", "anyOf"):
        return keys, _choice(kind)
    message = error.message[:_LONGEST]
    return keys, message[:1].upper() + message[1:] + "."


def _unknown(names: list[str]) -> str:
    shown = ", ".join(f"“{_short(name)}”" for name in names[:3])
    if len(names) > 3:
        shown += f" and {len(names) - 3} more"
    what = "field" if len(names) == 1 else "fields"
    return f"OpenAPI knows no {what} {shown} here."


def _choice(kind: Any) -> str:
    """For `oneOf` and `anyOf`, which after rewriting only stand for a choice between fields."""
    branches = kind.context
    missing = [
        str(error.kind.property)
        for branch in branches
        for error in branch
        if error.kind.name == "required"
    ]
    if len(missing) == len(branches):
        return f"One of {_or(f'“{name}”' for name in missing)} is missing."
    for error in (error for branch in branches for error in branch):
        if error.kind.name == "enum":
            return describe(error)[1]
    return "What stands here has none of the forms that OpenAPI allows, or mixes two of them."


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
