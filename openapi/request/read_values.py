"""From texts of a request back to JSON values, by schema, style and explode.

A text is split before it is percent-decoded where its delimiters stand in it as they are, and
after that where they were encoded too, as clients do that know nothing of the style.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from openapi.common.references import References
from openapi.common.untrusted import JsonObject
from openapi.request.faults import Unreadable
from openapi.request.kinds import ALL, kinds
from openapi.request.properties import item_schema, property_names, property_schema
from openapi.request.styles import DELIMITERS, Pairs, Style

MOST_ITEMS = 1_000
DEEPEST = 8
LONGEST_SHOWN = 60
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}(\.0{1,20})?")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter, or a property of a form: its name, schema and style."""

    name: str
    schema: Any
    style: Style


def typed(text: str, schema: object, references: References) -> Any:
    """Return the JSON value that a text stands for: the narrowest type that the schema allows.

    Raise `Unreadable` where it allows neither text nor what the text could be.
    """
    allowed = kinds(schema, references)
    if allowed == ALL:
        return text
    if "integer" in allowed and _INTEGER.fullmatch(text):
        return int(text.partition(".")[0])
    if "number" in allowed and _NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
    if "boolean" in allowed and text in ("true", "false"):
        return text == "true"
    if "null" in allowed and (text == "null" or (not text and "string" not in allowed)):
        return None
    if "string" in allowed:
        return text
    if allowed & {"object", "array"} and text[:1] in ("{", "["):
        return from_json(text)
    # A whole number is a number.
    wanted = sorted(allowed - ({"integer"} if "number" in allowed else set()))
    raise Unreadable("text_not_of_type", {"text": text[:LONGEST_SHOWN], "types": wanted})


def from_json(text: str | bytes) -> Any:
    """Return a JSON value; raise `Unreadable` where the text is none."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("text_not_json", {}) from None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def query_pairs(query: str) -> Pairs:
    """Return names, decoded, and values, as they came, of a query or a form."""
    pairs = [pair.partition("=") for pair in query.split("&")[: MOST_ITEMS + 1] if pair]
    return [(unquote_plus(name), value) for name, _, value in pairs]


def from_query(wanted: Named, pairs: Pairs, others: Iterable[str], references: References) -> Any:
    """Return the value of a query parameter, or of a field of a form; raise KeyError without one.

    `pairs` are as `query_pairs` returns them, `others` the names that belong to something else.
    """
    if wanted.style.name == "deepObject":
        return _from_deep(wanted, pairs, references)
    allowed = kinds(wanted.schema, references)
    given = [value for name, value in pairs if name == wanted.name]
    if wanted.style.explode and allowed != ALL and "object" in allowed and not given:
        return _from_members(wanted, pairs, others, references)
    if not given:
        raise KeyError(wanted.name)
    if _is_list(allowed, len(given)) and (wanted.style.explode or len(given) > 1):
        words = [] if given == [""] else [unquote_plus(word) for word in given]
        return _items(words, wanted.schema, references)
    if allowed == ALL or not allowed & {"array", "object"}:
        return typed(unquote_plus(given[-1]), wanted.schema, references)
    return _from_one(given[-1], wanted, allowed, references)


def from_path(raw: str, wanted: Named, references: References) -> Any:
    """Return the value of a path parameter, percent-encoded as it came."""
    return _from_simple(raw, wanted, references, unquote)


def from_header(raw: str, wanted: Named, references: References) -> Any:
    """Return the value of a header, which is not percent-encoded."""
    return _from_simple(raw.strip(), wanted, references, str.strip)


def from_cookies(
    wanted: Named, cookies: Pairs, others: Iterable[str], references: References
) -> Any:
    """Return the value of a cookie; raise KeyError without one."""
    if wanted.style.name == "cookie":
        # Not percent-encoded; what decodes a query leaves text without "%" and "+" as it is.
        escaped = [(name, value.replace("%", "%25").replace("+", "%2B")) for name, value in cookies]
        return from_query(wanted, escaped, others, references)
    plus = [(name, value.replace("+", "%2B")) for name, value in cookies]
    return from_query(wanted, plus, others, references)


def _is_list(allowed: frozenset[str], count: int) -> bool:
    """Return whether repeated values are a list; one value is text where that is allowed too."""
    return "array" in allowed and (count > 1 or "string" not in allowed)


def _from_one(raw: str, wanted: Named, allowed: frozenset[str], references: References) -> Any:
    delimiter = DELIMITERS.get(wanted.style.name, ",")
    words = _split(raw, delimiter)
    if "array" in allowed and (len(words) > 1 or "string" not in allowed):
        return _items(words if raw else [], wanted.schema, references)
    if "object" in allowed and len(words) > 1 and len(words) % 2 == 0:
        return _members(list(zip(words[::2], words[1::2], strict=True)), wanted.schema, references)
    if "object" in allowed and not raw:
        return {}
    return typed(unquote_plus(raw), wanted.schema, references)


def _split(raw: str, delimiter: str) -> list[str]:
    if delimiter in raw:
        return [unquote_plus(word) for word in raw.split(delimiter)]
    return unquote_plus(raw).split(delimiter)


def _from_simple(raw: str, wanted: Named, references: References, decode: Any) -> Any:
    """Return the value of the styles simple, label and matrix."""
    allowed = kinds(wanted.schema, references)
    style = wanted.style
    prefix = {"label": ".", "matrix": ";"}.get(style.name, "")
    if not raw.startswith(prefix):
        raise Unreadable("text_without_prefix", {"prefix": prefix})
    raw = raw.removeprefix(prefix)
    listed = allowed != ALL and "array" in allowed
    keyed = allowed != ALL and "object" in allowed and not listed
    if style.name == "matrix" and not (style.explode and keyed):
        # `;color=blue;color=black`: the name stands before each.
        words = [word.partition("=")[2] for word in raw.split(prefix)]
        raw = (";" if style.explode else ",").join(words)
    delimiter = (prefix if style.explode else "") or DELIMITERS.get(style.name, ",")
    if not listed and not keyed:
        return typed(decode(raw), wanted.schema, references)
    pieces = raw.split(delimiter) if raw else []
    if delimiter not in raw and delimiter not in ",.;":
        pieces = unquote(raw).split(delimiter)
    words = [decode(word) for word in pieces[: MOST_ITEMS + 1]]
    if listed:
        return _items(words, wanted.schema, references)
    if style.explode:
        pairs = [piece.partition("=") for piece in pieces]
        members = [(decode(name), decode(value)) for name, _, value in pairs]
    else:
        members = list(zip(words[::2], words[1::2], strict=False))
    return _members(members, wanted.schema, references)


def _items(words: Sequence[str], schema: object, references: References) -> list[Any]:
    if len(words) > MOST_ITEMS:
        raise Unreadable("text_too_many", {"limit": MOST_ITEMS})
    return [
        _at(at, word, item_schema(schema, at, references), references)
        for at, word in enumerate(words)
    ]


def _members(pairs: Pairs, schema: object, references: References) -> JsonObject:
    if len(pairs) > MOST_ITEMS:
        raise Unreadable("text_too_many", {"limit": MOST_ITEMS})
    return {
        name: _at(name, word, property_schema(schema, name, references), references)
        for name, word in pairs
    }


def _at(key: str | int, word: str, schema: object, references: References) -> Any:
    try:
        return typed(word, schema, references)
    except Unreadable as error:
        raise Unreadable(error.code, error.params, [key, *error.keys]) from None


def _from_members(
    wanted: Named, pairs: Pairs, others: Iterable[str], references: References
) -> JsonObject:
    """Return an exploded object, whose members stand among the parameters."""
    named = set(property_names(wanted.schema, references))
    taken = set(others)
    members = [
        (name, unquote_plus(value))
        for name, value in pairs
        if name in named or (not named and name not in taken)
    ]
    if not members:
        raise KeyError(wanted.name)
    return _members(members, wanted.schema, references)


def _from_deep(wanted: Named, pairs: Pairs, references: References) -> Any:
    found: JsonObject = {}
    for name, value in pairs:
        if name == wanted.name:
            return typed(unquote_plus(value), wanted.schema, references)
        if name.startswith(f"{wanted.name}["):
            keys = _BRACKETS.findall(name[len(wanted.name) :])
            if len(keys) <= DEEPEST:
                _put(found, keys, unquote_plus(value))
    if not found:
        raise KeyError(wanted.name)
    return _deep_value(found, wanted.schema, references, [])


def _put(into: JsonObject, keys: list[str], value: str) -> None:
    """Add a text below keys; `[]` counts up, as if the index had been written."""
    for key in keys[:-1]:
        below = into.setdefault(key or str(len(into)), {})
        if not isinstance(below, dict):
            return
        into = below
    into[keys[-1] or str(len(into))] = value


def _deep_value(found: Any, schema: object, references: References, keys: list[Any]) -> Any:
    if isinstance(found, str):
        try:
            return typed(found, schema, references)
        except Unreadable as error:
            raise Unreadable(error.code, error.params, [*keys, *error.keys]) from None
    allowed = kinds(schema, references)
    is_list = "array" in allowed and ("object" not in allowed or all(map(str.isdigit, found)))
    if is_list and allowed != ALL:
        return [
            _deep_value(each, item_schema(schema, at, references), references, [*keys, at])
            for at, each in enumerate(found.values())
        ]
    return {
        name: _deep_value(
            each, property_schema(schema, name, references), references, [*keys, name]
        )
        for name, each in found.items()
    }
