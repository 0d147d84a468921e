"""What several schemas that must all hold demand together, before any choice among options.

References and `allOf` are followed here; of what each part says, the strictest counts. What leaves
a choice (`oneOf`, `anyOf`, `if`, `not`, dependencies, kinds) is kept for `choices`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openapi.common.untrusted import JsonObject, mapping, names, number, sequence
from openapi.schema.strictest import numeric_bounds, stricter
from openapi.values.resources import Part, Resources, Scope
from openapi.values.work import NoValue, Work

TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
MERGED = frozenset(
    (
        *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
        *("uniqueItems", "readOnly", "writeOnly", "deprecated"),
    )
)
# Keywords that hold for values beside the type which they describe.
HINTS = {
    **dict.fromkeys(
        (
            *("properties", "required", "patternProperties", "additionalProperties"),
            *("minProperties", "maxProperties", "propertyNames", "unevaluatedProperties"),
            *("dependentRequired", "dependentSchemas", "dependencies", "discriminator"),
        ),
        "object",
    ),
    **dict.fromkeys(
        (
            *("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"),
            "unevaluatedItems",
        ),
        "array",
    ),
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength", "contentEncoding"), "string"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"
    ),
}
OBJECT_KEYWORDS = ("properties", "patternProperties", "additionalProperties")
ARRAY_KEYWORDS = ("prefixItems", "items")
SIZES = (
    ("string", "minLength", "maxLength"),
    ("array", "minItems", "maxItems"),
    ("object", "minProperties", "maxProperties"),
)
# What leaves a choice open; `choices` says which options there are.
CHOICES = ("discriminator", "anyOf", "oneOf", "if", "not")
DEPENDENT = ("dependentSchemas", "dependentRequired", "dependencies")
# Of those, a value that has one option and is valid is valid for all.
CERTAIN_CHOICES = ("discriminator", "anyOf")
MOST_AUTHORED = 20
MOST_DEPENDENT = 50
MOST_REQUIRED = 10_000
LARGEST = 10**12


class Open(NamedTuple):
    """A choice that a part leaves open: its keyword, and the part.

    Of "dependent" the part is a property's name and what the property demands.
    """

    keyword: str
    part: Part


@dataclass(slots=True)
class Facts:
    """`parts` are the schemas given; `refs` what was followed, in order, and `names` the same by
    the identity of the schema found.

    `is_certain`: a value built by these facts is valid by construction. `types` and `enum` are
    None where anything is allowed. `objects` and `arrays` are the parts that describe members.
    """

    parts: list[Part] = field(default_factory=list)
    keywords: JsonObject = field(default_factory=dict)
    types: list[str] | None = None
    enum: list[Any] | None = None
    required: dict[str, None] = field(default_factory=dict)
    patterns: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    objects: list[Part] = field(default_factory=list)
    arrays: list[Part] = field(default_factory=list)
    contains: list[Part] = field(default_factory=list)
    property_names: list[Part] = field(default_factory=list)
    other_properties: list[Part] = field(default_factory=list)
    other_items: list[Part] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    authored: list[Any] = field(default_factory=list)
    defaults: list[Any] = field(default_factory=list)
    refs: dict[str, None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    hint: str = ""
    is_certain: bool = True
    seen: dict[tuple[int, Scope], Any] = field(default_factory=dict)

    def copy(self) -> "Facts":
        """Return facts that may be added to; `enum` is shared, since it is never changed."""
        values = {name: getattr(self, name) for name in self.__slots__}
        for name, value in values.items():
            if isinstance(value, list | dict) and name != "enum":
                values[name] = value.copy()
        return Facts(**values)

    def size(self, keyword: str) -> int | None:
        """Return a count such as `minItems`, None where there is none."""
        return count_of(self.keywords.get(keyword))

    def is_hidden(self, hides: str) -> bool:
        return bool(hides) and self.keywords.get(hides) is True


def count_of(value: object) -> int | None:
    """Return a count, None for what is no number; one too large to matter is cut."""
    found = number(value)
    return None if found is None else int(min(max(found, 0), LARGEST))


class Merging:
    """Merges schemas into facts."""

    def __init__(self, resources: Resources, work: Work) -> None:
        self._resources = resources
        self._work = work

    def facts(self, parts: Iterable[Part]) -> Facts:
        """Return what the parts demand together. Raise NoValue where they contradict."""
        found = Facts()
        self.add(found, parts)
        return found

    def add(self, facts: Facts, parts: Iterable[Part]) -> None:
        """Let further parts hold too. Raise NoValue where that is a contradiction."""
        stack = list(parts)
        facts.parts += stack
        stack.reverse()
        while stack:
            below = list(self._visit(facts, stack.pop()))
            below.reverse()
            stack += below
        _drop_impossible_types(facts)

    def _visit(self, facts: Facts, part: Part) -> Iterator[Part]:
        """Take in one schema, and yield those that must hold with it."""
        schema, scope = part
        self._work.step()
        if schema is False:
            raise NoValue("value_of_nothing")
        if not isinstance(schema, dict):
            return
        self._work.step(len(schema) // 20)
        scope = self._resources.enter(schema, scope)
        if (id(schema), scope) in facts.seen:
            return
        facts.seen[id(schema), scope] = schema
        ref, dynamic = schema.get("$ref"), schema.get("$dynamicRef")
        if not (isinstance(ref, str) and scope.old):
            _take(facts, Part(schema, scope))
            together = sequence(schema.get("allOf"))
            self._work.step(len(together) // 10)
            yield from (Part(each, scope) for each in together)
        if isinstance(ref, str):
            target = self._resources.follow(ref, scope)
            facts.refs.setdefault(ref)
            facts.names.setdefault(id(target.schema), ref)
            yield target
        if isinstance(dynamic, str) and not scope.old:
            facts.is_certain = False
            yield self._resources.follow_dynamic(dynamic, scope)


def _take(facts: Facts, part: Part) -> None:
    """Take in what a schema says itself."""
    schema, keywords = numeric_bounds(part.schema), facts.keywords
    for keyword, value in schema.items():
        if keyword in MERGED:
            if value is True or number(value) is not None:
                known = keyword in keywords
                keywords[keyword] = stricter(keyword, keywords[keyword], value) if known else value
        elif keyword in _TAKEN:
            _TAKEN[keyword](facts, value, part)
        if not facts.hint:
            facts.hint = HINTS.get(keyword, "")
    if any(keyword in schema for keyword in OBJECT_KEYWORDS):
        facts.objects.append(part)
    if any(keyword in schema for keyword in ARRAY_KEYWORDS):
        facts.arrays.append(part)


def _take_type(facts: Facts, value: Any, part: Part) -> None:
    given = [value] if isinstance(value, str) else names(value)
    known = [each for each in given if each in TYPES]
    if known and facts.types is None:
        facts.types = known
    elif known and facts.types:
        both = stricter("type", facts.types, known)
        facts.types = [both] if isinstance(both, str) else both


def _take_enum(facts: Facts, value: Any, part: Part) -> None:
    if not isinstance(value, list):
        return
    if not value:
        raise NoValue("value_of_nothing")
    if facts.enum is None:
        facts.enum = value
    elif facts.enum:
        facts.enum = stricter("enum", facts.enum, value)


def _take_const(facts: Facts, value: Any, part: Part) -> None:
    _take_enum(facts, [value], part)


def _take_required(facts: Facts, value: Any, part: Part) -> None:
    if len(sequence(value)) > MOST_REQUIRED:
        raise NoValue("value_too_large")
    facts.required.update(dict.fromkeys(names(value)))


def _take_pattern(facts: Facts, value: Any, part: Part) -> None:
    if isinstance(value, str) and value not in facts.patterns:
        facts.patterns.append(value)


def _take_format(facts: Facts, value: Any, part: Part) -> None:
    if isinstance(value, str) and value not in facts.formats:
        facts.formats.append(value)


def _take_encoding(facts: Facts, value: Any, part: Part) -> None:
    # It demands nothing (JSON Schema 2020-12, validation, 8.1), and says what the text looks like.
    if isinstance(value, str) and value.lower() in ("base64", "base64url"):
        _take_format(facts, value.lower(), part)


def _take_authored(facts: Facts, value: Any, part: Part) -> None:
    if value is not None:
        facts.authored.append(value)


def _take_examples(facts: Facts, value: Any, part: Part) -> None:
    facts.authored += sequence(value)[:MOST_AUTHORED]


def _take_default(facts: Facts, value: Any, part: Part) -> None:
    # Null is written for "no default", and where only `nullable` allows it 3.1 does not.
    if value is not None:
        facts.defaults.append(value)


def _take_contains(facts: Facts, value: Any, part: Part) -> None:
    facts.is_certain = False
    facts.contains.append(part)


def _take_property_names(facts: Facts, value: Any, part: Part) -> None:
    facts.property_names.append(Part(value, part.scope))


def _take_other_properties(facts: Facts, value: Any, part: Part) -> None:
    facts.is_certain = False
    facts.other_properties.append(Part(value, part.scope))


def _take_other_items(facts: Facts, value: Any, part: Part) -> None:
    facts.is_certain = False
    facts.other_items.append(Part(value, part.scope))


def _take_dependent(facts: Facts, value: Any, part: Part) -> None:
    given = list(mapping(value).items())
    if len(given) > MOST_DEPENDENT:
        raise NoValue("value_too_complex")
    for name, demanded in given:
        needed = {"required": demanded} if isinstance(demanded, list) else demanded
        facts.open.append(Open("dependent", Part((name, needed), part.scope)))


def _leave_open(keyword: str) -> Callable[[Facts, Any, Part], None]:
    def take(facts: Facts, value: Any, part: Part) -> None:
        facts.is_certain = facts.is_certain and keyword in CERTAIN_CHOICES
        facts.open.append(Open(keyword, part))

    return take


_TAKEN: dict[str, Callable[[Facts, Any, Part], None]] = {
    "type": _take_type,
    "enum": _take_enum,
    "const": _take_const,
    "required": _take_required,
    "pattern": _take_pattern,
    "format": _take_format,
    "contentEncoding": _take_encoding,
    "example": _take_authored,
    "examples": _take_examples,
    "default": _take_default,
    "contains": _take_contains,
    "propertyNames": _take_property_names,
    "unevaluatedProperties": _take_other_properties,
    "unevaluatedItems": _take_other_items,
    **{keyword: _leave_open(keyword) for keyword in CHOICES},
    **dict.fromkeys(DEPENDENT, _take_dependent),
}


def _drop_impossible_types(facts: Facts) -> None:
    """Leave the types that the bounds allow. Raise NoValue where none is left."""
    if facts.types == [] or facts.enum == []:
        raise NoValue("value_types_contradict" if facts.types == [] else "value_of_nothing")
    keywords = facts.keywords
    if not keywords:
        return
    impossible = set()
    for kind, least, most in SIZES:
        if most in keywords:
            low, high = facts.size(least) or 0, facts.size(most)
            needed = len(facts.required) if kind == "object" else 0
            if high is not None and max(low, needed) > high:
                impossible.add(kind)
    if not _has_room(keywords):
        impossible |= {"number", "integer"}
    if impossible:
        facts.types = [kind for kind in facts.types or TYPES if kind not in impossible]
        if not facts.types:
            raise NoValue("value_bounds_contradict")


def _has_room(keywords: JsonObject) -> bool:
    lows = [keywords[name] for name in ("minimum", "exclusiveMinimum") if name in keywords]
    highs = [keywords[name] for name in ("maximum", "exclusiveMaximum") if name in keywords]
    if not lows or not highs:
        return True
    low, high = max(lows), min(highs)
    is_closed = keywords.get("exclusiveMinimum") != low and keywords.get("exclusiveMaximum") != high
    return bool(low < high or (low == high and is_closed))
