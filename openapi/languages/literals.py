"""Text and JSON values as literals of programming languages."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from openapi.common.untrusted import JsonObject

# Longer lists and objects stand one item a line.
WIDEST = 60
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# What editors do not show, take for the end of a line, or turn the text around by.
_UNSEEN = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def scalars(text: str) -> str:
    """Return text that has a UTF-8 form: halves of surrogate pairs become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def is_plain(text: str) -> bool:
    """Whether text can stand in a source file as it is, its lines as lines."""
    return not (_CONTROL.search(text) or _UNSEEN.search(text) or _SURROGATE.search(text))


def quoted(text: str) -> str:
    """Return a string literal of Python, JavaScript, Go, Java or C#: all have JSON's escapes."""
    return escape_unseen(json.dumps(scalars(text), ensure_ascii=False))


def quoted_either_way(text: str) -> str:
    """Return a string literal of Python or JavaScript, in the quotes that spare it backslashes."""
    found = quoted(text)
    inside = found[1:-1].replace('\\"', '"')
    return f"'{inside}'" if inside != found[1:-1] and not re.search(r"['\\]", inside) else found


def escape_unseen(text: str, form: str = "\\u{:04x}") -> str:
    """Return text with control and other unseen characters in this form, apart from line breaks."""

    def escaped(found: re.Match[str]) -> str:
        return form.format(ord(found[0]))

    return _UNSEEN.sub(escaped, _CONTROL.sub(escaped, text))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, line breaks included; one at least."""
    return re.findall(r"[^\n]*\n|[^\n]+", text) or [""]


def indented(lines: str | Iterable[str], by: str) -> str:
    """Return lines with this before each that is not empty."""
    given = lines.split("\n") if isinstance(lines, str) else lines
    return "\n".join(by + line if line else line for line in given)


def json_text(value: Any) -> str:
    """Return a JSON value as indented text."""
    return scalars(json.dumps(value, indent=2, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Notation:
    """How a language writes JSON values; `key` writes the name of a member with what follows it."""

    text: Callable[[str], str]
    key: Callable[[str], str]
    constants: dict[bool | None, str]
    object: tuple[str, str] = ("{", "}")
    empty_object: str = "{}"
    indent: str = "    "


def literal(value: Any, notation: Notation, depth: int = 0) -> str:
    """Return a JSON value as a literal that begins `depth` levels in."""
    if isinstance(value, str):
        return notation.text(value)
    if value is None or isinstance(value, bool):
        return notation.constants[value]
    if isinstance(value, dict):
        items = [
            notation.key(name) + literal(each, notation, depth + 1) for name, each in value.items()
        ]
        return _joined(items, notation.object, notation, depth) if items else notation.empty_object
    if isinstance(value, list):
        items = [literal(each, notation, depth + 1) for each in value]
        return _joined(items, ("[", "]"), notation, depth)
    return repr(value)


def members(pairs: Iterable[tuple[str, str]], notation: Notation, depth: int = 0) -> str:
    """Return an object of names and values that are code already, one a line."""
    items = [notation.key(name) + code for name, code in pairs]
    return _lines(items, notation.object, notation, depth)


def items(coded: Iterable[str], notation: Notation, depth: int = 0) -> str:
    """Return a list of what is code already, one item a line."""
    return _lines(list(coded), ("[", "]"), notation, depth)


def distinct(pairs: Iterable[tuple[str, str]]) -> JsonObject | None:
    """Return pairs as an object, None where a name comes twice."""
    listed = list(pairs)
    found = dict(listed)
    return found if len(found) == len(listed) else None


def _joined(items: list[str], marks: tuple[str, str], notation: Notation, depth: int) -> str:
    inline = ", ".join(items)
    if (len(inline) <= WIDEST and not any(mark in inline for mark in "\n{[")) or not items:
        return f"{marks[0]}{inline}{marks[1]}"
    return _lines(items, marks, notation, depth)


def _lines(items: list[str], marks: tuple[str, str], notation: Notation, depth: int) -> str:
    inner, outer = notation.indent * (depth + 1), notation.indent * depth
    lines = "".join(f"{inner}{item},\n" for item in items)
    return f"{marks[0]}\n{lines}{outer}{marks[1]}"
