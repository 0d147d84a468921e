"""What a discriminator says: which value of a property means which schema.

OpenAPI 3.1.1, 4.8.25: the options of a union, or the schemas that extend this one by `allOf`. A
value is a name in `mapping`, several of which may mean one schema, else the component's own name.
"""

import re
from collections import defaultdict

from openapi.common.pointers import escaped
from openapi.common.references import References, schema_name
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.schema.flatten import Flat

MOST = 24
PREFIX = "#/components/schemas/"
_REFERENCE = re.compile(r"[/#.]")


def option_labels(flat: Flat, references: References) -> dict[str, str]:
    """Return labels such as "type = dog or puppy" for the options that a discriminator names, by
    their references."""
    name, values = _discriminator(flat)
    if not name:
        return {}
    known: dict[str, list[str]] = defaultdict(list)
    for value, target in references.kinds.get(flat.ref, ()):
        known[target].append(value)
    options = [option for _, options in flat.unions for option in options]
    refs = filter(None, (line(mapping(option).get("$ref"), 2_000) for option in options))
    return {
        ref: _value_of(name, values.get(ref) or known.get(ref) or [_component(ref)]) for ref in refs
    }


def _value_of(name: str, values: list[str]) -> str:
    """Return "kind = lorry or truck"."""
    return f"{name} = {' or '.join(line(value, 80) for value in values[:MOST])}"


def _component(ref: str) -> str:
    return schema_name(ref) or ref.rsplit("/", 1)[-1]


def discriminator_notes(flat: Flat, references: References) -> list[str]:
    """Return what a discriminator says beyond the labels of the options that are shown."""
    if "discriminator" not in flat.keywords:
        return []
    if flat.ref and "discriminator" not in mapping(references.found.get(flat.ref)):
        return _inherited(flat)
    name, values = _discriminator(flat)
    if not name:
        return []
    shown = {line(mapping(o).get("$ref"), 2_000) for _, options in flat.unions for o in options}
    others = [
        f"{line(value, 80)} means {schema_name(ref) or line(ref, 120)}"
        for ref, listed in values.items()
        if ref not in shown
        for value in listed
    ]
    notes = [f"{name} says which it is"]
    if others:
        notes.append(f"{name}: {', '.join(others[:MOST])}")
    default = line(mapping(flat.keywords.get("discriminator")).get("defaultMapping"), 120)
    return [*notes, f"otherwise it is {schema_name(default) or default}"] if default else notes


def _inherited(flat: Flat) -> list[str]:
    """Return what the parent, whose discriminator it is, calls this schema."""
    raw = mapping(flat.keywords.get("discriminator"))
    name, component = line(raw.get("propertyName"), 80), _component(flat.ref)
    named = mapping(raw.get("mapping")).items()
    own = [value for value, target in named if target in (flat.ref, component)]
    return [_value_of(name, own or [component])] if name else []


def _discriminator(flat: Flat) -> tuple[str, dict[str, list[str]]]:
    """Return the property's name, and its values by the reference that they mean."""
    raw: JsonObject = mapping(flat.keywords.get("discriminator"))
    values: dict[str, list[str]] = defaultdict(list)
    for value, target in mapping(raw.get("mapping")).items():
        if isinstance(target, str):
            # A target may be a reference, or the name of a component.
            is_name = not _REFERENCE.search(target)
            values[PREFIX + escaped(target) if is_name else target].append(value)
    return line(raw.get("propertyName"), 80), values
