"""Headings for operations that have no tag, from their paths."""

import re
from collections.abc import Sequence

from openapi.common.untrusted import line
from openapi.model.slugs import HUMP

LONGEST_HEADING = 60
# A list of more headings than this is worth reading only if each has some operations below it.
FEW = 12
# Segments that say nothing of what is behind them.
_PASSED = re.compile(r"(?:v\d[\w.-]*|api|apis|rest)\Z", re.IGNORECASE)
_WORD = re.compile(r"\w[\w~-]*")
_SEPARATOR = re.compile(r"[\W_]+")


def headings(paths: Sequence[str]) -> list[str]:
    """Return a heading for each operation at these paths, "" where its path gives none.

    It is the first segment that is no variable, after those that all paths begin with:
    `/v1/payment_links/{id}` comes under "Payment links". A segment counts up to its first mark, so
    `/chat.postMessage` and `/chat.delete` go together. All are "" where that makes hardly fewer
    headings than operations.
    """
    split = {path: path[:2_000].strip("/").split("/") for path in paths}
    shared = _shared_length(list(split.values()))
    words = {path: _word(segments, shared) for path, segments in split.items()}
    count = len(set(words.values()))
    if count > max(FEW, len(paths) // 2):
        return [""] * len(paths)
    return [_heading(words[path]) for path in paths]


def _shared_length(split: list[list[str]]) -> int:
    if not split:
        return 0
    first, last = min(split), max(split)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return same


def _word(segments: list[str], shared: int) -> str:
    for segment in (*segments[shared:], *reversed(segments[:shared])):
        found = _WORD.match(segment)
        if found and not _PASSED.match(segment):
            return found[0]
    return ""


def _heading(word: str) -> str:
    """Return `Payment links` for `payment_links` and `paymentLinks`."""
    parts = (part for half in _SEPARATOR.split(word) for part in HUMP.split(half))
    words = [part if part.isupper() else part.lower() for part in parts if part]
    heading = line(" ".join(words), LONGEST_HEADING)
    return heading[:1].upper() + heading[1:]
