"""Parts that are larger than any page can show, cut to a bounded size, with a note of each cut.

The bounds are far above what real descriptions have. In 107 of them the largest operation has
108 KB of JSON, the largest schema 82 KB, the largest example 166 KB, and no list or object more
than 1,900 members.
"""

from typing import Any, NamedTuple

from openapi.common.untrusted import JsonObject, line

MOST_MEMBERS = 4_000
LONGEST_TEXT = 100_000
LONGEST_NAME = 1_000
DEEPEST = 128
MOST_CUTS = 12
LONGEST_WHERE = 120


class Cut(NamedTuple):
    """What is not all there: `kept` of `total` `things`.

    `where` is the field or part. `things` are "entries", "characters", "levels" or "kinds" (more
    than `kept` of these two), or "parts", where all of one was left out.
    """

    where: str
    things: str
    kept: int = 0
    total: int = 1


def left_out(ref: str) -> Cut:
    """Return the note that a part is not there."""
    return Cut(line(ref.removeprefix("#/"), LONGEST_WHERE), "parts")


class _Bounds(NamedTuple):
    members: int
    text: int
    depth: int


# Tried in turn until the part fits. With the last one anything does.
_BOUNDS = (
    _Bounds(MOST_MEMBERS, LONGEST_TEXT, DEEPEST),
    _Bounds(2_000, 50_000, DEEPEST),
    _Bounds(1_000, 20_000, DEEPEST),
    _Bounds(500, 8_000, 64),
    _Bounds(250, 4_000, 64),
    _Bounds(120, 2_000, 32),
    _Bounds(60, 1_000, 16),
    _Bounds(30, 500, 12),
    _Bounds(15, 300, 8),
    _Bounds(8, 200, 6),
    _Bounds(4, 100, 4),
)


def is_large(encoded: bytes, budget: int) -> bool:
    """Return whether a part may exceed the bounds: one that surely does not need not be walked."""
    return len(encoded) > budget or encoded.count(b",") >= MOST_MEMBERS


def trimmed(value: Any, budget: int) -> tuple[Any, list[Cut]]:
    """Return a part in at most about `budget` bytes of JSON, and what was cut off, at most 12.

    All its branches are cut alike, so that none takes the room of another. `value` is not changed.
    """
    for bounds in _BOUNDS:
        trimmer = _Trimmer(bounds, budget)
        try:
            return trimmer.trim(value, "", 0), trimmer.cuts
        except _TooLarge:
            continue
    return {}, [left_out("")]


class _TooLarge(Exception):
    """The budget is spent."""


class _Trimmer:
    def __init__(self, bounds: _Bounds, budget: int) -> None:
        self._bounds = bounds
        self._left = budget
        self.cuts: list[Cut] = []

    def trim(self, value: Any, name: str, depth: int) -> Any:
        if isinstance(value, str):
            return self._text(value, name)
        if not isinstance(value, dict | list):
            self._take(8)
            return value
        if depth >= self._bounds.depth and value:
            self._note(name, "levels", depth, depth + 1)
            return type(value)()
        if isinstance(value, list):
            kept = value[: self._bounds.members]
            self._note_members(name, len(kept), len(value))
            return [self.trim(each, name, depth + 1) for each in kept]
        kept_names = self._kept(value)
        self._note_members(name, len(kept_names), len(value))
        return {
            self._text(key, "a name", LONGEST_NAME): self.trim(value[key], key, depth + 1)
            for key in kept_names
        }

    def _kept(self, value: JsonObject) -> list[str]:
        names = iter(value)
        return [name for name, _ in zip(names, range(self._bounds.members), strict=False)]

    def _text(self, value: str, name: str, longest: int | None = None) -> str:
        longest = min(longest or self._bounds.text, self._bounds.text)
        kept = value
        if len(value) > longest:
            kept = value[:longest] + "…"
            self._note(name, "characters", longest, len(value))
        # A character has at most four bytes in UTF-8; escapes are rare.
        self._take(len(kept) + 4)
        return kept

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooLarge

    def _note_members(self, name: str, kept: int, total: int) -> None:
        self._take(2)
        if kept < total:
            self._note(name, "entries", kept, total)

    def _note(self, name: str, things: str, kept: int, total: int) -> None:
        if len(self.cuts) < MOST_CUTS:
            self.cuts.append(Cut(line(name, LONGEST_WHERE), things, kept, total))
