"""Example values: those a description gives, else one made from the schema.

A made value is the same on every run, satisfies type, format, enum, lengths and bounds, and
holds required properties before optional ones when it grows too large. A `pattern` is not
solved: such a string is only right in length.
"""

import json
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, names, number, sequence, size, text
from openapi.schema.flatten import Flat, flatten
from openapi.schema.phrases import kind_of

MOST_VALUES = 160
DEEPEST = 7
MOST_GIVEN = 6
FORMATS = {
    "date-time": "2026-01-15T09:30:00Z",
    "date": "2026-01-15",
    "time": "09:30:00Z",
    "duration": "PT1H",
    "email": "name@example.com",
    "idn-email": "name@example.com",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/path",
    "iri": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZXhhbXBsZQ==",
    "json-pointer": "/name",
    "regex": "^[a-z]+$",
}


@dataclass(frozen=True, slots=True)
class Given:
    """An example of the description's own; its value stands there, or is kept at an address."""

    title: str
    value: Any = None
    address: str = ""
    description: str = ""


def written(value: object, media_type: str = "application/json") -> str:
    """Return a value as it is sent: text as it is, anything else as indented JSON."""
    if isinstance(value, str) and "json" not in media_type:
        return text(value, 1_000_000)
    return text(json.dumps(value, indent=2, ensure_ascii=False), 1_000_000)


def given(content: JsonObject, references: References) -> list[Given]:
    """Return the examples of a media type, parameter or header."""
    if "example" in content:
        return [Given("", content["example"])]
    found = []
    for name, raw in list(mapping(content.get("examples")).items())[:MOST_GIVEN]:
        one = mapping(references.follow(raw).value)
        # A name that everybody's generator gives says nothing.
        title = line(one.get("summary"), 80) or ("" if name == "default" else line(name, 80))
        about = text(one.get("description"), 4_000)
        if any(key in one for key in ("value", "dataValue")):
            found.append(Given(title, one.get("value", one.get("dataValue")), description=about))
        elif isinstance(one.get("externalValue"), str):
            found.append(Given(title, address=one["externalValue"], description=about))
        elif isinstance(one.get("serializedValue"), str):
            found.append(Given(title, one["serializedValue"], description=about))
    return found


def first_given(content: JsonObject, references: References) -> Given | None:
    """Return the first example, None where its value does not stand in the description."""
    first = next(iter(given(content, references)), None)
    return None if first is None or first.address else first


def example(schema: object, references: References, hides: str = "") -> Any:
    """Return a JSON value of the schema; `hides` is "readOnly" or "writeOnly" (in responses)."""
    return _Maker(references, hides).value(schema, frozenset(), 0)


class _Maker:
    def __init__(self, references: References, hides: str) -> None:
        self._refs = references
        self._hides = hides
        self._left = MOST_VALUES

    def value(self, schema: object, inside: frozenset[str], depth: int) -> Any:
        self._left -= 1
        flat = flatten(schema, self._refs, inside)
        keywords = flat.keywords
        for keyword in ("const", "example", "default"):
            if keyword in keywords:
                return keywords[keyword]
        for keyword in ("examples", "enum"):
            if sequence(keywords.get(keyword)):
                return keywords[keyword][0]
        kind = kind_of(keywords).split(" or ")[0]
        if flat.unions and kind in ("any", "object"):
            return self._option(flat, inside, depth)
        return self._of_kind(kind, flat, inside, depth)

    def _option(self, flat: Flat, inside: frozenset[str], depth: int) -> Any:
        options = flat.unions[0][1]
        chosen = next((o for o in options if mapping(o).get("type") != "null"), options[0])
        deeper = inside | flat.followed
        if depth >= DEEPEST or flatten(chosen, self._refs).ref in deeper:
            return self._object(flat, inside, depth) if "properties" in flat.keywords else None
        value = self.value(chosen, deeper, depth + 1)
        if isinstance(value, dict) and "properties" in flat.keywords:
            return self._object(flat, inside, depth) | value
        return value

    def _of_kind(self, kind: str, flat: Flat, inside: frozenset[str], depth: int) -> Any:
        if kind == "object":
            return self._object(flat, inside, depth)
        if kind == "array":
            return self._array(flat, inside, depth)
        if kind in ("integer", "number"):
            return _number(flat.keywords, whole=kind == "integer")
        if kind == "boolean":
            return True
        if kind == "string":
            return _string(flat.keywords)
        return None if kind == "null" else {}

    def _object(self, flat: Flat, inside: frozenset[str], depth: int) -> JsonObject:
        keywords, deeper = flat.keywords, inside | flat.followed
        required = set(names(keywords.get("required")))
        made: JsonObject = {}
        for name, schema in mapping(keywords.get("properties")).items():
            below = flatten(schema, self._refs)
            hidden = self._hides and below.keywords.get(self._hides) is True
            if hidden or below.always is False:
                continue
            ends = depth >= DEEPEST or self._left <= 0 or bool(below.ref and below.ref in deeper)
            if not ends or (name in required and depth < 2 * DEEPEST and below.ref not in deeper):
                made[name] = self.value(schema, deeper, depth + 1)
        extra = keywords.get("additionalProperties")
        if isinstance(extra, dict) and not made and depth < DEEPEST and self._left > 0:
            made["key"] = self.value(extra, deeper, depth + 1)
        return made

    def _array(self, flat: Flat, inside: frozenset[str], depth: int) -> list[Any]:
        keywords, deeper = flat.keywords, inside | flat.followed
        if keywords.get("maxItems") == 0 or depth >= DEEPEST:
            return []
        first = sequence(keywords.get("prefixItems"))[:5]
        if first:
            return [self.value(schema, deeper, depth + 1) for schema in first]
        items = keywords.get("items")
        ref = flatten(items, self._refs).ref if isinstance(items, dict) else ""
        if not isinstance(items, dict) or (ref and ref in deeper) or self._left <= 0:
            return []
        count = min(3, max(1, size(keywords.get("minItems"))))
        return [self.value(items, deeper, depth + 1) for _ in range(count)]


def _string(keywords: JsonObject) -> str:
    made = FORMATS.get(line(keywords.get("format")), "string")
    least, most = min(size(keywords.get("minLength")), 200), keywords.get("maxLength")
    if len(made) < least:
        made += "x" * (least - len(made))
    return made[:most] if isinstance(most, int) and 0 <= most < len(made) else made


def _number(keywords: JsonObject, *, whole: bool) -> int | float:
    step = number(keywords.get("multipleOf")) or 1
    low, high = _bound(keywords, "minimum", 1), _bound(keywords, "maximum", -1)
    made: int | float = 1
    if low is not None and made < low:
        made = low
    if high is not None and made > high:
        made = high
    if step != 1 and step > 0 and abs(made) < 1e15:
        made = -(-made // step) * step
    return int(made) if whole and abs(made) < 1e15 else made


def _bound(keywords: JsonObject, plain: str, inward: int) -> int | float | None:
    exclusive = keywords.get(f"exclusive{plain.capitalize()}")
    bound = number(exclusive)
    if bound is not None:
        return bound + inward
    bound = number(keywords.get(plain))
    return bound + inward if bound is not None and exclusive is True else bound
