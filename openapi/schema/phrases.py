"""Types and constraints of a schema in plain words."""

import json
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, names, number, sequence
from openapi.schema.flatten import Flat, flatten

DEEPEST_ARRAY = 4
LISTED_ALTERNATIVES = 3
LONGEST_VALUE = 120
UNION_WORDS = {"oneOf": "one of", "anyOf": "any of"}


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
    if flat.name:
        return Type("", line(flat.name, 120), null)
    kind = kind_of(flat.keywords)
    if kind == "array" and depth < DEEPEST_ARRAY:
        item = type_of(flatten(flat.keywords.get("items", True), references), references, depth + 1)
        return Type(f"array of {item.before}", item.name, item.after + null)
    if kind == "object" and not mapping(flat.keywords.get("properties")) and not flat.unions:
        values = flat.keywords.get("additionalProperties")
        if isinstance(values, dict) and values and depth < DEEPEST_ARRAY:
            value = type_of(flatten(values, references), references, depth + 1)
            return Type(f"map of {value.before}", value.name, value.after + null)
    return Type(_plain(flat, references, kind) + null)


def _plain(flat: Flat, references: References, kind: str) -> str:
    if flat.always is False:
        return "nothing is valid here"
    if flat.unions and kind in ("any", "object"):
        return _union(*flat.unions[0], references)
    form = line(flat.keywords.get("format"), 40)
    return f"{kind} <{form}>" if form else kind


def _union(keyword: str, options: list[Any], references: References) -> str:
    flats = [flatten(option, references) for option in options[: LISTED_ALTERNATIVES + 1]]
    words = [flat.name or kind_of(flat.keywords) for flat in flats]
    if len(options) > LISTED_ALTERNATIVES or any(len(word) > 40 for word in words):
        return f"{UNION_WORDS[keyword]} {len(options)} kinds"
    if len(words) == 1:
        return line(words[0])
    listed = ", ".join(words[:-1]) + f" or {words[-1]}"
    return line(f"{UNION_WORDS[keyword]} {listed}")


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
    return _kind_of_value(values[0]) if values else "any"


def _kind_of_value(value: object) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _nullable(flat: Flat) -> bool:
    given = flat.keywords.get("type")
    listed = isinstance(given, list) and "null" in given and len(given) > 1
    return listed or flat.keywords.get("nullable") is True


def value(given: object) -> str:
    """Return a JSON value as it would be written, shortened."""
    written = given if isinstance(given, str) and given else json.dumps(given, ensure_ascii=False)
    return line(written, LONGEST_VALUE)


def constraints(flat: Flat) -> list[str]:
    """Return short phrases such as "at least 1", "3 to 40 characters", "pattern ^a"."""
    keywords = flat.keywords
    found = [
        *_range(keywords),
        _count(keywords, "minLength", "maxLength", "character"),
        _count(keywords, "minItems", "maxItems", "item"),
        _count(keywords, "minProperties", "maxProperties", "property"),
        _count(keywords, "minContains", "maxContains", "matching item"),
    ]
    if number(keywords.get("multipleOf")) is not None:
        found.append(f"a multiple of {value(keywords['multipleOf'])}")
    if keywords.get("uniqueItems") is True:
        found.append("items are unique")
    for keyword, words in (
        ("pattern", "pattern"),
        ("contentMediaType", "content is"),
        ("contentEncoding", "encoded as"),
    ):
        if isinstance(keywords.get(keyword), str):
            found.append(f"{words} {line(keywords[keyword], 200)}")
    closed = keywords.get("additionalProperties") is False
    if closed or keywords.get("unevaluatedProperties") is False:
        found.append("no other properties")
    for name, needed in list(mapping(keywords.get("dependentRequired")).items())[:10]:
        found.append(line(f"with {name}: {', '.join(names(needed))} required"))
    if "$dynamicRef" in keywords:
        found.append(f"as {line(keywords['$dynamicRef'], 80)} says (dynamic reference)")
    return [phrase for phrase in found if phrase]


def _range(keywords: JsonObject) -> list[str]:
    found = []
    for plain, exclusive, words, strict in (
        ("minimum", "exclusiveMinimum", "at least", "more than"),
        ("maximum", "exclusiveMaximum", "at most", "less than"),
    ):
        # A boolean beside the limit is how OpenAPI 3.0 says "exclusive"; 3.1 gives a number.
        bound = number(keywords.get(plain))
        if bound is not None:
            found.append(f"{strict if keywords.get(exclusive) is True else words} {value(bound)}")
        if (bound := number(keywords.get(exclusive))) is not None:
            found.append(f"{strict} {value(bound)}")
    return found


def _count(keywords: JsonObject, low: str, high: str, unit: str) -> str:
    least, most = number(keywords.get(low)), number(keywords.get(high))
    plural = "properties" if unit == "property" else f"{unit}s"
    if least and most is not None:
        span = value(least) if least == most else f"{value(least)} to {value(most)}"
        return f"{span} {unit if least == most == 1 else plural}"
    if most is not None:
        return f"at most {value(most)} {unit if most == 1 else plural}"
    return f"at least {value(least)} {unit if least == 1 else plural}" if least else ""
