"""When two JSON values are equal (JSON Schema 2020-12, core, section 4.2.2)."""

from collections.abc import Hashable


def key(value: object) -> Hashable:
    """Return what is equal for equal values only: 1 and 1.0 are equal, 1 and true are not."""
    if isinstance(value, list):
        return "array", tuple(key(each) for each in value)
    if isinstance(value, dict):
        return "object", frozenset((name, key(each)) for name, each in value.items())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number", value
    return type(value).__name__, value
