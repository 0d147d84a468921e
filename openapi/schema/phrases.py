"""Types and values of a schema in plain words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, names, sequence
from openapi.schema.flatten import Flat, flatten
from openapi.schema.simplify import simplified, without_null

DEEPEST_ARRAY = 4
LISTED_ALTERNATIVES = 3
LONGEST_VALUE = 120
UNION_WORDS = {"oneOf": "one of", "anyOf": "any of"}
SCALARS = ("string", "integer", "number", "boolean")
# Strings that could be taken for another JSON value.
_LIKE_JSON = re.compile(r"(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\Z|[{\[\"]")


@dataclass(frozen=True, slots=True)
class Type:
    """`before` + the linked component `name` + `after`: "array of " "Pet" " or null"."""

    before: str = ""
    name: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.name}{self.after}"


def type_of(flat: Flat, references: References, depth: int = 0) -> Type:
    """Return the type in reading form, naming at most one component."""
    null = " or null" if _nullable(flat) else ""
    if flat.state == "missing":
        wanted = flat.name or line(flat.ref, 80)
        return Type(f"unknown: {wanted} is not in this description")
    kind = kind_of(flat.keywords)
    if flat.name:
        plain = f" ({_formatted(flat, kind)})" if kind in SCALARS else ""
        return Type("", line(flat.name, 120), plain + null)
    if kind == "array" and depth < DEEPEST_ARRAY:
        if "prefixItems" in flat.keywords or flat.keywords.get("items") is False:
            return Type(f"array{null}")
        items = flat.keywords.get("items", True)
        item = type_of(simplified(items, references), references, depth + 1)
        return Type(f"array of {item.before}", item.name, item.after + null)
    if kind == "object" and not mapping(flat.keywords.get("properties")) and not flat.unions:
        values = flat.keywords.get("additionalProperties")
        if isinstance(values, dict) and values and depth < DEEPEST_ARRAY:
            value = type_of(simplified(values, references), references, depth + 1)
            return Type(f"map of {value.before}", value.name, value.after + null)
    return Type(_plain(flat, references, kind) + null)


def _plain(flat: Flat, references: References, kind: str) -> str:
    if flat.always is False:
        return "nothing is valid here"
    if choice_is_type(flat):
        return _union(*flat.unions[0], references)
    return _formatted(flat, kind)


def choice_is_type(flat: Flat) -> bool:
    """Return whether the type says which options there are, and not what they have in common.

    Options of an object that are no components are objects too.
    """
    if len(flat.unions) != 1:
        return False
    ((_, options),) = flat.unions
    kind = kind_of(flat.keywords)
    return kind == "any" or (kind == "object" and any("$ref" in mapping(o) for o in options))


def _formatted(flat: Flat, kind: str) -> str:
    form = line(flat.keywords.get("format"), 40)
    return f"{kind} <{form}>" if form else kind


def _union(keyword: str, options: list[Any], references: References) -> str:
    chosen = without_null(options)
    if not chosen:
        return "null"
    null = "" if len(chosen) == len(options) else " or null"
    flats = [flatten(option, references) for option in chosen[: LISTED_ALTERNATIVES + 1]]
    words = [flat.name or kind_of(flat.keywords) for flat in flats]
    anonymous = words.count("object") + words.count("any") > 1
    if len(chosen) > LISTED_ALTERNATIVES or anonymous or any(len(word) > 40 for word in words):
        return f"{UNION_WORDS[keyword]} {len(chosen)} kinds{null}"
    if len(words) == 1:
        return line(words[0]) + null
    listed = ", ".join(words[:-1]) + f" or {words[-1]}"
    return line(f"{UNION_WORDS[keyword]} {listed}") + null


def kind_of(keywords: JsonObject) -> str:
    """Return "string", "string or integer", "any" …, inferred from keywords where none is given."""
    given = keywords.get("type")
    kinds = [given] if isinstance(given, str) else names(given)
    if kinds:
        return line(" or ".join(kind for kind in kinds if kind != "null") or "null", 80)
    if any(key in keywords for key in ("properties", "additionalProperties", "patternProperties")):
        return "object"
    if any(key in keywords for key in ("items", "prefixItems")):
        return "array"
    if "pattern" in keywords or "format" in keywords or "maxLength" in keywords:
        return "string"
    values = [keywords["const"]] if "const" in keywords else sequence(keywords.get("enum"))
    kinds = list(dict.fromkeys(map(_kind_of_value, values[:LISTED_ALTERNATIVES])))
    return " or ".join(kinds) or "any"


def _kind_of_value(value: object) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _nullable(flat: Flat) -> bool:
    given = flat.keywords.get("type")
    listed = isinstance(given, list) and "null" in given and len(given) > 1
    return listed or flat.keywords.get("nullable") is True


def value(given: object, limit: int = LONGEST_VALUE, kind: str = "") -> str:
    """Return a JSON value as it would be written, on one line of at most `limit` characters.

    A string stands without its quotes, unless it could be taken for something else: `kind` is the
    type of the schema, and where that is "string" nothing else is meant.
    """
    if isinstance(given, str):
        written = given[: limit + 1]
        plain = bool(written) and written == line(written, limit + 1)
        if plain and (kind == "string" or not _LIKE_JSON.match(written)):
            return line(written, limit)
        return line(json.dumps(written, ensure_ascii=False), limit)
    return line(_begin(given, limit), limit)


def _begin(given: object, limit: int) -> str:
    """Return how the JSON of a value begins; a value can be megabytes long."""
    begun, size = [], 0
    for part in _parts(given):
        begun.append(part)
        size += len(part)
        if size > limit:
            break
    return "".join(begun)


def _parts(given: object) -> Iterator[str]:
    encoder = json.JSONEncoder(ensure_ascii=False)
    return encoder.iterencode(given)
