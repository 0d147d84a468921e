"""Where the values that pointers lead to stand in JSON text."""

import json
import json.decoder
import re
from contextlib import suppress
from typing import Any

from openapi.common.pointers import Offsets, Wanted

_SPACE = re.compile(r"[ \t\n\r]*+")
_KEY = re.compile(r'"([^"\\]*+)"[ \t\n\r]*+:[ \t\n\r]*+')  # of those without escapes
_TO_NEXT = re.compile(r"[ \t\n\r]*+,?[ \t\n\r]*+")


def json_offsets(text: str, wanted: Wanted) -> Offsets:
    """Return the offsets of the `wanted` places that are there: of a name in an object, of a value
    in a list. Where a name is repeated, that of the last one, which counts.

    What is not wanted is skipped at the speed of the C scanner.
    """
    walk = _JsonWalk(text)
    # Where the text breaks off, is no JSON or nests too deep, what was found so far is kept. The
    # scanner's way to say that no value begins here is StopIteration.
    with suppress(ValueError, IndexError, StopIteration, RecursionError):
        walk.descend(walk.after(_SPACE, 0), wanted, ())
    return walk.offsets


class _JsonWalk:
    """One pass over a JSON text. (No closures: one that calls itself would keep the text.)"""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offsets: Offsets = {}
        # The decoder's own part, documented in its source only: typeshed does not list it.
        self.scan: Any = vars(json.JSONDecoder(strict=False))["scan_once"]

    def after(self, pattern: re.Pattern[str], at: int) -> int:
        return pattern.match(self.text, at).end()  # type: ignore[union-attr]

    def descend(self, at: int, wanted: Wanted, keys: tuple[str, ...]) -> int:
        """Note the places below the object or list at `at`; return where it ends."""
        text = self.text
        closing = "}" if text[at] == "{" else "]"
        index = 0
        at = self.after(_SPACE, at + 1)
        while text[at] != closing:
            start = at
            if closing == "}":
                key, at = self._key_at(at)
            else:
                key, index = str(index), index + 1
            if key in wanted:
                self.offsets[(*keys, key)] = start
                if wanted[key] and text[at] in "{[":
                    at = self.after(_TO_NEXT, self.descend(at, wanted[key], (*keys, key)))
                    continue
            at = self.after(_TO_NEXT, self.scan(text, at)[1])
        return at + 1

    def _key_at(self, at: int) -> tuple[str, int]:
        """Return the key that begins here, and where its value does."""
        plain = _KEY.match(self.text, at)
        if plain:
            return plain[1], plain.end()
        scan_string: Any = vars(json.decoder)["scanstring"]
        key, at = scan_string(self.text, at + 1, False)
        return key, self.after(_SPACE, self.after(_SPACE, at) + 1)
