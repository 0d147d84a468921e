"""Lines and columns for JSON pointers, looked up only for the findings that are shown."""

from dataclasses import replace

from openapi.common.pointers import Offsets, Wanted, pointer_keys
from openapi.findings import Finding
from openapi.read.description import Format
from openapi.read.locate_json import json_offsets
from openapi.read.locate_yaml import yaml_offsets

_Places = dict[tuple[str, ...], tuple[int, int]]


def with_lines(findings: list[Finding], text: str, format_: Format) -> list[Finding]:
    """Return `findings`, each with the line and column of its pointer where it is there.

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
    offsets = json_offsets(text, wanted) if format_ == "json" else yaml_offsets(text, wanted)
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


def _lines(text: str, offsets: Offsets) -> _Places:
    places: _Places = {}
    line, before = 1, 0
    for keys, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", before, offset)
        before = offset
        places[keys] = (line, offset - text.rfind("\n", 0, offset))
    return places
