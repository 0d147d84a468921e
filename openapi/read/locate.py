"""Lines and columns for JSON pointers, looked up only for the findings that are shown."""

import json
import json.decoder
import re
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

from openapi.common.pointers import Offsets, Wanted, line_and_column, pointer_keys
from openapi.findings import Finding
from openapi.read.description import Format
from openapi.read.locate_yaml import yaml_offsets

_SPACE = re.compile(r"[ \t\n\r]*+")
_KEY = re.compile(r'"([^"\\]*+)"[ \t\n\r]*+:[ \t\n\r]*+')  # of those without escapes
_TO_NEXT = re.compile(r"[ \t\n\r]*+,?[ \t\n\r]*+")
# JSON may spell a slash, and any character, in two ways.
_SPELT_OTHERWISE = re.compile(r"\\(?:/|u00)").search
# Findings that are worth a search of the whole text each.
_FEW = 3
_Places = dict[tuple[str, ...], tuple[int, int]]


class _AllFoundError(Exception):
    """Nothing more to look for."""


def with_lines(findings: list[Finding], text: str, format_: Format) -> list[Finding]:
    """`findings`, each with the line and column of its pointer where the text has that place.

    A pointer into what is missing gets the place of the nearest object around it.
    """
    if format_ == "json" and len(findings) <= _FEW:
        findings = [_where_its_reference_stands(finding, text) for finding in findings]
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


def _where_its_reference_stands(finding: Finding, text: str) -> Finding:
    """The finding with its line, where its reference is in the text once and could be nowhere else
    in another spelling: a search is many times as fast as a walk."""
    ref = finding.ref
    if not ref or not ref.isascii() or json.dumps(ref) != f'"{ref}"' or _SPELT_OTHERWISE(text):
        return finding
    stands = re.compile(rf'"\$(?:dynamicR|r)ef"\s*+:\s*+"{re.escape(ref)}"')
    places = list(islice(stands.finditer(text), 2))
    if len(places) != 1:
        return finding
    line, column = line_and_column(text, places[0].start())
    return replace(finding, line=line, column=column)


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
    walk = _JsonWalk(text, _count(wanted))
    # Where the text breaks off, is no JSON or nests too deep, what was found so far is kept. The
    # scanner's way to say that no value begins here is StopIteration.
    with suppress(_AllFoundError, ValueError, IndexError, StopIteration, RecursionError):
        walk.descend(walk.after(_SPACE, 0), wanted, ())
    return walk.offsets


class _JsonWalk:
    """One pass over a JSON text. (No closures: one that calls itself would keep the text.)"""

    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.most = most
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
                if len(self.offsets) == self.most:
                    raise _AllFoundError
                if wanted[key] and text[at] in "{[":
                    at = self.after(_TO_NEXT, self.descend(at, wanted[key], (*keys, key)))
                    continue
            at = self.after(_TO_NEXT, self.scan(text, at)[1])
        return at + 1

    def _key_at(self, at: int) -> tuple[str, int]:
        """The key that begins here, and where its value does."""
        plain = _KEY.match(self.text, at)
        if plain:
            return plain[1], plain.end()
        scan_string: Any = vars(json.decoder)["scanstring"]
        key, at = scan_string(self.text, at + 1, False)
        return key, self.after(_SPACE, self.after(_SPACE, at) + 1)


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
