"""What a schema's keywords say, in short phrases: its constraints, and what is noted beside them.

Whoever shows a schema says its type (`phrases`), its title, description, examples, default and
values by itself, and what stands below it (`children`); everything else stands here. A keyword
that is none of these is said by its name.
"""

from typing import Any

from openapi.common.untrusted import JsonObject, line, mapping, names, number, sequence, text
from openapi.schema.flatten import Flat
from openapi.schema.negation import negation
from openapi.schema.phrases import UNION_WORDS, choice_is_type, value

MOST_NAMES = 24
LONGEST_NAME = 200
LONGEST_NAMES = 2_000
XML_KEYWORDS = ("name", "prefix", "namespace")
IDENTIFIERS = (
    ("$id", "identifier"),
    ("$anchor", "anchor"),
    ("$dynamicAnchor", "dynamic anchor"),
    ("$recursiveAnchor", "recursive anchor"),
    ("$schema", "dialect"),
    ("$comment", "comment:"),
)
ENUM_EXTENSIONS = (
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-ms-enum",
)
# Said here, by the type, by a mark, or by what is shown below the schema.
_KNOWN_NAMES = (
    "title description type format nullable default example examples const enum deprecated"
    " readOnly writeOnly externalDocs xml discriminator required properties patternProperties"
    " additionalProperties propertyNames unevaluatedProperties minProperties maxProperties items"
    " prefixItems additionalItems unevaluatedItems contains minContains maxContains minItems"
    " maxItems uniqueItems minLength maxLength pattern minimum maximum exclusiveMinimum"
    " exclusiveMaximum multipleOf dependentRequired dependentSchemas dependencies if then else not"
    " contentEncoding contentMediaType contentSchema $comment $id $anchor $dynamicAnchor"
    " $recursiveAnchor $schema $vocabulary $dynamicRef $recursiveRef $defs definitions"
)
KNOWN = frozenset(_KNOWN_NAMES.split())
_OTHER_NAMES = (
    "additionalProperties unevaluatedProperties additionalItems unevaluatedItems items"
    " dependencies dependentRequired not"
)
OTHERS = frozenset(_OTHER_NAMES.split())
_CONSTRAINT_NAMES = (
    "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems"
    " minProperties maxProperties minContains maxContains multipleOf uniqueItems pattern"
    " contentMediaType contentEncoding"
)
CONSTRAINTS = OTHERS.union(_CONSTRAINT_NAMES.split())
# Nothing is noted of a schema that has no other keywords.
_SILENT_NAMES = (
    "title description type nullable default example examples const enum deprecated readOnly"
    " writeOnly properties items required"
)
SILENT = CONSTRAINTS.union(_SILENT_NAMES.split())


def constraints(flat: Flat) -> list[str]:
    """Return short phrases such as "at least 1", "3 to 40 characters", "pattern ^a"."""
    keywords = flat.keywords
    if keywords.keys().isdisjoint(CONSTRAINTS):
        return []
    found = [
        *_range(keywords),
        _count(keywords, "minLength", "maxLength", "character"),
        _count(keywords, "minItems", "maxItems", "item"),
        _count(keywords, "minProperties", "maxProperties", "property"),
        _matching(keywords),
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
            found.append(f"{words} {line(keywords[keyword], LONGEST_NAMES)}")
    if not keywords.keys().isdisjoint(OTHERS):
        found += [*_others(keywords), *_dependent(keywords), negation(keywords.get("not"))]
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


def _matching(keywords: JsonObject) -> str:
    """Return how many items have to match `contains`; without a count it is one."""
    most = number(keywords.get("maxContains"))
    if keywords.get("minContains") == 0:
        return "0 or more matching items" if most is None else f"0 to {value(most)} matching items"
    return _count(keywords, "minContains", "maxContains", "matching item")


def _others(keywords: JsonObject) -> list[str]:
    """Return what is said of properties and items that have no schema of their own."""
    found = []
    # What `additionalProperties` allows is no longer unevaluated.
    extra = keywords.get("additionalProperties", keywords.get("unevaluatedProperties"))
    if extra is False:
        found.append("no other properties")
    elif extra is True or extra == {}:
        found.append("other properties are allowed")
    ends = [keywords.get("additionalItems"), keywords.get("unevaluatedItems")]
    if "prefixItems" in keywords:
        ends.append(keywords.get("items"))
    elif keywords.get("items") is False:
        found.append("no items")
    if any(end is False for end in ends):
        found.append("no other items")
    elif any(end is True for end in ends):
        found.append("other items are allowed")
    return found


def _dependent(keywords: JsonObject) -> list[str]:
    """Return which properties another one requires; a property of `dependencies` is Draft 7's."""
    given = mapping(keywords.get("dependencies")) | mapping(keywords.get("dependentRequired"))
    needed = {name: names(each) for name, each in given.items() if names(each)}
    found = [f"with {shown_name(name)}: {listed(each)} required" for name, each in needed.items()]
    return bounded(found)


def shown_name(name: str) -> str:
    """Return a property's name; one that cannot be read as it is, in JSON's spelling."""
    if name.isidentifier() and len(name) <= LONGEST_NAME:
        return name
    shown = text(name, LONGEST_NAME)
    is_plain = shown == name == line(name, LONGEST_NAME) or len(name) > LONGEST_NAME
    return shown if shown and is_plain else value(name, LONGEST_NAME)


def listed(given: list[str]) -> str:
    """Return names with commas; of very many how many more there are."""
    shown = [shown_name(name) for name in given[:MOST_NAMES]]
    more = f" and {len(given) - MOST_NAMES:,} more" if len(given) > MOST_NAMES else ""
    return line(", ".join(shown), LONGEST_NAMES) + more


def bounded(found: list[str]) -> list[str]:
    if len(found) <= MOST_NAMES:
        return found
    return [*found[:MOST_NAMES], f"and {len(found) - MOST_NAMES:,} more of these"]


def required_here(flat: Flat) -> list[str]:
    """Return the names that are required and that the schema itself says no more of."""
    described = mapping(flat.keywords.get("properties"))
    return [name for name in names(flat.keywords.get("required")) if name not in described]


def is_silent(flat: Flat) -> bool:
    """Return whether `annotations` has nothing to say."""
    return not flat.unions and flat.keywords.keys() <= SILENT


def annotations(flat: Flat, said: str) -> list[str]:
    """Return what else is noted of a schema; `said` is its type as it is shown."""
    keywords = flat.keywords
    if is_silent(flat):
        return []
    found = []
    form = line(keywords.get("format"), 200)
    if form and f"<{form}>" not in said:
        found.append(f"format {form}")
    if not choice_is_type(flat):
        found += [
            f"{UNION_WORDS[keyword]} {len(options)} options" for keyword, options in flat.unions
        ]
    found += [
        f"{words} {line(keywords[key], 300)}" for key, words in IDENTIFIERS if key in keywords
    ]
    found += [f"vocabulary {uri}" for uri in map(line, mapping(keywords.get("$vocabulary")))]
    for keyword in ("$dynamicRef", "$recursiveRef"):
        if keyword in keywords:
            found.append(f"as {line(keywords[keyword], 200)} says (dynamic reference)")
    return [*found, *_xml(mapping(keywords.get("xml"))), *unknown(keywords)]


def _xml(raw: JsonObject) -> list[str]:
    said = [f"{key} {line(raw[key], 200)}" for key in XML_KEYWORDS if line(raw.get(key))]
    if raw.get("attribute") is True:
        said.append("an attribute")
    if raw.get("wrapped") is True:
        said.append("wrapped")
    if kind := line(raw.get("nodeType"), 40):
        said.append(f"a node of type {kind}")
    return [f"in XML: {', '.join(said)}"] if said else []


def unknown(keywords: JsonObject) -> list[str]:
    """Return extensions and unknown keywords by name, with values that are short."""
    if keywords.keys() <= KNOWN:
        return []
    found = []
    for keyword, given in keywords.items():
        if keyword not in KNOWN and keyword not in ENUM_EXTENSIONS:
            short = value(given, 80) if _is_short(given) else ""
            found.append(f"{line(keyword, 80)} {short}".strip())
    return [f"also given: {', '.join(bounded(found))}"] if found else []


def _is_short(given: Any) -> bool:
    if isinstance(given, list):
        return len(given) < 10 and all(not isinstance(each, list | dict) for each in given)
    return not isinstance(given, dict)


def value_labels(keywords: JsonObject) -> list[str]:
    """Return what common extensions say of the values of `enum`, in their order; [] for nothing."""
    values = sequence(keywords.get("enum"))
    if not values or keywords.keys().isdisjoint(ENUM_EXTENSIONS):
        return []
    named = _first_list(keywords, "x-enum-varnames", "x-enumNames", "x-enum-names")
    about = _first_list(keywords, "x-enum-descriptions", "x-enumDescriptions")
    by_value = mapping(keywords.get("x-enum-descriptions")) | mapping(
        keywords.get("x-enumDescriptions")
    )
    for each in map(mapping, sequence(mapping(keywords.get("x-ms-enum")).get("values"))):
        words = [line(each.get("name"), 120), line(each.get("description"), 300)]
        by_value[_key(each.get("value"))] = ": ".join(filter(None, words))
    labels = []
    for at, given in enumerate(values):
        words = [line(each[at], 300) for each in (named, about) if at < len(each)]
        words.append(line(by_value.get(_key(given)), 300))
        labels.append(": ".join(dict.fromkeys(filter(None, words))))
    return labels if any(labels) else []


def _key(given: object) -> str:
    return given if isinstance(given, str) else value(given)


def _first_list(keywords: JsonObject, *wanted: str) -> list[Any]:
    return next((keywords[key] for key in wanted if sequence(keywords.get(key))), [])
