"""Values as text, by style and explode (OpenAPI 3.2.0, "Style Values"; RFC 6570).

What the specification leaves undefined is refused with `NoRequest`, but for what all tools do
alike: an exploded list in a delimited style is sent as repeated parameters, and `deepObject`
goes deeper, `name[property][0]=value`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from openapi.common.untrusted import JsonObject, line, text
from openapi.request.errors import NoRequest

LONGEST_VALUE = 8_000
MOST_VALUES = 100
DEEPEST = 8
# By place, the first being the default.
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
# "tabDelimited" stands for the `tsv` of Swagger 2.0, which 3.x has no name for.
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
EXPLODED = ("form", "cookie")
# RFC 3986, 2.2, without what would end the value: "#" and, in a query, "&" and "+"; brackets are
# not allowed in either place (3.3, 3.4).
_RESERVED_IN_QUERY = ":/?@!$'()*,;="
_RESERVED_IN_PATH = ":@!$&'()*+,;="
_TRIPLE = re.compile(r"(%[0-9A-Fa-f]{2})")

Encode: TypeAlias = Callable[[str], str]
Pairs: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    explode: bool = False
    allow_reserved: bool = False


def style_of(raw: JsonObject, where: str) -> Style:
    """Return the style of a parameter, header or encoding (`where` is "query" for that).

    `form` and `simple` mean the same list with commas, so that one stands for the other where
    only one of them belongs.
    """
    default = STYLES[where][0]
    name = line(raw.get("style"), 40) or default
    explode = raw.get("explode")
    if not isinstance(explode, bool):
        explode = name in EXPLODED
    if name not in STYLES[where]:
        if name in ("form", "simple"):
            name = default
        elif name not in DELIMITERS:
            raise NoRequest("request_style_place", {"style": name, "place": where})
    return Style(name, explode, raw.get("allowReserved") is True)


def query_pairs(name: str, value: object, style: Style) -> Pairs:
    """Return names and values of a query, percent-encoded."""
    return _pairs(name, value, style, _encoder(value, style, _RESERVED_IN_QUERY))


def field_pairs(name: str, value: object, style: Style) -> Pairs:
    """Return names and values of a form, not percent-encoded."""
    return _pairs(name, value, style, _unchanged)


def cookie_pairs(name: str, value: object, style: Style) -> Pairs:
    """Return names and values of cookies. Only the style `form` percent-encodes.

    A list or object that is exploded makes a cookie of each member: `form` would separate them
    by "&", which cookies do not know (OpenAPI 3.2.0, Appendix D).
    """
    return _pairs(name, value, style, _unchanged if style.name == "cookie" else percent_encoded)


def header_text(name: str, value: object, style: Style) -> str:
    """Return the value of a header; headers are not percent-encoded."""
    return _path_text(name, value, style, _unchanged)


def path_text(name: str, value: object, style: Style) -> str:
    """Return what takes the place of a template expression, percent-encoded."""
    return _path_text(name, value, style, _encoder(value, style, _RESERVED_IN_PATH))


def percent_encoded(value: str, keep: str = "") -> str:
    """Return `value` with all but RFC 3986's unreserved characters encoded.

    With `keep`, these characters and what is percent-encoded already stay (RFC 6570, 3.2.3).
    """
    if not keep:
        return quote(value, safe="")
    return "".join(
        word if at % 2 else quote(word, safe=keep) for at, word in enumerate(_TRIPLE.split(value))
    )


def as_text(value: object) -> str:
    """Return a JSON value that is no list or object as text; null is empty."""
    if isinstance(value, str):
        if len(value) > LONGEST_VALUE:
            raise NoRequest("request_too_large")
        return text(value, LONGEST_VALUE)
    return "" if value is None else json.dumps(value)


def _unchanged(word: str) -> str:
    return word


def _encoder(value: object, style: Style, reserved: str) -> Encode:
    """Return what encodes the words of a value; in a list the characters that separate it too."""
    keep = reserved if style.allow_reserved else ""
    if isinstance(value, list | dict):
        keep = "".join(each for each in keep if each not in ",;=")
    return lambda word: percent_encoded(word, keep)


def _joined(name: str, words: list[str], delimiter: str, encode: Encode) -> str:
    """Return words, encoded, with the delimiter between them.

    A comma stays as it is (RFC 6570); other delimiters are not allowed in a URL as they are.
    """
    shown = delimiter if delimiter in ",.;" else encode(delimiter)
    unmarked = delimiter not in ".;" and encode(delimiter) == shown
    if unmarked and any(delimiter in word for word in words):
        raise NoRequest("request_style_delimiter", {"name": line(name, 80)})
    return shown.join(map(encode, words))


def _pairs(name: str, value: object, style: Style, encode: Encode) -> Pairs:
    if style.name == "deepObject":
        return _deep(name, value, encode)
    if not isinstance(value, list | dict):
        if style.name in DELIMITERS:
            raise _mismatch(name, value, style)
        return [(encode(name), encode(as_text(value)))]
    if style.explode and isinstance(value, dict) and style.name in DELIMITERS:
        raise _mismatch(name, value, style)
    members = _members(name, value)
    if not members:
        return [(encode(name), "")]
    if style.explode:
        return [(encode(key or name), encode(each)) for key, each in members]
    delimiter = DELIMITERS.get(style.name, ",")
    return [(encode(name), _joined(name, _flat(value, members), delimiter, encode))]


def _path_text(name: str, value: object, style: Style, encode: Encode) -> str:
    prefix = {"label": ".", "matrix": ";"}.get(style.name, "")
    key = f"{encode(name)}=" if style.name == "matrix" else ""
    if not isinstance(value, list | dict):
        if style.name in DELIMITERS:
            raise _mismatch(name, value, style)
        shown = encode(as_text(value))
        return f"{prefix}{key if shown else key[:-1]}{shown}"
    members = _members(name, value)
    if not members:
        return prefix + key[:-1]
    delimiter = DELIMITERS.get(style.name, ",")
    if not style.explode:
        return prefix + key + _joined(name, _flat(value, members), delimiter, encode)
    if isinstance(value, dict):
        if style.name in DELIMITERS:
            raise _mismatch(name, value, style)
        each = [f"{encode(member)}={encode(text)}" for member, text in members]
        return prefix + (prefix or ",").join(each)
    words = [text for _, text in members]
    if key:
        return "".join(f"{prefix}{key}{encode(word)}" for word in words)
    return prefix + _joined(name, words, prefix or delimiter, encode)


def _members(name: str, value: list[Any] | JsonObject) -> Pairs:
    """Return the members of a list (their names are "") or object; null is none (RFC 6570, 2.3)."""
    pairs = [("", each) for each in value] if isinstance(value, list) else list(value.items())
    if len(pairs) > MOST_VALUES:
        raise NoRequest("request_too_large")
    if any(isinstance(each, list | dict) for _, each in pairs):
        raise NoRequest("request_style_nested", {"name": line(name, 80)})
    return [(as_text(key), as_text(each)) for key, each in pairs if each is not None]


def _flat(value: list[Any] | JsonObject, members: Pairs) -> list[str]:
    if isinstance(value, list):
        return [each for _, each in members]
    return [word for pair in members for word in pair]


def _deep(name: str, value: object, encode: Encode) -> Pairs:
    if not isinstance(value, list | dict):
        raise _mismatch(name, value, Style("deepObject"))
    found = []
    for key, each in _deep_members(name, value, 0):
        found.append((encode(key), encode(each)))
        if len(found) > MOST_VALUES:
            raise NoRequest("request_too_large")
    return found


def _deep_members(name: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        raise NoRequest("request_too_large")
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _deep_members(f"{name}[{index}]", each, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _deep_members(f"{name}[{as_text(key)}]", each, depth + 1)
    elif value is not None:
        yield name, as_text(value)


def _mismatch(name: str, value: object, style: Style) -> NoRequest:
    kind = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "string"
    if isinstance(value, bool):
        kind = "boolean"
    elif isinstance(value, int | float):
        kind = "number"
    return NoRequest(
        "request_style_type", {"name": line(name, 80), "style": style.name, "types": [kind]}
    )
