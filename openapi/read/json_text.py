"""JSON text to a document, refusing what JSON does not know and what is out of bounds."""

import json
import math
import re
import sys
from typing import Any

from openapi.common.pointers import Key, Path, keys_of, line_and_column, pointer
from openapi.common.untrusted import JsonObject
from openapi.findings import DescriptionError, Finding, warning
from openapi.messages import Param
from openapi.read.description import Limits

# A whole string, or an unfinished one to the end. Possessive, so that it cannot backtrack.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_STRUCTURE = re.compile(_STRING + r"|[\[\]{},]", re.DOTALL)
# Up to the start of the next value: each but the first of its object or list has a comma before it.
_NEXT_VALUE = rf'(?:[^",{{\[]++|{_STRING})*+[,{{\[]'
_NOT_JSON = re.compile(_STRING + r"|(-?Infinity|NaN)", re.DOTALL)
# Shorter numbers are passed whole: a search from each of their digits would take their square.
_LONG_NUMBER = re.compile(_STRING + r"|\d{1,4300}+(?!\d)|(\d++)", re.DOTALL)
# One escape: a pair of surrogates, a surrogate alone, or any other.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<alone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def parse(text: str, *, limits: Limits) -> tuple[Any, list[Finding]]:
    """Return the value that the JSON `text` holds, and warnings about what had to be corrected.

    Raise DescriptionError with the line and column.
    """
    _check_count(text, limits)
    text, warnings = _replace_lone_surrogates(text)
    reader = _Reader(limits.findings)
    try:
        document = json.loads(
            text,
            object_pairs_hook=reader.read_object,
            parse_float=reader.read_float,
            parse_constant=reader.refuse_constant,
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise DescriptionError.at(
            "invalid_json", line=error.lineno, column=error.colno, reason=reason
        ) from error
    except RecursionError:
        raise _too_deep(text, limits) from None
    except _NotJsonError as error:
        raise _at_match(text, _NOT_JSON, "constant_not_in_json", constant=str(error)) from None
    except ValueError as error:  # Python refuses to read integers of more than 4,300 digits
        raise _at_match(text, _LONG_NUMBER, "number_too_long") from error
    if _nests_deeper(document, limits.depth):
        raise _too_deep(text, limits)
    warnings += _overflows(text, reader.overflowed)
    return document, warnings + _repeated_names(document, reader.repeated)


class _NotJsonError(Exception):
    pass


class _Reader:
    """What the decoder calls, and what it noted on the way."""

    def __init__(self, findings: int) -> None:
        self.findings = findings
        self.overflowed: list[str] = []
        # By identity of the object read, with the object itself to keep the identity taken.
        self.repeated: dict[int, tuple[JsonObject, str]] = {}

    def read_object(self, pairs: list[tuple[str, Any]]) -> JsonObject:
        value = dict(pairs)
        if len(value) != len(pairs) and len(self.repeated) <= self.findings:
            self.repeated[id(value)] = (value, _first_repeated(pairs))
        return value

    def read_float(self, literal: str) -> float:
        value = float(literal)
        if math.isinf(value):
            self.overflowed.append(literal)
            return math.copysign(sys.float_info.max, value)
        return value

    def refuse_constant(self, name: str) -> None:
        raise _NotJsonError(name)


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _nests_deeper(document: object, depth: int) -> bool:
    """Return whether more than `depth` objects and lists stand inside one another.

    Looked at level by level, since recursion would fail on just what is to be found.
    """
    level = [document]
    for _ in range(depth + 1):
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                below += value.values()
            elif type(value) is list:
                below += value
        if not below:
            return False
        level = below
    return any(type(value) is dict or type(value) is list for value in level)


def _check_count(text: str, limits: Limits) -> None:
    """Refuse too many values before memory is spent on them, with the place of the first too many.

    Counting commas and opening brackets is quick; only a suspect text is read without its strings.
    """
    if text.count(",") + text.count("{") + text.count("[") <= limits.nodes:
        return
    end = 0
    thousands, rest = divmod(limits.nodes + 1, 1000)
    for count in [1000] * thousands + [rest]:
        # Possessive, so that it neither backtracks nor remembers, however long the text.
        pattern = re.compile(rf"(?:{_NEXT_VALUE}){{{count}}}+", re.DOTALL)
        values = pattern.match(text, end)
        if values is None:
            return
        end = values.end()
    line, column = line_and_column(text, end - 1)
    raise DescriptionError.at("too_many_values", line=line, column=column, limit=limits.nodes)


def _replace_lone_surrogates(text: str) -> tuple[str, list[Finding]]:
    """Put U+FFFD in the place of half a UTF-16 pair, which cannot be stored or sent as UTF-8."""
    if "\\ud" not in text and "\\uD" not in text:
        return text, []
    first: re.Match[str] | None = None

    def correct(escape: re.Match[str]) -> str:
        nonlocal first
        if escape["alone"] is None:
            return escape[0]
        first = first or escape
        return "\\ufffd"  # as long as what it replaces, so that places stay right

    corrected = _ESCAPE.sub(correct, text)
    if first is None:
        return text, []
    line, column = line_and_column(text, first.start())
    return corrected, [warning("lone_surrogate", line=line, column=column)]


def _at_match(text: str, pattern: re.Pattern[str], code: str, **params: Param) -> DescriptionError:
    """Return the error with the place where the first group of `pattern` first matches."""
    for match in pattern.finditer(text):
        if match[1]:
            line, column = line_and_column(text, match.start())
            return DescriptionError([Finding(code, params, "", line, column)])
    return DescriptionError([Finding(code, params)])


def _overflows(text: str, literals: list[str]) -> list[Finding]:
    if not literals:
        return []
    line, column = line_and_column(text, text.find(literals[0]))
    return [warning("number_too_large", line=line, column=column)]


def _repeated_names(document: object, repeated: dict[int, tuple[JsonObject, str]]) -> list[Finding]:
    findings: list[Finding] = []
    stack: list[tuple[Any, Path]] = [(document, None)]
    while stack and len(findings) < len(repeated):
        node, path = stack.pop()
        if id(node) in repeated:
            name = repeated[id(node)][1]
            place = pointer([*keys_of(path), name])
            findings.append(warning("repeated_name", pointer=place, name=name[:100]))
        children = node.items() if isinstance(node, dict) else enumerate(node)
        stack += [(child, (path, key)) for key, child in children if isinstance(child, dict | list)]
    return findings


def _too_deep(text: str, limits: Limits) -> DescriptionError:
    """Return the error for too deep a `text`, with the place where it first exceeds the limit."""
    open_in: list[Key | None] = []  # per level: the position in a list, None in an object
    names: list[str] = []
    name = ""
    for match in _STRUCTURE.finditer(text):
        found = match[0]
        if found[0] == '"':
            name = found
        elif found in "[{":
            if open_in:
                position = open_in[-1]
                names.append(name if position is None else str(position))
            open_in.append(None if found == "{" else 0)
            if len(open_in) > limits.depth:
                line, column = line_and_column(text, match.start())
                keys = [_plain_name(key) for key in names]
                return DescriptionError.at(
                    "too_deep",
                    pointer=pointer(keys),
                    line=line,
                    column=column,
                    limit=limits.depth,
                )
        elif found == ",":
            if open_in and isinstance(open_in[-1], int):
                open_in[-1] += 1
        elif open_in:
            open_in.pop()
            if names:
                names.pop()
    return DescriptionError.at("too_deep", limit=limits.depth)


def _plain_name(key: str) -> str:
    return str(json.loads(key)) if key.startswith('"') else key
