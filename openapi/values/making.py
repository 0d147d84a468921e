"""A value for which all of several schemas hold: the choice among options, and lists and objects.

Each choice is tried in turn, with the values that its facts allow; where a value is not valid by
construction it is validated before it is taken. Every attempt counts, so that the search ends.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from openapi.common.references import References
from openapi.values.choices import Choices
from openapi.values.facts import TYPES, Facts, Merging
from openapi.values.lists import Lists
from openapi.values.members import without_hidden
from openapi.values.objects import Objects
from openapi.values.place import Place
from openapi.values.resources import Part, Resources
from openapi.values.scalars import numbers, texts
from openapi.values.validity import Validity
from openapi.values.work import MOST_VALUES, Exhausted, NoValue, Work

# Levels that required parts may go down; optional ones end earlier.
DEEPEST = 24
# Candidates for one combination of options and for one place, and combinations.
MOST_OF_ONE = 15
MOST_ATTEMPTS = 150
MOST_COMBINATIONS = 60


class Maker:
    """Makes values of schemas of one description."""

    def __init__(self, root: object, references: References, hides: str, work: Work) -> None:
        self.work = work
        self.hides = hides
        self.values = Work(MOST_VALUES, "value_too_large")
        resources = Resources(root, references, work)
        self.merging = Merging(resources, work)
        self.validity = Validity(resources, work, hides)
        self._choices = Choices(references, resources)
        self._objects = Objects(self)
        self._lists = Lists(self)

    def facts(self, parts: list[Part]) -> Facts:
        """Return what the parts demand together. Raise NoValue where they contradict."""
        return self.merging.facts(parts)

    def make(self, facts: Facts, place: Place) -> Any:
        """Return a value for which the facts hold. Raise NoValue where none was found."""
        self.values.step()
        if place.depth > DEEPEST:
            raise NoValue("value_too_deep")
        authored = self._authored(facts, place)
        if authored:
            return authored[0]
        reason: NoValue | None = None
        attempts = 0
        for complete in self._complete(facts, place, MOST_COMBINATIONS):
            try:
                for value in islice(self._candidates(complete, place), MOST_OF_ONE):
                    attempts += 1
                    self.work.step()
                    if complete.is_certain or self.validity.all_hold(facts.parts, value):
                        return value
            except Exhausted:
                raise
            except NoValue as error:
                reason = reason or error
            if attempts >= MOST_ATTEMPTS:
                break
        raise reason or NoValue("value_not_found")

    def _authored(self, facts: Facts, place: Place) -> list[Any]:
        """Return the example to be used, where the schema has one that is valid."""
        given = facts.authored or facts.defaults
        if not given or (place.seed and len(given) == 1) or place.turn >= len(given):
            return []
        first = place.choose(len(given))
        for candidate in given[first:] + given[:first]:
            value = without_hidden(self, facts, candidate) if self.hides else candidate
            try:
                with self.work.share(4):
                    if self.validity.all_hold(facts.parts, value):
                        return [value]
            except NoValue:
                continue
        return []

    def _complete(self, facts: Facts, place: Place, left: int) -> Iterator[Facts]:
        """Yield the facts with each choice made, combination by combination."""
        if not facts.open:
            yield facts
            return
        remaining = facts.copy()
        choice = remaining.open.pop(0)
        found = 0
        reason = NoValue("value_not_found")
        for option in self._choices.options(choice, remaining, place):
            chosen = remaining.copy()
            try:
                self.merging.add(chosen, option)
                for complete in self._complete(chosen, place, left - found):
                    yield complete
                    found += 1
                    if found >= left:
                        return
            except Exhausted:
                raise
            except NoValue as error:
                reason = error
        if not found:
            raise reason

    def _candidates(self, facts: Facts, place: Place) -> Iterator[Any]:
        if facts.enum is not None:
            yield from self._listed(facts, place)
            return
        for kind in _kinds(facts, place):
            yield from self._of_kind(kind, facts, place)

    def _listed(self, facts: Facts, place: Place) -> Iterator[Any]:
        """Yield values of `enum`, those first that are likelier meant than null."""
        listed = facts.enum or []
        first = place.choose(len(listed))
        for at in range(min(len(listed), MOST_ATTEMPTS)):
            value = listed[(first + at) % len(listed)]
            is_likely = value is not None or len(listed) == 1
            if is_likely and self.validity.all_hold(facts.parts, value):
                yield value

    def _of_kind(self, kind: str, facts: Facts, place: Place) -> Iterator[Any]:
        if kind == "object":
            return self._objects.candidates(facts, place)
        if kind == "array":
            return self._lists.candidates(facts, place)
        if kind in ("integer", "number"):
            return numbers(facts, place, whole=kind == "integer")
        if kind == "boolean":
            return iter([place.choose(2) == 0, place.choose(2) == 1])
        return texts(facts, place) if kind == "string" else iter([None])


def _kinds(facts: Facts, place: Place) -> list[str]:
    """Return the types to try, the likeliest first and null at the end."""
    allowed = list(TYPES) if facts.types is None else list(facts.types)
    if "number" in allowed and "integer" in allowed:
        allowed.remove("integer")
    likely = facts.hint or (("string" if place.depth else "object") if facts.types is None else "")
    return sorted(allowed, key=lambda kind: (kind == "null", kind != likely))
