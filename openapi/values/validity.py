"""Whether a value is valid against schemas, in counted steps.

Other than `openapi.schema.check`, which gives reasons and compiles a schema with all that it refers
to: that costs a page more than making its values does. Making asks hundreds of times whether one of
many schemas, as they stand and in combinations found on the way, takes a part of a value. This one
looks only at what a value meets, stops when the work allowed is done, and knows `$id`, `$anchor`
and `$dynamicRef`, beside OpenAPI 3.0's dialect, JSON Schema 2020-12 and draft 7.
"""

from collections.abc import Callable
from typing import Any

from openapi.common.equality import key
from openapi.common.untrusted import JsonObject, mapping, names, number, sequence
from openapi.schema.strictest import exact, numeric_bounds
from openapi.values.evaluated import Evaluated
from openapi.values.formats import fits
from openapi.values.patterns.matching import matches
from openapi.values.resources import Part, Resources, Scope
from openapi.values.work import NoValue, Work

DEEPEST = 60


class Validity:
    """Validates values against schemas of one description. `hides` as in `made.example`."""

    def __init__(self, resources: Resources, work: Work, hides: str) -> None:
        self._resources = resources
        self._work = work
        self._hides = hides
        self._evaluated = Evaluated(resources, self.holds)

    def all_hold(self, parts: list[Part], value: Any) -> bool:
        """Return whether a value is valid against all parts; False where that is not known."""
        return all(self.holds(part, value, parts) for part in parts)

    def holds(
        self, part: Part, value: Any, beside: list[Part] | None = None, depth: int = 0
    ) -> bool:
        """Return whether a value is valid against a schema.

        `beside` are the schemas that the value must satisfy in all, which say what is hidden.
        Raise NoValue where a reference or pattern is not understood.
        """
        self._work.step()
        schema, scope = part
        if not isinstance(schema, dict):
            return schema is not False
        if depth > DEEPEST:
            raise NoValue("value_too_deep")
        scope = self._resources.enter(schema, scope)
        place = _Place(beside or [part], depth, scope)
        ref, dynamic = schema.get("$ref"), schema.get("$dynamicRef")
        if isinstance(ref, str):
            if not self._in_place(self._resources.follow(ref, scope), value, place):
                return False
            if scope.old:
                return True
        if isinstance(dynamic, str) and not scope.old:
            target = self._resources.follow_dynamic(dynamic, scope)
            if not self._in_place(target, value, place):
                return False
        return (
            self._is_of_type(schema, value)
            and self._is_listed(schema, value)
            and self._fits_kind(schema, value, place)
            and self._fits_unions(schema, value, place)
            and self._fits_rest(schema, value, place)
        )

    def _in_place(self, part: Part, value: Any, place: "_Place") -> bool:
        return self.holds(part, value, place.beside, place.depth + 1)

    def _is_of_type(self, schema: JsonObject, value: Any) -> bool:
        given = schema.get("type")
        kinds = [given] if isinstance(given, str) else names(given)
        if value is None and schema.get("nullable") is True and kinds:
            return True
        known = [kind for kind in kinds if kind in _IS]
        return not known or any(_IS[kind](value) for kind in known)

    def _is_listed(self, schema: JsonObject, value: Any) -> bool:
        if "const" in schema and key(schema["const"]) != key(value):
            return False
        listed = schema.get("enum")
        if not isinstance(listed, list):
            return True
        wanted = key(value)
        at = next((at for at, each in enumerate(listed) if key(each) == wanted), None)
        self._work.step((len(listed) if at is None else at) // 50)
        return at is not None

    def _fits_kind(self, schema: JsonObject, value: Any, place: "_Place") -> bool:
        if isinstance(value, bool) or value is None:
            return True
        if isinstance(value, str):
            return self._fits_text(schema, value)
        if isinstance(value, int | float):
            return _fits_number(numeric_bounds(schema), value)
        if isinstance(value, list):
            return self._fits_list(schema, value, place)
        return self._fits_object(schema, value, place)

    def _fits_text(self, schema: JsonObject, value: str) -> bool:
        if not _in_range(schema, "Length", len(value)):
            return False
        form, pattern = schema.get("format"), schema.get("pattern")
        if isinstance(form, str) and not fits(form, value):
            return False
        return not isinstance(pattern, str) or self._matches(pattern, value)

    def _matches(self, pattern: str, value: str) -> bool:
        self._work.step(3)
        found = matches(pattern, value)
        if found is None:
            raise NoValue("value_pattern_unknown", {"pattern": pattern[:200]})
        return found

    def _fits_list(self, schema: JsonObject, value: list[Any], place: "_Place") -> bool:
        if not _in_range(schema, "Items", len(value)):
            return False
        if schema.get("uniqueItems") is True and len({key(each) for each in value}) < len(value):
            return False
        prefix, rest = items_of(schema)
        for position, each in enumerate(value):
            below = prefix[position] if position < len(prefix) else rest
            if below is not None and not self._below(below, each, place):
                return False
        return "contains" not in schema or self._contains(schema, value, place)

    def _below(self, schema: Any, value: Any, place: "_Place") -> bool:
        return self.holds(Part(schema, place.scope), value, None, place.depth + 1)

    def _contains(self, schema: JsonObject, value: list[Any], place: "_Place") -> bool:
        found = sum(self._below(schema["contains"], each, place) for each in value)
        least, most = number(schema.get("minContains")), number(schema.get("maxContains"))
        if place.scope.old or least is None:
            least = 1
        return found >= least and (place.scope.old or most is None or found <= most)

    def _fits_object(self, schema: JsonObject, value: JsonObject, place: "_Place") -> bool:
        if not _in_range(schema, "Properties", len(value)):
            return False
        self._work.step(len(sequence(schema.get("required"))) // 10)
        for name in names(schema.get("required")):
            if name not in value and not (self._hides and self._is_hidden(name, place.beside)):
                return False
        for name, each in value.items():
            if "propertyNames" in schema and not self._below(schema["propertyNames"], name, place):
                return False
            for below in self.properties_of(schema, name):
                if not self._below(below, each, place):
                    return False
        return True

    def properties_of(self, schema: JsonObject, name: str) -> list[Any]:
        """Return the schemas that a schema has for a property of this name itself."""
        own = mapping(schema.get("properties"))
        found = [own[name]] if name in own else []
        for pattern, below in mapping(schema.get("patternProperties")).items():
            if self._matches(pattern, name):
                found.append(below)
        if not found and "additionalProperties" in schema:
            found.append(schema["additionalProperties"])
        return found

    def _is_hidden(self, name: str, beside: list[Part]) -> bool:
        """Return whether one of the schemas for a property, wherever it stands, hides it."""
        stack, seen = list(beside), set()
        while stack:
            self._work.step()
            schema, scope = stack.pop()
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            below = mapping(schema.get("properties")).get(name)
            if below is not None and self._says_hidden(Part(below, scope)):
                return True
            stack += self.in_place(Part(schema, scope))
        return False

    def _says_hidden(self, part: Part) -> bool:
        stack, seen = [part], set()
        while stack:
            self._work.step()
            schema, scope = stack.pop()
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            if schema.get(self._hides) is True:
                return True
            stack += [Part(each, scope) for each in sequence(schema.get("allOf"))]
            if isinstance(schema.get("$ref"), str):
                stack.append(self._resources.follow(schema["$ref"], scope))
        return False

    def in_place(self, part: Part) -> list[Part]:
        """Return the schemas that speak of the same value."""
        schema, scope = part
        found = [
            each for name in ("allOf", "anyOf", "oneOf") for each in sequence(schema.get(name))
        ]
        found += [schema[name] for name in ("if", "then", "else") if name in schema]
        parts = [Part(each, scope) for each in found]
        if isinstance(schema.get("$ref"), str):
            parts.append(self._resources.follow(schema["$ref"], scope))
        return parts

    def _fits_unions(self, schema: JsonObject, value: Any, place: "_Place") -> bool:
        scope = place.scope
        for each in sequence(schema.get("allOf")):
            if not self._in_place(Part(each, scope), value, place):
                return False
        options = sequence(schema.get("anyOf"))
        if options and not any(self._in_place(Part(each, scope), value, place) for each in options):
            return False
        valid = 0
        for each in sequence(schema.get("oneOf")):
            valid += self._in_place(Part(each, scope), value, place)
            if valid > 1:
                return False
        return valid == 1 or not sequence(schema.get("oneOf"))

    def _fits_rest(self, schema: JsonObject, value: Any, place: "_Place") -> bool:
        scope = place.scope
        if "not" in schema and self._in_place(Part(schema["not"], scope), value, place):
            return False
        if "if" in schema and ("then" in schema or "else" in schema):
            branch = "then" if self._in_place(Part(schema["if"], scope), value, place) else "else"
            if not self._in_place(Part(schema.get(branch, True), scope), value, place):
                return False
        if isinstance(value, dict) and not self._fits_dependencies(schema, value, place):
            return False
        return scope.old or self._fits_unevaluated(schema, value, place)

    def _fits_dependencies(self, schema: JsonObject, value: JsonObject, place: "_Place") -> bool:
        for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
            for name, demanded in mapping(schema.get(keyword)).items():
                self._work.step()
                if name not in value:
                    continue
                needed = {"required": demanded} if isinstance(demanded, list) else demanded
                if not self._in_place(Part(needed, place.scope), value, place):
                    return False
        return True

    def _fits_unevaluated(self, schema: JsonObject, value: Any, place: "_Place") -> bool:
        for keyword, kind in (("unevaluatedProperties", dict), ("unevaluatedItems", list)):
            if keyword not in schema or not isinstance(value, kind):
                continue
            rest = {name: schema[name] for name in schema if name not in (keyword, "$id")}
            done = self._evaluated.of(Part(rest, place.scope), value, place.depth)
            members = value.items() if isinstance(value, dict) else enumerate(value)
            for name, each in members:
                if name not in done and not self._below(schema[keyword], each, place):
                    return False
        return True


class _Place:
    """Where a schema is being held against a value."""

    __slots__ = ("beside", "depth", "scope")

    def __init__(self, beside: list[Part], depth: int, scope: Scope) -> None:
        self.beside = beside
        self.depth = depth
        self.scope = scope


def items_of(schema: JsonObject) -> tuple[list[Any], Any]:
    """Return the schemas of the first items and that of all others, None where there is none.

    Drafts before 2020-12 have the first in `items` and the others in `additionalItems`.
    """
    items = schema.get("items")
    if isinstance(items, list):
        return items, schema.get("additionalItems")
    return sequence(schema.get("prefixItems")), items


_IS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: number(value) is not None,
    "integer": lambda value: (
        number(value) is not None and (isinstance(value, int) or value.is_integer())
    ),
}


def _in_range(schema: JsonObject, unit: str, count: int) -> bool:
    least, most = number(schema.get(f"min{unit}")), number(schema.get(f"max{unit}"))
    return (least is None or count >= least) and (most is None or count <= most)


def _fits_number(schema: JsonObject, value: int | float) -> bool:
    bounds = [
        number(schema.get(name))
        for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    ]
    least, most, over, under = bounds
    if (least is not None and value < least) or (most is not None and value > most):
        return False
    if (over is not None and value <= over) or (under is not None and value >= under):
        return False
    step = number(schema.get("multipleOf"))
    if step is None or step <= 0 or step == float("inf"):
        return True
    return exact(value) % exact(step) == 0
