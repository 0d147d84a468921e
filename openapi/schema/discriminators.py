"""What a discriminator says: which value of a property means which schema.

OpenAPI 3.1.1, 4.8.25: the options of a union, or the schemas that extend this one by `allOf`. A
value is a name in `mapping`, several of which may mean one schema, else the component's own name.
"""

from collections import defaultdict
from typing import Any

from openapi.common.pointers import escaped
from openapi.common.references import References, schema_name
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.schema.flatten import Flat

MOST = 24
PREFIX = "#/components/schemas/"


def option_label(flat: Flat, references: References, option: Any) -> str:
    """Return a label such as "type = dog or puppy" for an option; "" where nothing says so."""
    name, values = _discriminator(flat)
    ref = line(mapping(option).get("$ref"), 2_000)
    if not name or not ref:
        return ""
    known = [value for value, target in references.kinds.get(flat.ref, ()) if target == ref]
    own = values.get(ref) or known or [schema_name(ref) or ref.rsplit("/", 1)[-1]]
    return f"{name} = {' or '.join(line(value, 80) for value in own[:MOST])}"


def discriminator_notes(flat: Flat, references: References) -> list[str]:
    """Return what a discriminator says beyond the labels of the options that are shown."""
    if "discriminator" not in flat.keywords:
        return []
    name, values = _discriminator(flat)
    if not name:
        return []
    if flat.ref and "discriminator" not in mapping(references.found.get(flat.ref)):
        return [_own_value(flat, name, values)]
    shown = {mapping(option).get("$ref") for _, options in flat.unions for option in options}
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


def _own_value(flat: Flat, name: str, values: dict[str, list[str]]) -> str:
    """Return what the discriminator of its parent is called here: "kind = lorry or truck"."""
    own = values.get(flat.ref) or [schema_name(flat.ref)]
    return f"{name} = {' or '.join(line(value, 80) for value in own[:MOST])}"


def _discriminator(flat: Flat) -> tuple[str, dict[str, list[str]]]:
    """Return the property's name, and its values by the reference that they mean."""
    raw: JsonObject = mapping(flat.keywords.get("discriminator"))
    values: dict[str, list[str]] = defaultdict(list)
    for value, target in mapping(raw.get("mapping")).items():
        # A target may be a reference, or the name of a component.
        named = line(target, 2_000)
        is_name = "/" not in named and "#" not in named and "." not in named
        values[PREFIX + escaped(named) if is_name else named].append(value)
    return line(raw.get("propertyName"), 80), values
