"""The schemas of one property or item, and examples without what a direction hides."""

from typing import TYPE_CHECKING, Any

from openapi.common.untrusted import mapping
from openapi.values.facts import Facts
from openapi.values.resources import Part
from openapi.values.validity import items_of
from openapi.values.work import NoValue

if TYPE_CHECKING:
    from openapi.values.making import Maker


def property_parts(maker: "Maker", facts: Facts, name: str) -> list[Part]:
    """Return the schemas that a property of this name must satisfy."""
    found: list[Part] = []
    for schema, scope in facts.objects:
        found += [Part(each, scope) for each in maker.validity.properties_of(schema, name)]
    return found or facts.other_properties


def item_parts(facts: Facts, position: int) -> list[Part]:
    """Return the schemas that the item at a position must satisfy."""
    found = []
    for schema, scope in facts.arrays:
        prefix, rest = items_of(schema)
        if position < len(prefix):
            found.append(Part(prefix[position], scope))
        elif rest is not None:
            found.append(Part(rest, scope))
    return found or facts.other_items


def is_declared(facts: Facts, name: str) -> bool:
    return any(name in mapping(each.schema.get("properties")) for each in facts.objects)


def without_hidden(maker: "Maker", facts: Facts, value: Any) -> Any:
    """Return an example without the properties that are hidden in its direction."""
    if isinstance(value, list):
        return [_below(maker, item_parts(facts, at), each) for at, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, each in value.items():
        maker.work.step()
        parts = property_parts(maker, facts, name)
        below = _facts(maker, parts)
        if below is None:
            kept[name] = each
        elif not below.is_hidden(maker.hides):
            kept[name] = without_hidden(maker, below, each)
    return kept


def _below(maker: "Maker", parts: list[Part], value: Any) -> Any:
    below = _facts(maker, parts) if parts else None
    return value if below is None else without_hidden(maker, below, value)


def _facts(maker: "Maker", parts: list[Part]) -> Facts | None:
    try:
        return maker.facts(parts)
    except NoValue:
        return None
