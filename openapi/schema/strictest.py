"""Of two schemas that must both hold, the strictest value of each keyword."""

import json
from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Any

from openapi.common.untrusted import JsonObject, number, sequence

# Enums longer than this are not compared with each other.
LONGEST_COMPARED = 10_000


def numeric_bounds(schema: JsonObject) -> JsonObject:
    """Return the schema with each exclusive bound as a number.

    OpenAPI 3.0 and draft 4 write a boolean beside the bound that it makes exclusive.
    """
    for plain, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            schema = dict(schema)
            if schema.pop(exclusive) and number(schema.get(plain)) is not None:
                schema[exclusive] = schema.pop(plain)
    return schema


def stricter(keyword: str, first: Any, second: Any) -> Any:
    """Return the value of `keyword` that holds where both given ones do; the first for others."""
    choose = STRICTER.get(keyword)
    return first if choose is None else choose(first, second)


def _highest(first: Any, second: Any) -> Any:
    return second if number(first) is None or _over(second, first) else first


def _lowest(first: Any, second: Any) -> Any:
    return second if number(first) is None or _over(first, second) else first


def _over(one: Any, other: Any) -> bool:
    return number(one) is not None and number(other) is not None and bool(one > other)


def _either(first: Any, second: Any) -> Any:
    return True if second is True else first


def _common_multiple(first: Any, second: Any) -> Any:
    one, other = _fraction(first), _fraction(second)
    if not one or not other:
        return first if one else second
    scale = lcm(one.denominator, other.denominator)
    common = Fraction(lcm(int(one * scale), int(other * scale)), scale)
    return common.numerator if common.denominator == 1 else float(common)


def _fraction(value: Any) -> Fraction | None:
    found = number(value)
    if found is None or found <= 0 or found in (float("inf"),):
        return None
    return Fraction(str(found))


def _types(first: Any, second: Any) -> Any:
    one, other = _names(first), _names(second)
    if not one or not other:
        return first if one else second
    both = [name for name in one if name in other]
    if "integer" not in both and {"integer", "number"} <= {*one, *other}:
        both.append("integer")
    if "number" in both:
        both = [name for name in both if name != "integer"]
    return both[0] if len(both) == 1 else both


def _names(given: Any) -> list[str]:
    listed = [given] if isinstance(given, str) else sequence(given)
    return [name for name in listed if isinstance(name, str)]


def _common_values(first: Any, second: Any) -> Any:
    one, other = sequence(first), sequence(second)
    if not one or not other or len(one) * len(other) > LONGEST_COMPARED**2 // 100:
        return first if one else second
    known = {json.dumps(value, sort_keys=True) for value in other}
    return [value for value in one if json.dumps(value, sort_keys=True) in known]


STRICTER: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(
        ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _highest
    ),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _lowest
    ),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _either),
    "multipleOf": _common_multiple,
    "type": _types,
    "enum": _common_values,
}
