"""Errors of the validator as codes and parameters of findings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from openapi.common.pointers import Key
from openapi.messages import Params
from openapi.model.outline import METHODS
from openapi.schema.refusals import short

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_PAIRS = ({"example", "examples"}, {"schema", "content"}, {"operationId", "operationRef"})
_CONSEQUENCES = ("unevaluatedProperties", "oneOf", "anyOf", "not")
_MOST_NAMES = 3
# By keyword of JSON Schema, where the keyword's value is the limit that was broken.
_LIMITS: Mapping[str, str] = {
    "minimum": "below_minimum",
    "exclusiveMinimum": "not_above_minimum",
    "minItems": "too_few_items",
    "minProperties": "too_few_fields",
    "maxProperties": "too_many_fields",
}


def violation(error: "ValidationError") -> tuple[list[Key], str, Params]:
    """Return the keys of the place that `error` means, and the code and parameters of it."""
    keys = list(error.instance_path)
    kind: Any = error.kind
    name = kind.name
    if name in ("additionalProperties", "unevaluatedProperties"):
        unknown = list(kind.unexpected)
        if keys[-1:] == ["responses"] and keys[-2:-1] and keys[-2] in METHODS:
            return [*keys, unknown[0]], "wrong_status", {"status": short(unknown[0])}
        return [*keys, unknown[0]], *_unknown(unknown)
    if name in ("oneOf", "anyOf", "not"):
        both = _exclusive(error)
        return (keys, "exclusive_fields", {"fields": both}) if both else (keys, *_choice(kind))
    return keys, *_simple(kind)


def without_consequences(errors: list["ValidationError"]) -> list["ValidationError"]:
    """Return the errors without those that only follow from others.

    An object that is wrong in one field fits none of the forms it may have, and its fields are
    then known to no form.
    """
    follows = [
        (error.kind.name in _CONSEQUENCES and not _exclusive(error)) or _is_default_missing(error)
        for error in errors
    ]
    faulty = {
        tuple(error.instance_path[:length])
        for error, follow in zip(errors, follows, strict=True)
        if not follow
        for length in (len(error.instance_path), max(0, len(error.instance_path) - 1))
    }
    paths = [tuple(error.instance_path) for error in errors]
    return [
        error
        for error, path, follow in zip(errors, paths, follows, strict=True)
        if not follow
        or (
            path not in faulty
            and not _is_said_below(error, path, paths)
            and not (_is_default_missing(error) and paths.count(path) > 1)
        )
    ]


def _is_default_missing(error: "ValidationError") -> bool:
    """Return whether “default” is demanded for want of any other response."""
    kind: Any = error.kind
    of_responses = list(error.instance_path)[-1:] == ["responses"]
    return of_responses and kind.name == "required" and kind.property == "default"


def _is_said_below(
    error: "ValidationError", path: tuple[Key, ...], paths: list[tuple[Key, ...]]
) -> bool:
    """Return whether fields that no form knows are unknown for what another error says of them."""
    unknown = {(*path, name) for name in getattr(error.kind, "unexpected", ())}
    return any(other[: len(path) + 1] in unknown for other in paths)


def _simple(kind: Any) -> tuple[str, Params]:
    name = kind.name
    if name == "required":
        return "missing_field", {"field": short(kind.property)}
    if name == "type":
        return "wrong_type", {"types": list(kind.types)}
    if name == "enum":
        return "value_not_allowed", {"values": [short(value) for value in kind.options]}
    if name == "const":
        return "value_not_allowed", {"values": [short(kind.expected_value)]}
    if name == "pattern":
        return "wrong_form", {"pattern": short(kind.pattern)}
    if name in _LIMITS:
        return _LIMITS[name], {"limit": kind.limit}
    if name == "uniqueItems":
        return "repeated_items", {}
    return "not_allowed_here", {}


def _unknown(names: list[str]) -> tuple[str, Params]:
    if len(names) == 1:
        return "unknown_field", {"field": short(names[0])}
    fields = [short(name) for name in names[:_MOST_NAMES]]
    return "unknown_fields", {"fields": fields, "count": len(names)}


def _choice(kind: Any) -> tuple[str, Params]:
    """Word `oneOf` and `anyOf`, which after rewriting only stand for a choice between fields."""
    branches = kind.context if kind.name != "not" else []
    missing = [
        str(error.kind.property)
        for branch in branches
        for error in branch
        if error.kind.name == "required"
    ]
    if branches and len(missing) == len(branches):
        return "one_of_required", {"fields": missing}
    for error in (error for branch in branches for error in branch):
        if error.kind.name == "enum":
            return _simple(error.kind)
    return "not_allowed_here", {}


def _exclusive(error: "ValidationError") -> list[str]:
    """Return the fields of which only one may stand there, where that is what is wrong."""
    instance: Any = error.instance if error.kind.name in ("oneOf", "anyOf", "not") else None
    pairs = [pair for pair in _PAIRS if isinstance(instance, dict) and instance.keys() >= pair]
    return sorted(pairs[0]) if pairs else []
