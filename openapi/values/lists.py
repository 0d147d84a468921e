"""Lists: as many items as are needed, one where none is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openapi.common.equality import key
from openapi.common.untrusted import number
from openapi.values.facts import Facts
from openapi.values.members import item_parts
from openapi.values.place import Place
from openapi.values.resources import Part
from openapi.values.validity import items_of
from openapi.values.work import MOST_OPTIONAL, MOST_VALUES, Exhausted, NoValue

if TYPE_CHECKING:
    from openapi.values.making import Maker

# Levels of items that need not be there.
DEEPEST = 7
# Attempts at an item that differs from those before it.
MOST_TURNS = 25
MOST_PREFIX = 20


class Lists:
    """Makes lists; `maker` makes what is in them."""

    def __init__(self, maker: "Maker") -> None:
        self._maker = maker

    def candidates(self, facts: Facts, place: Place) -> Iterator[list[Any]]:
        """Yield lists of different lengths. Raise NoValue where a needed item has no value."""
        least, most = facts.size("minItems") or 0, facts.size("maxItems")
        wanted = [self._needed(part) for part in facts.contains]
        needed = max(least, sum(count for _, count in wanted))
        if needed > MOST_VALUES:
            raise NoValue("value_too_large")
        reason: NoValue | None = None
        for count in dict.fromkeys((self._likely(facts, place, needed), needed, needed + 1, 1)):
            if count >= least and (most is None or count <= most):
                try:
                    yield self._list(facts, place, count, wanted)
                except Exhausted:
                    raise
                except NoValue as error:
                    reason = reason or error
        if reason:
            raise reason

    def _needed(self, part: Part) -> tuple[Part, int]:
        schema, scope = part
        least = number(schema.get("minContains"))
        count = 1 if least is None or scope.old else max(0, int(least))
        return Part(schema["contains"], scope), count

    def _likely(self, facts: Facts, place: Place, needed: int) -> int:
        """Return how many items are natural: each of the first, or one of many, or what is needed.

        None of a list of what leads here, or far down, or where there is no room.
        """
        most = facts.size("maxItems")
        first = max((len(items_of(p.schema)[0]) for p in facts.arrays), default=0)
        likely = min(first, MOST_PREFIX) or int(bool(facts.arrays))
        if self._maker.values.used >= MOST_OPTIONAL or place.depth >= DEEPEST:
            likely = 0
        if likely == 1 and not needed and self._leads_back(facts, place):
            likely = 0
        likely = max(likely, needed)
        return likely if most is None else min(likely, most)

    def _leads_back(self, facts: Facts, place: Place) -> bool:
        try:
            below = self._maker.facts(item_parts(facts, 0))
        except Exhausted:
            raise
        except NoValue:
            return True
        return not (place.inside | frozenset(facts.refs)).isdisjoint(below.refs)

    def _list(
        self, facts: Facts, place: Place, count: int, wanted: list[tuple[Part, int]]
    ) -> list[Any]:
        made: list[Any] = []
        used: set[Any] = set()
        is_unique = facts.keywords.get("uniqueItems") is True
        refs = frozenset(facts.refs)
        left = [part for part, times in wanted for _ in range(times)]
        for position in range(count):
            base = item_parts(facts, position)
            below = place.item(position, refs)
            for parts in self._alternatives(base, left, wanted):
                try:
                    value = self._item(parts, below, used if is_unique else set())
                except Exhausted:
                    raise
                except NoValue as error:
                    reason = error
                    continue
                break
            else:
                raise reason
            if left and self._maker.validity.holds(left[0], value):
                left.pop(0)
            made.append(value)
            if is_unique:
                used.add(key(value))
        return made

    def _alternatives(
        self, base: list[Part], left: list[Part], wanted: list[tuple[Part, int]]
    ) -> Iterator[list[Part]]:
        """Yield what an item should be: what `contains` still wants, or what it does not count."""
        if left:
            yield [*base, left[0]]
        elif wanted:
            yield [*base, *(Part({"not": part.schema}, part.scope) for part, _ in wanted)]
        yield base

    def _item(self, parts: list[Part], place: Place, used: set[Any]) -> Any:
        facts = self._maker.facts(parts)
        for turn in range(MOST_TURNS):
            value = self._maker.make(facts, place.again(place.turn + turn))
            if key(value) not in used:
                return value
        raise NoValue("value_of_too_few_items")
