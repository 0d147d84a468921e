"""The entries of a large YAML text that may be at fault, cut out of it by indentation.

Building a document takes 110 ms a megabyte, searching its text a few. So the marks of what is
refused are searched for, and the entries that bear one are kept with the names they stand under.
Whether an entry is really at fault is said by those who read these as they would read the whole.

A text is taken apart only where all its names of the first levels can be told by their lines: each
must be known, lest one that is left out mean the same as one that is kept.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from openapi.common.pointers import escaped
from openapi.findings import Finding
from openapi.read.yaml_lines import NAME, NOTHING_MORE_ON_THE_LINE, unquoted
from openapi.read.yaml_text import is_yaml

# Of each kind of mark the first ones are enough to refuse a text.
_MOST_MARKS = 1000
# Lines looked at: the largest real descriptions have a tenth of it, and more would cost more than
# they could save.
_MOST_LINES = 250_000
# A larger excerpt would take too long to read before the whole.
_MOST_CHARACTERS = 4 * 1024 * 1024

# Patterns are of UTF-8, which is searched a third faster than characters are.
_INDENT = re.compile(rb"\n( {1,8})[^\s#-]")
# Line ends of YAML 1.1, and what it passes over at a line's start: nothing here looks for them.
_NOT_LOOKED_FOR = tuple(sign.encode() for sign in "\x85\u2028\u2029\ufeff")

_NODE_NAME = rb"([\w-]++)(?=[\s,\]}?:%@`]|\Z)"
_ANCHOR = re.compile(rb"&(?<=[\s,\[{:]&)" + _NODE_NAME)
_ALIAS = re.compile(rb"\*(?<=[\s,\[{:]\*)" + _NODE_NAME)

_JSON_ANCHOR = re.compile(rb"\$(?:a|dynamicA)nchor")
_REF = rb"\$(?:r|dynamicR)ef(?:[\"'][ \t]*+:\s*+|[ \t]*+:\s++)"
_REF_OUTSIDE = re.compile(_REF + rb"(?![\"']#)")
_REF_INSIDE = re.compile(_REF + rb"[\"'](#[^\"'\n]*)")
_REF_AT_ONCE = re.compile(rb"\s++(?:\{\s*+[\"']?" + _REF + rb")?[\"'](#[^\"'\n]*)")
_FIRST_BELOW = re.compile(rb"(?:[ \t]*+(?:#[^\n]*+)?\r?\n)++( ++)")
_NESTED_DEEPLY = (
    re.compile(rb"\n[ -]{128}"),
    re.compile(rb"\[\s*+(?:\[\s*+){15}"),
    re.compile(rb"\{\s*+(?:[\"']?[\w-]{1,40}+[\"']?\s*+:\s*+\{\s*+){15}"),
)


class _Entry(NamedTuple):
    """A name and what stands below it, up to the next entry at whatever column."""

    start: int
    value: int  # right behind the colon
    column: int
    parent: int  # the index of the entry it stands under, or -1
    pointer: bytes
    is_header: bool  # nothing more on its line


class _Piece(NamedTuple):
    """A stretch of entries that are all kept or all left out, none further left than the first."""

    start: int
    end: int
    is_kept: bool


class Suspects:
    """The entries of a text that may be at fault, one after the other as `text`."""

    def __init__(self, whole: bytes, pieces: list[_Piece]) -> None:
        self._whole = whole
        self._pieces = pieces
        kept = (whole[piece.start : piece.end] for piece in pieces if piece.is_kept)
        self.text = b"".join(kept).decode()

    def in_whole(self, findings: list[Finding]) -> list[Finding]:
        """Findings in `text`, with the lines that they have in the whole."""
        lines_left_out = []  # as (first line that is behind them, how many)
        line, left_out = 1, 0
        for start, end, is_kept in self._pieces:
            lines = self._whole.count(b"\n", start, end)
            if is_kept:
                lines_left_out.append((line, left_out))
                line += lines
            else:
                left_out += lines

        def moved(finding: Finding) -> Finding:
            if finding.line is None:
                return finding
            index = bisect_right(lines_left_out, (finding.line, sys.maxsize)) - 1
            return replace(finding, line=finding.line + lines_left_out[index][1])

        return [moved(finding) for finding in findings]

    def is_sound(self) -> bool:
        """Whether nothing that begins in one piece ends in another, such as text in quotes.

        Then the whole holds all that `text` holds, at the same places.
        """
        return all(is_yaml(self._whole[start:end]) for start, end, _ in self._pieces)


def suspects_of(text: bytes) -> Suspects | None:
    """The entries of this UTF-8 text that may be at fault; None where it cannot be taken apart."""
    if _has_odd_line_ends(text):
        return None
    entries = _entries(text)
    if not entries or entries[0].start > _MOST_CHARACTERS:
        return None
    kept = _Kept(entries, len(text))
    if not all(map(kept.add_around, _anchors_and_aliases(text))):
        return None  # something would be without what it names, or name another
    for index in chain(_versions(entries), _references_to_references(text, entries)):
        kept.add(index)
    for offset in _marks(text):
        kept.add_around(offset)
    return Suspects(text, list(kept.pieces()))


def _has_odd_line_ends(text: bytes) -> bool:
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return True
    return any(end in text for end in _NOT_LOOKED_FOR)


def _entries(text: bytes) -> list[_Entry]:
    """The names at the first levels of block mappings; none where they cannot all be told."""
    indent = _INDENT.search(text)
    if indent is None:
        return []
    entries: list[_Entry] = []
    pointers: set[bytes] = set()
    around: list[int] = []  # the last entry and those that it stands in, outermost first
    list_column = sys.maxsize  # of the list, or of a value with a line of its own, being passed
    lines = _first_lines(2 * len(indent[1])).finditer(b"\n" + text)
    for match in islice(lines, _MOST_LINES):
        column = match.end("indent") - match.start("indent")
        if column > list_column:
            continue
        if match["item"]:
            if around and column < entries[around[-1]].column:
                return []  # no item but a line of a text
            list_column = column
            continue
        list_column = sys.maxsize
        while around and entries[around[-1]].column >= column:
            around.pop()
        parent = around[-1] if around else -1
        if around and not entries[parent].is_header:
            continue  # a line of a text that began behind a name
        above = entries[parent].pointer if around else b""
        pointer = above + b"/" + _name_in(match)
        if pointer in pointers or pointer.endswith(b"/"):
            return []
        pointers.add(pointer)
        around.append(len(entries))
        is_header = match["nothing"] is not None
        entries.append(_Entry(match.start(), match.end() - 1, column, parent, pointer, is_header))
    return [] if next(lines, None) else entries


@lru_cache(maxsize=8)
def _first_lines(columns: int) -> re.Pattern[bytes]:
    """Lines indented this far at most, of names, of items, and of what begins otherwise."""
    name = rf"(?P<name>{NAME}):(?=[ \t\r\n]|\Z)(?=(?P<nothing>{NOTHING_MORE_ON_THE_LINE}))?"
    long_name = rf"\? +(?P<long_name>{NAME})(?=\r?\n *:)"
    item = r"(?P<item>[-:])(?=[ \r\n])"
    begins = rf"(?:{name}|{long_name}|{item}|[\"'&*!?|>{{\[])"
    return re.compile(rf"\n(?P<indent> {{0,{columns}}}+){begins}".encode())


def _name_in(line: re.Match[bytes]) -> bytes:
    """The name as in a pointer; empty where it takes a parser to tell what it is."""
    name: bytes = (line["name"] or line["long_name"] or b"").rstrip(b" \t")
    if name == b"<<" or b" #" in name:
        return b""
    return escaped(unquoted(name.decode())).encode() if name else b""


class _Kept:
    """The entries kept so far, with those that they stand under, and how much text that is."""

    def __init__(self, entries: list[_Entry], length: int) -> None:
        self._entries = entries
        self._starts = [entry.start for entry in entries] + [length]
        self._kept: set[int] = set()
        self._room = _MOST_CHARACTERS

    def add(self, index: int) -> bool:
        """Keep an entry, or say that there is no room for it."""
        added = []
        while index >= 0 and index not in self._kept:
            added.append(index)
            index = self._entries[index].parent
        room = self._room - sum(self._starts[index + 1] - self._starts[index] for index in added)
        if room < 0:
            return False
        self._room = room
        self._kept.update(added)
        return True

    def add_around(self, offset: int) -> bool:
        """Keep the entry that holds this place; what stands before all entries is kept anyway."""
        index = bisect_right(self._starts, offset) - 1
        return index < 0 or self.add(index)

    def pieces(self) -> Iterator[_Piece]:
        """All of the text, in order."""
        yield _Piece(0, self._starts[0], True)
        firsts = []
        column = sys.maxsize
        for index, entry in enumerate(self._entries):
            if index in self._kept or index - 1 in self._kept or entry.column < column:
                firsts.append(index)
                column = entry.column
        for first, after in pairwise([*firsts, len(self._entries)]):
            yield _Piece(self._starts[first], self._starts[after], first in self._kept)


def _anchors_and_aliases(text: bytes) -> Iterator[int]:
    """Those of YAML, and of what JSON Schema calls anchors, to which a `$ref` may lead."""
    for match in _JSON_ANCHOR.finditer(text):
        yield match.start()
    anchors = set()
    for match in _ANCHOR.finditer(text):
        anchors.add(match[1])
        yield match.start()
    if anchors:
        yield from (match.start() for match in _ALIAS.finditer(text) if match[1] in anchors)


def _versions(entries: list[_Entry]) -> Iterator[int]:
    return (i for i, entry in enumerate(entries) if entry.pointer in (b"/openapi", b"/swagger"))


def _references_to_references(text: bytes, entries: list[_Entry]) -> list[int]:
    """Entries that refer to an entry that refers on, as all those do that run in a circle."""
    targets = {match[1] for match in _REF_INSIDE.finditer(text)}
    referring: dict[bytes, tuple[int, bytes]] = {}
    ends = [entry.start for entry in entries[1:]] + [len(text)]
    for index, (entry, end) in enumerate(zip(entries, ends, strict=True)):
        holder = b"#" + entry.pointer.removesuffix(b"/$ref")
        if holder in targets and (ref := _reference(text, entry, end)):
            referring[holder] = index, ref
    return [index for index, ref in referring.values() if ref in referring]


def _reference(text: bytes, entry: _Entry, end: int) -> bytes | None:
    """The reference that an entry is, or that the object in it has among its own names."""
    at_once = _REF_AT_ONCE.match(text, entry.value)
    if at_once:
        return at_once[1]
    below = _FIRST_BELOW.match(text, entry.value, end)
    if below is None:
        return None
    ref = _ref_at(len(below[1])).search(text, entry.value, end)
    return ref and ref[1]


@lru_cache(maxsize=64)
def _ref_at(column: int) -> re.Pattern[bytes]:
    return re.compile(rb"\n {%d}[\"']?%b" % (column, _REF_INSIDE.pattern))


def _marks(text: bytes) -> Iterator[int]:
    for match in islice(_REF_OUTSIDE.finditer(text), _MOST_MARKS):
        yield match.start()
    for pattern in _NESTED_DEEPLY:
        for match in islice(pattern.finditer(text), _MOST_MARKS):
            yield match.end() - 1
