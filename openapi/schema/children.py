"""The schemas that stand directly below a schema, each with a step that names its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text
from openapi.schema.flatten import Flat, flatten
from openapi.schema.phrases import constraints, kind_of

LABELLED = (
    ("not", "must not match"),
    ("contains", "at least one item"),
    ("propertyNames", "property names"),
    ("if", "if it matches"),
    ("then", "then also"),
    ("else", "otherwise also"),
    ("unevaluatedProperties", "any other property"),
    ("unevaluatedItems", "any other item"),
    ("contentSchema", "decoded content"),
)


@dataclass(slots=True)
class Child:
    """A schema below another one; `step` is its part of the place."""

    step: str
    schema: Any
    name: str = ""
    label: str = ""
    required: bool = False


def has_children(flat: Flat, references: References) -> bool:
    return next(iter(children(flat, references)), None) is not None


def children(
    flat: Flat, references: References, hides: str = "", inside: frozenset[str] = frozenset()
) -> Iterator[tuple[Child, frozenset[str]]]:
    """Yield the schemas directly below, through arrays: an array shows what its items are made of.

    Each comes with the references it stands inside of.
    """
    yield from ((child, inside) for child in _own(flat, references, hides))
    items = flat.keywords.get("items")
    if not isinstance(items, dict):
        return
    item = flatten(items, references, inside)
    if item.ref and item.ref in inside:
        recursive = Child("items", items, label="each item")
        yield recursive, inside
        return
    if kind_of(item.keywords) != "array" and not _worth_a_row(item):
        below = children(item, references, hides, inside | item.followed)
        for child, deeper in below:
            child.step = f"items/{child.step}"
            yield child, deeper
    else:
        yield Child("items", items, label="each item"), inside


def _worth_a_row(item: Flat) -> bool:
    """Return whether an array's items say more than their type, which the array's own row shows."""
    has_more = constraints(item) or "enum" in item.keywords or "default" in item.keywords
    return bool(has_more) and "properties" not in item.keywords


def _own(flat: Flat, references: References, hides: str) -> Iterator[Child]:
    keywords = flat.keywords
    required = set(names(keywords.get("required")))
    for name, schema in mapping(keywords.get("properties")).items():
        if not (hides and _says(schema, hides, references)):
            shown = text(name, 200) or '""'
            yield Child(f"p:{name}", schema, name=shown, required=name in required)
    for pattern, schema in mapping(keywords.get("patternProperties")).items():
        yield Child(f"x:{pattern}", schema, label=f"names like {line(pattern, 120)}")
    extra = keywords.get("additionalProperties")
    if isinstance(extra, dict) and extra:
        yield Child("extra", extra, label="any other property")
    for keyword in ("prefixItems", "items"):
        for position, schema in enumerate(sequence(keywords.get(keyword))):
            yield Child(f"i:{position}", schema, label=f"item {position + 1}")
    for group, (keyword, options) in enumerate(flat.unions):
        labels = _option_labels(keywords, options)
        for position, schema in enumerate(options):
            if not (isinstance(schema, dict) and schema == {"type": "null"}):
                yield Child(f"{keyword}:{group}.{position}", schema, label=labels[position])
    for keyword, label in LABELLED:
        if isinstance(keywords.get(keyword), dict) and keywords[keyword]:
            yield Child(keyword, keywords[keyword], label=label)
    for name, schema in mapping(keywords.get("dependentSchemas")).items():
        yield Child(f"d:{name}", schema, label=f"with {line(name, 80)}, also")


def _says(schema: object, keyword: str, references: References) -> bool:
    """Return whether a keyword is true for a schema; a plain one is not worth flattening."""
    found = mapping(schema)
    if "$ref" in found or "allOf" in found:
        found = flatten(schema, references).keywords
    return found.get(keyword) is True


def _option_labels(keywords: JsonObject, options: list[Any]) -> list[str]:
    """Return labels such as "option 2, type = dog", with the discriminator's value."""
    discriminator = mapping(keywords.get("discriminator"))
    name = line(discriminator.get("propertyName"), 80)
    values: dict[str, str] = {}
    for given, target in mapping(discriminator.get("mapping")).items():
        values.setdefault(line(target).rsplit("/", 1)[-1], line(given, 80))
    labels = []
    for position, option in enumerate(options, 1):
        component = line(mapping(option).get("$ref")).rsplit("/", 1)[-1]
        value = values.get(component, component) if name and component else ""
        labels.append(f"option {position}, {name} = {value}" if value else f"option {position}")
    return labels


def find(references: References, schema: object, steps: str) -> Any:
    """Return the schema at a place below another one (from `?at=`), None where there is none."""
    while steps:
        flat = flatten(schema, references)
        below = [child for child, _ in children(flat, references)]
        matching = [c for c in below if steps == c.step or steps.startswith(f"{c.step}/")]
        if not matching:
            return None
        # A property's name may hold a slash: the longest step that fits is the one meant.
        step = max(matching, key=lambda child: len(child.step))
        schema, steps = step.schema, steps[len(step.step) + 1 :]
    return schema
