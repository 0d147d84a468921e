"""Where the values that pointers lead to stand in YAML text.

A block mapping or list is read by its indentation, which skips what nobody asks for as fast as
text is searched. Only what is written otherwise (in braces, with anchors, under odd names) goes
through the parser, which takes 30 to 65 ms a megabyte.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from openapi.common.pointers import Offsets, Wanted
from openapi.read.yaml_lines import NAME, NOTHING_MORE_ON_THE_LINE, unquoted

_CONTENT = re.compile(r"\n( *)(?:(- |-\r?\n)|[^\s#])")
_NOTHING_MORE_ON_THE_LINE = re.compile(NOTHING_MORE_ON_THE_LINE)


def yaml_offsets(text: str, wanted: Wanted) -> Offsets:
    """The offsets of the `wanted` places that are there, of a name in an object or of a list's
    value. The text need not be sound: what cannot be read is not found."""
    offsets: Offsets = {}
    whole = _Block("\n" + text, -1, (), offsets)
    try:
        whole.find(wanted)
    except YAMLError:
        # Braces may hold lines indented less than themselves, at which a stretch was cut; or the
        # finding is about this very error.
        with suppress(YAMLError):
            whole.parse(wanted)
    return offsets


class _Block:
    """A stretch of the text that holds one value: a line end, then lines as indented as in it."""

    def __init__(self, text: str, start: int, keys: tuple[str, ...], offsets: Offsets) -> None:
        self.text = text
        self.start = start  # where in the whole text this one starts
        self.keys = keys
        self.offsets = offsets

    def find(self, wanted: Wanted) -> None:
        content = _CONTENT.search(self.text)
        if content is None:
            return
        indent = len(content[1])
        if content[2]:
            self._find_items(indent, wanted)
        else:
            self._find_names(indent, wanted)

    def _find_names(self, indent: int, wanted: Wanted) -> None:
        found: dict[str, tuple[int, int]] = {}
        names = 0
        for match, end in self._with_ends(_name(indent)):
            names += 1
            key = unquoted(match["name"])
            if key in wanted:  # where a name is repeated, the last one counts
                self.offsets[(*self.keys, key)] = self.start + match.start("name")
                found[key] = (match.end(), end)
        for key, (start, end) in found.items():
            if wanted[key]:
                value = self._below(key, start, end)
                if _NOTHING_MORE_ON_THE_LINE.match(self.text, start):
                    value.find(wanted[key])
                else:
                    value.parse(wanted[key])
        missing = {key: below for key, below in wanted.items() if key not in found}
        if missing and sum(1 for _ in _line(indent).finditer(self.text)) > names:
            self.parse(missing)

    def _find_items(self, indent: int, wanted: Wanted) -> None:
        for position, (match, end) in enumerate(self._with_ends(_item(indent))):
            key = str(position)
            if key in wanted:
                self.offsets[(*self.keys, key)] = self.start + match.end()
                self._below(key, match.end(), end).find(wanted[key])

    def _with_ends(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int]]:
        """Each match, and where the next one begins."""
        matches = pattern.finditer(self.text)
        for match, following in pairwise(chain(matches, [None])):
            # Only the last of what is paired is None.
            yield match, following.start() if following else len(self.text)  # type: ignore[misc]

    def _below(self, key: str, start: int, end: int) -> "_Block":
        """The value between these two places, moved to a line of its own at the same column."""
        column = start - self.text.rfind("\n", 0, start) - 1
        text = "\n" + " " * column + self.text[start:end]
        return _Block(text, self.start + start - column - 1, (*self.keys, key), self.offsets)

    def parse(self, wanted: Wanted) -> None:
        """Look by the parser, keeping track only of the way to what is wanted."""
        # One entry per open object or list: what is wanted in it (None: nothing), the keys to it,
        # whether it is an object, and the key being read or the next position.
        stack: list[list[Any]] = []
        parser = CParser(self.text)
        while type(event := parser.get_event()) is not StreamEndEvent:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop()
                continue
            if kind not in (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent):
                continue
            below, keys = (wanted, self.keys) if not stack else self._step(stack[-1], event)
            if kind is MappingStartEvent:
                stack.append([below, keys, True, None])
            elif kind is SequenceStartEvent:
                stack.append([below, keys, False, 0])

    def _step(self, level: list[Any], event: Any) -> tuple[Wanted | None, tuple[str, ...]]:
        """Take one event inside `level`: a key, or a value; what is wanted below it, and where."""
        wanted, keys, is_object, key = level
        if is_object and key is None:
            level[3] = event.value if type(event) is ScalarEvent else ""
            if wanted and level[3] in wanted:
                self.offsets[(*keys, level[3])] = self.start + event.start_mark.index
            return None, ()
        level[3] = None if is_object else key + 1
        name = str(key)
        if not wanted or name not in wanted:
            return None, ()
        if not is_object:
            self.offsets[(*keys, name)] = self.start + event.start_mark.index
        return wanted[name], (*keys, name)


@lru_cache(maxsize=64)
def _name(indent: int) -> re.Pattern[str]:
    """Names of a block mapping that is indented this far, each with its colon."""
    return re.compile(rf"\n {{{indent}}}(?P<name>{NAME}):(?=[ \t\r\n]|\Z)")


@lru_cache(maxsize=64)
def _item(indent: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{{indent}}}-(?: +|(?=\r?\n))")


@lru_cache(maxsize=64)
def _line(indent: int) -> re.Pattern[str]:
    """Any line indented just this far that is not an item or a comment."""
    return re.compile(rf"\n {{{indent}}}(?!- )[^\s#]")
