"""Lines and columns for JSON pointers, looked up only for the findings that are shown."""

import json
import json.decoder
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from apis.description.locate_yaml import yaml_offsets
from apis.description.model import Finding, Format
from apis.description.places import Offsets, Wanted, pointer_keys

_SPACE = re.compile(r"[ \t\n\r]*+")
_KEY = re.compile(r'"([^"\\]*+)"[ \t\n\r]*+:[ \t\n\r]*+')  # of those without escapes
_TO_NEXT = re.compile(r"[ \t\n\r]*+,?[ \t\n\r]*+")
_Places = dict[tuple[str, ...], tuple[int, int]]


class _AllFoundError(Exception):
    """Nothing more to look for."""


def with_lines(findings: list[Finding], text: str, format_: Format) -> list[Finding]:
    """`findings`, each with the line and column of its pointer where the text has that place.

    A pointer into what is missing gets the place of the nearest object around it.
    """
    wanted: Wanted = {}
    for finding in findings:
        if finding.line is None and finding.pointer:
            node = wanted
            for key in pointer_keys(finding.pointer):
                node = node.setdefault(key, {})
    if not wanted:
        return list(findings)
    offsets = _json_offsets(text, wanted) if format_ == "json" else yaml_offsets(text, wanted)
    places = _lines(text, offsets)
    return [_with_line(finding, places) for finding in findings]


def _with_line(finding: Finding, places: _Places) -> Finding:
    keys = tuple(pointer_keys(finding.pointer))
    while finding.line is None and keys:
        if keys in places:
            line, column = places[keys]
            return replace(finding, line=line, column=column)
        keys = keys[:-1]
    return finding


def _json_offsets(text: str, wanted: Wanted) -> Offsets:
    """Walk down to what is wanted and skip everything else at the speed of the C scanner."""
    offsets: Offsets = {}
    # The decoder's own parts, documented in its source only: typeshed does not list them.
    scan: Any = vars(json.JSONDecoder(strict=False))["scan_once"]
    scan_string: Any = vars(json.decoder)["scanstring"]
    most = _count(wanted)

    def after(pattern: re.Pattern[str], at: int) -> int:
        return pattern.match(text, at).end()  # type: ignore[union-attr]

    def key_at(at: int) -> tuple[str, int]:
        """The key that begins here, and where its value does."""
        plain = _KEY.match(text, at)
        if plain:
            return plain[1], plain.end()
        key, at = scan_string(text, at + 1, False)
        return key, after(_SPACE, after(_SPACE, at) + 1)

    def descend(at: int, wanted: Wanted, keys: tuple[str, ...]) -> int:
        """Note the places below the object or list at `at`; return where it ends."""
        closing = "}" if text[at] == "{" else "]"
        index = 0
        at = after(_SPACE, at + 1)
        while text[at] != closing:
            start = at
            if closing == "}":
                key, at = key_at(at)
            else:
                key, index = str(index), index + 1
            if key in wanted:
                offsets[(*keys, key)] = start
                if len(offsets) == most:
                    raise _AllFoundError
                if wanted[key] and text[at] in "{[":
                    at = after(_TO_NEXT, descend(at, wanted[key], (*keys, key)))
                    continue
            at = after(_TO_NEXT, scan(text, at)[1])
        return at + 1

    # Where the text breaks off, is no JSON or nests too deep, what was found so far is kept. The
    # scanner's way to say that no value begins here is StopIteration.
    with suppress(_AllFoundError, ValueError, IndexError, StopIteration, RecursionError):
        descend(after(_SPACE, 0), wanted, ())
    return offsets


def _count(wanted: Wanted) -> int:
    return sum(1 + _count(below) for below in wanted.values())


def _lines(text: str, offsets: Offsets) -> _Places:
    places: _Places = {}
    line, before = 1, 0
    for keys, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", before, offset)
        before = offset
        places[keys] = (line, offset - text.rfind("\n", 0, offset))
    return places
