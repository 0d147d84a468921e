"""Why a schema refuses a value, as code and parameters (`openapi.messages.SCHEMA_REFUSALS`)."""

import json
from typing import TYPE_CHECKING, Any

from openapi.common.pointers import Key
from openapi.messages import Param

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_LONGEST = 60
_MOST = 8
_DEEPEST = 8
# What shows that a schema is not the one meant, and how far below the value.
_TELLING = {"type": 0, "falseSchema": 0, "const": 1, "enum": 1}
# By keyword, with the attribute that holds its limit.
_LIMITS = {
    "minimum": ("below_minimum", "limit"),
    "exclusiveMinimum": ("not_above_minimum", "limit"),
    "maximum": ("above_maximum", "limit"),
    "exclusiveMaximum": ("not_below_maximum", "limit"),
    "multipleOf": ("not_a_multiple", "multiple_of"),
    "minLength": ("too_short", "limit"),
    "maxLength": ("too_long", "limit"),
    "minItems": ("too_few_items", "limit"),
    "maxItems": ("too_many_items", "limit"),
    "minProperties": ("too_few_properties", "limit"),
    "maxProperties": ("too_many_properties", "limit"),
}
_NOTHING: dict[str, Param] = {"refusal": "nothing_allowed"}


def refusal(error: "ValidationError") -> tuple[list[Key], dict[str, Param]]:
    """Return the keys of the place that `error` means, and the reason with its parameters.

    Of several schemas of which one must be fitted, the one is taken that is meant: the only one
    whose type, or constant, is that of the value.
    """
    kind: Any = error.kind
    for _ in range(_DEEPEST):
        branches = kind.context if kind.name in ("anyOf", "oneOf") else []
        meant = [branch for branch in branches if not _is_of_another(branch, error)]
        if len(meant) != 1 or not meant[0]:
            break
        error = meant[0][0]
        kind = error.kind
    return list(error.instance_path), _reason(kind)


def _is_of_another(branch: list["ValidationError"], error: "ValidationError") -> bool:
    here = len(error.instance_path)
    return any(
        len(each.instance_path) - here <= _TELLING.get(each.kind.name, -1) for each in branch
    )


def _reason(kind: Any) -> dict[str, Param]:
    name = kind.name
    if name in _LIMITS:
        code, attribute = _LIMITS[name]
        return {"refusal": code, "limit": _plain(getattr(kind, attribute))}
    if name == "required":
        return {"refusal": "missing_property", "field": short(kind.property)}
    if name == "type":
        return {"refusal": "wrong_type", "types": list(kind.types)}
    if name in ("enum", "const"):
        values = _values(kind)
        return {"refusal": "value_not_listed", "values": values} if values else _NOTHING
    if name in ("additionalProperties", "unevaluatedProperties"):
        unknown = [short(each) for each in kind.unexpected[:_MOST]]
        return {"refusal": "unknown_properties", "fields": unknown}
    if name == "pattern":
        return {"refusal": "wrong_pattern", "pattern": short(kind.pattern)}
    if name == "format":
        return {"refusal": "wrong_format", "format": short(kind.format)}
    if name == "uniqueItems":
        return {"refusal": "repeated_items"}
    if name == "anyOf":
        return {"refusal": "fits_none"}
    if name == "oneOf":
        return {"refusal": "fits_several" if _fits_some(kind) else "fits_none"}
    if name == "falseSchema":
        return _NOTHING
    return {"refusal": "refused", "keyword": short(name)}


def _fits_some(kind: Any) -> bool:
    return any(not branch for branch in kind.context)


def _values(kind: Any) -> list[str]:
    options = kind.options if kind.name == "enum" else [kind.expected_value]
    shown = [short(json.dumps(each, ensure_ascii=False, default=str)) for each in options[:_MOST]]
    return [*shown, "…"] if len(options) > _MOST else shown


def _plain(limit: Any) -> int | float:
    return limit if isinstance(limit, int | float) else float(limit)


def short(value: object) -> str:
    """Return the beginning of a value as JSON writes it, text without quotes."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
