"""Where a finding is: ways through a document, JSON pointers (RFC 6901), positions in text."""

from collections.abc import Iterable
from typing import TypeAlias

from openapi.common.untrusted import JsonObject

_LONGEST_POINTER = 2_000

Key: TypeAlias = str | int

# The way to a value from the root, as nested pairs (parent, key): a walk makes one small tuple
# for each object or list it passes, and a pointer only for what it has to report.
Path: TypeAlias = "tuple[Path, Key] | None"

# Pointers to look up in a text, as {key: {key: …}}: what they have in common is walked once.
Wanted = JsonObject
# Where in the text, in characters from its start, the value or key that these keys lead to begins.
Offsets = dict[tuple[str, ...], int]


def keys_of(path: Path) -> list[Key]:
    """Return the keys from the root to the value that `path` leads to."""
    keys: list[Key] = []
    while path is not None:
        path, key = path
        keys.append(key)
    keys.reverse()
    return keys


def pointer(keys: Iterable[Key]) -> str:
    """Return the JSON pointer for `keys`; "" for none.

    Names can be megabytes long and lie on the way to many faults: where a pointer would have more
    than 2,000 characters, it ends at the last name there is room for.
    """
    whole = ""
    for key in keys:
        longer = f"{whole}/{escaped(str(key)[:_LONGEST_POINTER])}"
        if len(longer) > _LONGEST_POINTER:
            return whole
        whole = longer
    return whole


def escaped(key: str) -> str:
    """Return the key as it stands in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def pointer_keys(pointer: str) -> list[str]:
    """Return the keys of a JSON pointer, list positions still as text."""
    keys = pointer.split("/")[1:]
    if "~" not in pointer:
        return keys
    return [key.replace("~1", "/").replace("~0", "~") for key in keys]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of the character at `offset`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
