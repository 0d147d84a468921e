"""Lines and columns for JSON pointers, looked up only for the findings that are shown."""

import json
import json.decoder
import re
from contextlib import suppress
from dataclasses import replace
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

from apis.description.model import Finding, Format
from apis.description.places import pointer_keys

_SPACE = re.compile(r"[ \t\n\r]*")
# What the pointers wanted have in common is walked once: {key: {key: …}}.
_Wanted = dict[str, Any]
_Places = dict[tuple[str, ...], tuple[int, int]]


def with_lines(findings: list[Finding], text: str, format_: Format) -> list[Finding]:
    """`findings`, each with the line and column of its pointer where the text has that place.

    A pointer into what is missing gets the place of the nearest object around it.
    """
    wanted: _Wanted = {}
    for finding in findings:
        if finding.line is None and finding.pointer:
            node = wanted
            for key in pointer_keys(finding.pointer):
                node = node.setdefault(key, {})
    if not wanted:
        return list(findings)
    places = _json_places(text, wanted) if format_ == "json" else _yaml_places(text, wanted)
    return [_with_line(finding, places) for finding in findings]


def _with_line(finding: Finding, places: _Places) -> Finding:
    keys = tuple(pointer_keys(finding.pointer))
    while finding.line is None and keys:
        if keys in places:
            line, column = places[keys]
            return replace(finding, line=line, column=column)
        keys = keys[:-1]
    return finding


def _json_places(text: str, wanted: _Wanted) -> _Places:
    """Walk down to what is wanted and skip everything else at the speed of the C scanner."""
    offsets: dict[tuple[str, ...], int] = {}
    # The decoder's own parts, documented in its source only: typeshed does not list them.
    scan: Any = vars(json.JSONDecoder(strict=False))["scan_once"]
    scan_string: Any = vars(json.decoder)["scanstring"]
    most = _count(wanted)

    def space(at: int) -> int:
        return _SPACE.match(text, at).end()  # type: ignore[union-attr]

    def descend(at: int, wanted: _Wanted, keys: tuple[str, ...]) -> int:
        """Note the places below the object or list at `at`; return where it ends."""
        closing = "}" if text[at] == "{" else "]"
        index = 0
        at = space(at + 1)
        while text[at] != closing:
            start = at
            if closing == "}":
                key, at = scan_string(text, at + 1, False)
                at = space(space(at) + 1)  # past the colon
            else:
                key, index = str(index), index + 1
            if key in wanted:
                offsets[(*keys, key)] = start
                if len(offsets) == most:
                    raise StopIteration
            if wanted.get(key) and text[at] in "{[":
                at = descend(at, wanted[key], (*keys, key))
            else:
                at = scan(text, at)[1]
            at = space(at)
            if text[at] == ",":
                at = space(at + 1)
        return at + 1

    # Stops when all is found; or where the text ends or nests too deep, keeping what was found.
    with suppress(ValueError, IndexError, StopIteration, RecursionError):
        descend(space(0), wanted, ())
    return _lines(text, offsets)


def _count(wanted: _Wanted) -> int:
    return sum(1 + _count(below) for below in wanted.values())


def _lines(text: str, offsets: dict[tuple[str, ...], int]) -> _Places:
    places: _Places = {}
    line, before = 1, 0
    for keys, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", before, offset)
        before = offset
        places[keys] = (line, offset - text.rfind("\n", 0, offset))
    return places


def _yaml_places(text: str, wanted: _Wanted) -> _Places:
    """Read the events again, keeping track only of the way to what is wanted."""
    places: _Places = {}
    # One entry per open object or list: what is wanted in it (None: nothing), the keys to it,
    # whether it is an object, and the key being read or the next position.
    stack: list[list[Any]] = []
    parser = CParser(text)
    try:
        while type(event := parser.get_event()) is not StreamEndEvent:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop()
                continue
            if kind not in (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent):
                continue
            below, keys = (wanted, ()) if not stack else _step(stack[-1], event, places)
            if kind is MappingStartEvent:
                stack.append([below, keys, True, None])
            elif kind is SequenceStartEvent:
                stack.append([below, keys, False, 0])
    except YAMLError:
        pass  # the finding is about this error; keep what was found
    return places


def _step(level: list[Any], event: Any, places: _Places) -> tuple[_Wanted | None, tuple[str, ...]]:
    """Take one event inside `level`: a key, or a value; what is wanted below a value, and where."""
    wanted, keys, is_object, key = level
    if is_object and key is None:
        level[3] = event.value if type(event) is ScalarEvent else ""
        if wanted and level[3] in wanted:
            places[(*keys, level[3])] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return None, ()
    level[3] = None if is_object else key + 1
    name = str(key)
    if not wanted or name not in wanted:
        return None, ()
    if not is_object:
        places[(*keys, name)] = (event.start_mark.line + 1, event.start_mark.column + 1)
    return wanted[name], (*keys, name)
