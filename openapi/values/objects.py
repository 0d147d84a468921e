"""Objects: required properties first, optional ones while there is room."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from openapi.common.untrusted import JsonObject, mapping
from openapi.values.facts import Facts
from openapi.values.members import property_parts
from openapi.values.place import Place
from openapi.values.resources import Part
from openapi.values.work import MOST_OPTIONAL, MOST_VALUES, Exhausted, NoValue

if TYPE_CHECKING:
    from openapi.values.making import Maker

# Levels of optional properties.
DEEPEST = 7
# Declared properties that are looked at, and names tried where more properties are needed.
MOST_LOOKED_AT = 400
MOST_NAMES = 30


class Objects:
    """Makes objects; `maker` makes what is in them."""

    def __init__(self, maker: "Maker") -> None:
        self._maker = maker

    def candidates(self, facts: Facts, place: Place) -> Iterator[JsonObject]:
        """Yield objects: with optional properties, without, and with deprecated ones as well.

        Raise NoValue where a required property has no value.
        """
        if len(facts.required) > MOST_VALUES or (facts.size("minProperties") or 0) > MOST_VALUES:
            raise NoValue("value_too_large")
        made = self._required(facts, place)
        fullest = dict(made)
        self._add_optional(fullest, facts, place)
        for value in (fullest, made):
            whole = dict(value)
            self._add_needed(whole, facts, place)
            yield whole

    def _required(self, facts: Facts, place: Place) -> JsonObject:
        made: JsonObject = {}
        for name in _in_order(facts):
            below = self._maker.facts(self._parts(facts, name))
            if not below.is_hidden(self._maker.hides):
                made[name] = self._make(below, facts, place, name)
        return made

    def _parts(self, facts: Facts, name: str) -> list[Part]:
        for part in facts.property_names:
            if not self._maker.validity.holds(part, name):
                raise NoValue("value_of_nothing")
        return property_parts(self._maker, facts, name)

    def _make(self, below: Facts, facts: Facts, place: Place, name: str) -> Any:
        return self._maker.make(below, place.below(name, frozenset(facts.refs)))

    def _add_optional(self, made: JsonObject, facts: Facts, place: Place) -> None:
        most = facts.size("maxProperties")
        refs = place.inside | frozenset(facts.refs)
        declared = chain.from_iterable(mapping(p.schema.get("properties")) for p in facts.objects)
        for name in islice(declared, MOST_LOOKED_AT):
            if self._is_full(place) or (most is not None and len(made) >= most):
                return
            if name not in made:
                self._add(made, facts, place, name, refs)
        if not made and not any(mapping(p.schema.get("properties")) for p in facts.objects):
            self._add_entry(made, facts, place, refs)

    def _is_full(self, place: Place) -> bool:
        return place.depth >= DEEPEST or self._maker.values.used >= MOST_OPTIONAL

    def _add(
        self, made: JsonObject, facts: Facts, place: Place, name: str, refs: frozenset[str]
    ) -> None:
        """Add an optional property, unless it is deprecated, hidden, recursive or has no value."""
        maker = self._maker
        before = maker.values.used
        try:
            with maker.work.share(3), maker.values.share(3):
                below = maker.facts(self._parts(facts, name))
                skipped = below.is_hidden(maker.hides) or below.keywords.get("deprecated") is True
                if not skipped and refs.isdisjoint(below.refs):
                    made[name] = self._make(below, facts, place, name)
        except NoValue:
            maker.values.used = before

    def _add_entry(
        self, made: JsonObject, facts: Facts, place: Place, refs: frozenset[str]
    ) -> None:
        """Add an entry to an object of which only the values are described."""
        for schema, _ in facts.objects:
            described = schema.get("additionalProperties")
            if isinstance(described, dict) and described and not self._is_full(place):
                self._add(made, facts, place, "key", refs)
                return

    def _add_needed(self, made: JsonObject, facts: Facts, place: Place) -> None:
        """Add properties up to `minProperties`. Raise NoValue where that is impossible."""
        least = facts.size("minProperties") or 0
        if len(made) >= least:
            return
        for name in self._names(facts, place, least):
            if name in made:
                continue
            try:
                below = self._maker.facts(self._parts(facts, name))
                if not below.is_hidden(self._maker.hides):
                    made[name] = self._make(below, facts, place, name)
            except Exhausted:
                raise
            except NoValue:
                continue
            if len(made) >= least:
                return
        raise NoValue("value_of_too_few_names")

    def _names(self, facts: Facts, place: Place, least: int) -> Iterator[str]:
        """Yield names for properties: declared ones, then others that may be allowed."""
        maker = self._maker
        declared = chain.from_iterable(mapping(p.schema.get("properties")) for p in facts.objects)
        yield from islice(declared, MOST_LOOKED_AT)
        patterns = [
            pattern
            for part in facts.objects
            for pattern in islice(mapping(part.schema.get("patternProperties")), MOST_NAMES)
        ]
        described = [[*facts.property_names]] if facts.property_names else []
        described += [[*facts.property_names, Part({"pattern": pattern})] for pattern in patterns]
        for parts in described:
            wanted = maker.facts([*parts, Part({"type": "string"})])
            for turn in range(least + MOST_NAMES):
                try:
                    yield maker.make(wanted, place.below("", frozenset()).again(turn))
                except Exhausted:
                    raise
                except NoValue:
                    break
        for position in range(least + MOST_NAMES):
            yield f"key{position + 1}" if position else "key"


def _in_order(facts: Facts) -> list[str]:
    """Return the required properties as they are declared, those that are not at the end."""
    if len(facts.required) < 2:
        return list(facts.required)
    declared = chain.from_iterable(mapping(p.schema.get("properties")) for p in facts.objects)
    known = dict.fromkeys(n for n in islice(declared, MOST_LOOKED_AT) if n in facts.required)
    return list(known | facts.required)
