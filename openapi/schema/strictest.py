"""Of two schemas that must both hold, the strictest value of each keyword."""

from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Any

from openapi.common.equality import key
from openapi.common.untrusted import JsonObject, number, sequence

# Longer enums are not compared with each other: the shorter one stays.
MOST_COMPARED = 10_000
# Common multiples of larger numbers are not worth working out.
LARGEST_MULTIPLE = 1e300
# Beyond it every float is a whole number.
WHOLE = 2**53


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
    """Return the value of `keyword` that holds where both given ones do; the first for others.

    For types that exclude each other, and for enums without a common value, that is an empty list.
    """
    choose = _STRICTER.get(keyword)
    return first if choose is None else choose(first, second)


def _highest(first: Any, second: Any) -> Any:
    return second if number(first) is None or _is_over(second, first) else first


def _lowest(first: Any, second: Any) -> Any:
    return second if number(first) is None or _is_over(first, second) else first


def _is_over(one: Any, other: Any) -> bool:
    return number(one) is not None and number(other) is not None and bool(one > other)


def _either(first: Any, second: Any) -> Any:
    return True if second is True else first


def _refusal(first: Any, second: Any) -> Any:
    return False if second is False else first


def _common_multiple(first: Any, second: Any) -> Any:
    one, other = _fraction(first), _fraction(second)
    if not one or not other:
        return first if one else second
    scale = lcm(one.denominator, other.denominator)
    common = Fraction(lcm(int(one * scale), int(other * scale)), scale)
    return common.numerator if common.denominator == 1 else float(common)


def _fraction(value: Any) -> Fraction | None:
    found = number(value)
    return None if found is None or not 0 < found < LARGEST_MULTIPLE else exact(found)


def exact(value: int | float | Fraction) -> Fraction:
    """Return a finite number as a fraction: 0.1 as a tenth, as it is written, and what has no
    digits behind the point as the float that it is."""
    return Fraction(str(value)) if -WHOLE < value < WHOLE else Fraction(value)


def _types(first: Any, second: Any) -> Any:
    one, other = _names(first), _names(second)
    if not one or not other:
        return first if one else second
    both = [name for name in one if name in other]
    if "number" not in both and "integer" not in both and {"integer", "number"} <= {*one, *other}:
        both.append("integer")
    return both[0] if len(both) == 1 else both


def _names(given: Any) -> list[str]:
    listed = [given] if isinstance(given, str) else sequence(given)
    return [name for name in listed if isinstance(name, str)]


def _common_values(first: Any, second: Any) -> Any:
    one, other = sequence(first), sequence(second)
    if not one or not other:
        return first if one else second
    if len(one) + len(other) > MOST_COMPARED:
        return min(one, other, key=len)
    known = {key(value) for value in other}
    return [value for value in one if key(value) in known]


_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_STRICTER: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(_LOWER_BOUNDS, _highest),
    **dict.fromkeys(_UPPER_BOUNDS, _lowest),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _either),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), _refusal),
    "multipleOf": _common_multiple,
    "type": _types,
    "enum": _common_values,
}
