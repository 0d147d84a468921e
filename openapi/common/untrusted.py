"""Read parts of an untrusted description: a part of the wrong type reads as absent."""

import re
from typing import Any, TypeAlias

# An object of JSON whose members are of any type.
JsonObject: TypeAlias = dict[str, Any]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def mapping(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: object, limit: int = 20_000) -> str:
    """Return a string of at most `limit` characters, without those that garble the rest of a page.

    Taken out are control characters, changes of direction, and halves of surrogate pairs.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    clean = CONTROL.sub("", str(value)[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def line(value: object, limit: int = 300) -> str:
    """Return what `text` returns, on one line."""
    return " ".join(text(value, limit).split())


def names(value: object) -> list[str]:
    """Return the strings of a list, in order, each once."""
    return list(dict.fromkeys(item for item in sequence(value) if isinstance(item, str)))


def number(value: object) -> int | float | None:
    """Return a JSON number, None for anything else; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def size(value: object) -> int:
    """Return a count that is not negative; anything else reads as 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
