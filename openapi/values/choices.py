"""The options that a schema leaves, as lists of further schemas that must hold.

`oneOf` is an option and none of the others, `if` is a condition with its consequence or neither,
`not` is any way to violate a schema: all of them become lists of options that are tried in turn,
the most natural first.
"""

from collections.abc import Iterator
from typing import Any

from openapi.common.references import References, schema_name
from openapi.common.untrusted import JsonObject, line, mapping, sequence
from openapi.values.facts import Facts, Open
from openapi.values.place import Place
from openapi.values.resources import Part, Resources, Scope
from openapi.values.violations import violations

MOST_OPTIONS = 50

Option = list[Part]


class Choices:
    """Says which options there are for what a schema leaves open."""

    def __init__(self, references: References, resources: Resources) -> None:
        self._refs = references
        self._resources = resources

    def options(self, choice: Open, facts: Facts, place: Place) -> Iterator[Option]:
        """Yield the options, the most natural first; those that lead back to where the schema is
        used come last."""
        keyword, (schema, scope) = choice
        if keyword in ("anyOf", "oneOf"):
            return self._of_union(keyword, schema, scope, place)
        if keyword == "discriminator":
            return self._of_kinds(schema, scope, facts, place)
        if keyword == "if":
            return self._of_condition(schema, scope)
        if keyword == "not":
            return self._of_not(Part(schema["not"], scope))
        if keyword == "dependent":
            return self._of_dependent(schema, scope, facts)
        return iter([[]])

    def _of_dependent(self, given: tuple[str, Any], scope: Scope, facts: Facts) -> Iterator[Option]:
        """Yield the property with what it demands, and none of both."""
        name, demanded = given
        together = [Part({"required": [name]}), Part(demanded, scope)]
        if name in facts.required:
            yield together
            return
        apart = [Part({"properties": {name: False}})]
        is_declared = any(name in mapping(each.schema.get("properties")) for each in facts.objects)
        yield from (together, apart) if is_declared else (apart, together)

    def _of_union(
        self, keyword: str, schema: JsonObject, scope: Scope, place: Place
    ) -> Iterator[Option]:
        options = sequence(schema.get(keyword))[:MOST_OPTIONS]
        if not options:
            yield []
            return
        first = place.choose(len(options))
        turned = [(first + at) % len(options) for at in range(len(options))]
        ordered = sorted(turned, key=lambda at: _rank(options[at], place.inside))
        discriminator = mapping(schema.get("discriminator"))
        for at in ordered:
            yield from self._with_kind(options[at], discriminator, scope)
        if keyword == "oneOf" and len(options) > 1:
            for at in ordered:
                others = [{"not": each} for other, each in enumerate(options) if other != at]
                yield [Part(each, scope) for each in (options[at], *others)]

    def _with_kind(self, option: Any, discriminator: JsonObject, scope: Scope) -> Iterator[Option]:
        """Yield an option with its value of the discriminator, then without."""
        ref = mapping(option).get("$ref")
        if discriminator and isinstance(ref, str) and (values := _names_of(ref, discriminator)):
            yield [Part(option, scope), _of_kind(discriminator, values)]
        yield [Part(option, scope)]

    def _of_kinds(
        self, schema: JsonObject, scope: Scope, facts: Facts, place: Place
    ) -> Iterator[Option]:
        """Yield the kinds of a schema whose discriminator stands beside no union."""
        discriminator = mapping(schema.get("discriminator"))
        if not discriminator or schema.get("oneOf") or schema.get("anyOf"):
            yield []
            return
        ref = facts.names.get(id(schema), "")
        kinds = [(value, target) for value, target in self._refs.kinds.get(ref, ())]
        own = next(iter(facts.refs), "")
        extending = next((each for each in facts.refs if each in {to for _, to in kinds}), None)
        if extending is not None:
            yield [_of_kind(discriminator, [value for value, to in kinds if to == extending])]
        elif kinds:
            first = place.choose(len(kinds))
            turned = (kinds[first:] + kinds[:first])[:MOST_OPTIONS]
            for value, target in sorted(turned, key=lambda kind: kind[1] in place.inside):
                yield [Part({"$ref": target}, scope), _of_kind(discriminator, [value])]
        if values := _names_of(own, discriminator):
            yield [_of_kind(discriminator, values)]
        yield []

    def _of_condition(self, schema: JsonObject, scope: Scope) -> Iterator[Option]:
        condition = schema["if"]
        if "then" not in schema and "else" not in schema:
            yield []
            return
        yield [Part(condition, scope), Part(schema.get("then", True), scope)]
        yield [Part({"not": condition}, scope), Part(schema.get("else", True), scope)]

    def _of_not(self, refused: Part) -> Iterator[Option]:
        if refused.schema in (True, {}):
            return
        yield []
        for each in violations(refused, self._resources):
            yield [each]


def _rank(option: Any, inside: frozenset[str]) -> int:
    if option == {"type": "null"}:
        return 1
    return 2 if mapping(option).get("$ref") in inside else 0


def _names_of(ref: str, discriminator: JsonObject) -> list[str]:
    """Return the values of the discriminator that mean a schema: those mapped, else its name."""
    name = schema_name(ref)
    given = mapping(discriminator.get("mapping"))
    return [value for value, target in given.items() if target in (ref, name)] or [name][
        : len(name)
    ]


def _of_kind(discriminator: JsonObject, values: list[str]) -> Part:
    name = line(discriminator.get("propertyName"), 200)
    return Part({"required": [name], "properties": {name: {"enum": values}}} if name else True)
