"""How deep a document may nest and how much it may hold, and what is said of it in any format."""

from typing import Any

from openapi.read.description import Limits


def too_deep(limits: Limits) -> str:
    return f"Objects and lists are nested more than {limits.depth} levels deep here."


def too_many_values(limits: Limits) -> str:
    return f"The description holds more than {limits.nodes:,} values, the most allowed."


def too_large_number() -> str:
    return "This number is larger than a 64-bit float can hold; the largest one is used."


def given_twice(name: str) -> str:
    return f"“{name[:100]}” is given more than once here; the last one counts."


def strings_within(document: Any, depth: int) -> int | None:
    """How many strings `document` holds, names among them; None where more than `depth` objects
    and lists stand inside one another.

    Looked at level by level, since recursion would fail on just what is to be found.
    """
    strings = 0
    level = [document]
    for _ in range(depth + 1):
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is str:
                strings += 1
            elif kind is dict:
                strings += len(value)
                below += value.values()
            elif kind is list:
                below += value
        if not below:
            return strings
        level = below
    if any(type(value) is dict or type(value) is list for value in level):
        return None
    return strings + sum(type(value) is str for value in level)
