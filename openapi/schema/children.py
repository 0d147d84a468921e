"""The schemas that stand directly below a schema, each with a step that names its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, names, sequence
from openapi.schema.discriminators import option_labels
from openapi.schema.facts import (
    annotations,
    constraints,
    is_silent,
    listed,
    required_here,
    shown_name,
)
from openapi.schema.flatten import Flat
from openapi.schema.negation import negation
from openapi.schema.phrases import UNION_WORDS, kind_of, type_of
from openapi.schema.simplify import is_null, simplified

LABELLED = (
    ("not", "must not match"),
    ("contains", "at least one item"),
    ("propertyNames", "property names"),
    ("if", "if it matches"),
    ("then", "then also"),
    ("else", "otherwise also"),
    ("additionalItems", "each further item"),
    ("unevaluatedProperties", "any other property"),
    ("unevaluatedItems", "any other item"),
    ("contentSchema", "decoded content"),
)
# What these say counts for the value that the schema above them describes.
IN_PLACE = ("not", "if", "then", "else")
# Said in a phrase where it is no object (`openapi.schema.facts`).
PHRASED = ("additionalItems", "unevaluatedProperties", "unevaluatedItems")
ABOUT_AN_ITEM = ("description", "title", "enum", "default", "example", "examples", "const")

# What a child costs, in members read while schemas are merged.
CHILD = 8


@dataclass(slots=True)
class Child:
    """A schema below another one; `step` is its part of the place.

    `in_place`: it describes the same value as the schema above, as an option does, and not a part
    of it. `notes` are said of it beside what its schema says.
    """

    step: str
    schema: Any
    name: str = ""
    label: str = ""
    required: bool = False
    in_place: bool = False
    notes: list[str] = field(default_factory=list)


def has_children(flat: Flat, references: References) -> bool:
    return next(iter(children(flat, references)), None) is not None


def children(
    flat: Flat,
    references: References,
    hides: str = "",
    inside: frozenset[str] = frozenset(),
    *,
    in_place: bool = False,
) -> Iterator[tuple[Child, frozenset[str]]]:
    """Yield the schemas directly below, through arrays: an array shows what its items are made of.

    Each comes with the references it stands inside of.
    """
    yield from ((child, inside) for child in _own(flat, references, hides, in_place))
    items = flat.keywords.get("items")
    if not isinstance(items, dict):
        return
    if "prefixItems" in flat.keywords:
        yield Child("items", items, label="each further item"), inside
        return
    item = simplified(items, references, inside)
    recursive = item.ref and item.ref in inside
    if recursive or kind_of(item.keywords) == "array" or _worth_a_row(item, references):
        if items:
            yield Child("items", items, label="each item"), inside
        return
    below = children(item, references, hides, inside | item.followed)
    for child, deeper in below:
        child.step = f"items/{child.step}"
        yield child, deeper


def _worth_a_row(item: Flat, references: References) -> bool:
    """Return whether items say more than their type and parts, which the array's row shows.

    A component says it on its own page, unless it has no parts that would lead there.
    """
    if item.name and ("properties" in item.keywords or item.unions):
        return False
    if constraints(item) or any(keyword in item.keywords for keyword in ABOUT_AN_ITEM):
        return True
    return not is_silent(item) and bool(annotations(item, str(type_of(item, references))))


def hidden_names(flat: Flat, shown: Iterable[Child]) -> list[str]:
    """Return the properties that `children` left out of what is shown, through arrays."""
    properties = mapping(flat.keywords.get("properties"))
    items = mapping(flat.keywords.get("items"))
    names_shown = {child.name for child in shown}
    found = properties or mapping(items.get("properties"))
    return [name for name in map(shown_name, found) if name not in names_shown]


def _own(flat: Flat, references: References, hides: str, in_place: bool) -> Iterator[Child]:
    keywords = flat.keywords
    yield from _properties(flat, references, hides, in_place)
    for keyword in ("prefixItems", "items"):
        for position, schema in enumerate(sequence(keywords.get(keyword))):
            yield Child(f"i:{position}", schema, label=f"item {position + 1}")
    yield from _options(flat, references)
    for keyword, label in LABELLED:
        if keyword in keywords and _worth_showing(keyword, keywords[keyword]):
            named = _matching_label(keywords) if keyword == "contains" else label
            yield _in_place(Child(keyword, keywords[keyword], label=named), keyword in IN_PLACE)
    for keyword in ("dependentSchemas", "dependencies"):
        for name, schema in mapping(keywords.get(keyword)).items():
            if isinstance(schema, dict | bool):
                child = Child(f"d:{name}", schema, label=f"with {shown_name(name)}, also")
                yield _in_place(child, True)
    for position, part in enumerate(flat.further):
        if part is False:
            yield Child(f"also:{position}", part, label="and also")
        elif set(part) != {"description"}:
            without = {key: each for key, each in part.items() if key != "description"}
            yield _in_place(Child(f"also:{position}", without, label="and also"), True)
    for keyword in ("$defs", "definitions"):
        for name, schema in mapping(keywords.get(keyword)).items():
            yield Child(f"{keyword}:{name}", schema, label=f"definition {shown_name(name)}")


def _properties(flat: Flat, references: References, hides: str, in_place: bool) -> Iterator[Child]:
    keywords = flat.keywords
    required = set(names(keywords.get("required")))
    meter = references.meter
    for name, schema in mapping(keywords.get("properties")).items():
        meter.used += CHILD
        if not (hides and _says(schema, hides, references)):
            yield Child(f"p:{name}", schema, name=shown_name(name), required=name in required)
    if not in_place:
        for name in required_here(flat):
            yield Child(f"r:{name}", True, name=shown_name(name), required=True)
    for pattern, schema in mapping(keywords.get("patternProperties")).items():
        yield Child(f"x:{pattern}", schema, label=f"names like {line(pattern, 500)}")
    extra = keywords.get("additionalProperties")
    if isinstance(extra, dict) and extra:
        yield Child("extra", extra, label="any other property")


def _worth_showing(keyword: str, schema: Any) -> bool:
    if keyword == "not" and negation(schema):
        return False
    if isinstance(schema, bool):
        return keyword not in PHRASED
    return isinstance(schema, dict)


def _matching_label(keywords: JsonObject) -> str:
    counted = "minContains" in keywords or "maxContains" in keywords
    return "matching items" if counted else "at least one item"


def _in_place(child: Child, in_place: bool) -> Child:
    """Let a schema that says only what is required say so in its label."""
    child.in_place = in_place
    raw = mapping(child.schema)
    required = names(raw.get("required"))
    if in_place and required and set(raw) <= {"required", "type"}:
        child.label += f": {listed(required)} required"
    return child


def _options(flat: Flat, references: References) -> Iterator[Child]:
    several = len(flat.unions) > 1
    labels = option_labels(flat, references) if flat.unions else {}
    for group, (keyword, options) in enumerate(flat.unions):
        before = f"{UNION_WORDS[keyword]} ({group + 1}), " if several else ""
        position = 0
        for at, schema in enumerate(options):
            references.meter.used += CHILD
            if is_null(schema):
                continue
            position += 1
            value = labels.get(line(mapping(schema).get("$ref"), 2_000))
            label = f"{before}option {position}" + (f", {value}" if value else "")
            yield _in_place(Child(f"{keyword}:{group}.{at}", schema, label=label), True)


def _says(schema: object, keyword: str, references: References) -> bool:
    """Return whether a keyword is true for a schema; a plain one is not worth flattening."""
    found = mapping(schema)
    if ("$ref" in found or "allOf" in found) and not references.meter.is_spent:
        found = simplified(schema, references).keywords
    return found.get(keyword) is True


def find(references: References, schema: object, steps: str) -> Any:
    """Return the schema at a place below another one (from `?at=`), None where there is none."""
    while steps:
        if references.meter.is_spent:
            return None
        flat = simplified(schema, references)
        below = [child for child, _ in children(flat, references)]
        matching = [c for c in below if steps == c.step or steps.startswith(f"{c.step}/")]
        if not matching:
            return None
        # A property's name may hold a slash: the longest step that fits is the one meant.
        step = max(matching, key=lambda child: len(child.step))
        schema, steps = step.schema, steps[len(step.step) + 1 :]
    return schema
