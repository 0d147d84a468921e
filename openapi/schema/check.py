"""Whether a value is one of its schema, and where it is not.

Bounded whatever the schema: a yes or no takes the validator about as many steps as there are pairs
of a schema and a value. Its reasons can be exponentially many, so they are asked for only where
they are few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openapi.common.pointers import pointer
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.schema.dialect import TooManySchemas, json_schema

if TYPE_CHECKING:
    from jsonschema_rs import Validator

# Of values inside each other. The validator itself ends at 255.
DEEPEST_VALUE = 50
# Steps of one pattern with look-around or back-references, which are not matched in linear time.
BACKTRACKING = 10_000
# Pairs of a schema and a value, looked at for reasons; about 60 microseconds each.
MOST_PAIRS = 5_000
DEEPEST_PAIRS = 200
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a schema refuses a value: in the validator's words, at a JSON pointer into the value.

    `reason` is empty where the schema is too intricate to name one.
    """

    pointer: str = ""
    reason: str = ""


def refusal(
    value: object, schema: object, references: References, *, hides: str = ""
) -> Refusal | None:
    """Return why the schema refuses the value; None where it does not, or cannot be checked.

    `hides` as of `json_schema`. Formats are not checked: in JSON Schema they only annotate.
    """
    try:
        document = json_schema(schema, references, hides=hides)
    except TooManySchemas:
        return None
    validator = _compiled(document)
    if validator is None or validator.is_valid(value):
        return None
    if _Pairs(document["$defs"]).count(document, value) > MOST_PAIRS:
        return Refusal()
    error = next(iter(validator.iter_errors(value)))
    return Refusal(pointer(list(error.instance_path)), error.message[:LONGEST_REASON])


def depth(value: object) -> int:
    """Return how deep a JSON value is nested, counted up to just over `DEEPEST_VALUE`."""
    level, reached = _containers([value]), 0
    while level and reached <= DEEPEST_VALUE:
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [container for each in inner for container in _containers(each)]
        reached += 1
    return reached


def _containers(values: Iterable[Any]) -> list[JsonObject | list[Any]]:
    return [each for each in values if isinstance(each, dict | list)]


def _compiled(document: JsonObject) -> "Validator | None":
    """Return the validator of a schema; without its patterns where one of them is none."""
    # Imported late: 30 ms that only a process which checks a value pays.
    from jsonschema_rs import Draft202012Validator, FancyRegexOptions, ValidationError

    for candidate in (document, _without_patterns(document)):
        try:
            return Draft202012Validator(
                candidate,
                validate_formats=False,
                pattern_options=FancyRegexOptions(backtrack_limit=BACKTRACKING),
                # Reasons do not repeat the value.
                mask="this value",
                offline=True,
            )
        except (ValidationError, ValueError):
            continue
    return None


def _without_patterns(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_patterns(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {
        name: inner
        for name, inner in value.items()
        if not (name == "pattern" and isinstance(inner, str))
        and not (name == "patternProperties" and isinstance(inner, dict))
    }
    return {name: _without_patterns(inner) for name, inner in kept.items()}


class _Pairs:
    """Counts the pairs of a schema and a value that a validator looks at for all its reasons."""

    def __init__(self, defs: JsonObject) -> None:
        self._defs = defs
        self._known: dict[tuple[int, int], int] = {}

    def count(self, schema: Any, value: Any, depth: int = 0) -> int:
        """Return the number, or one over `MOST_PAIRS` for more."""
        if not isinstance(schema, dict):
            return 1
        if depth > DEEPEST_PAIRS:
            return MOST_PAIRS + 1
        key = id(schema), id(value)
        if key not in self._known:
            # Asked for again before it is known, the schema refers to itself for the same value.
            self._known[key] = MOST_PAIRS + 1
            total = 1
            for below, inner in self._below(schema, value):
                total += self.count(below, inner, depth + 1)
                if total > MOST_PAIRS:
                    break
            self._known[key] = min(total, MOST_PAIRS + 1)
        return self._known[key]

    def _below(self, schema: JsonObject, value: Any) -> list[tuple[Any, Any]]:
        same = [schema[name] for name in ("not", "if", "then", "else") if name in schema]
        for name in ("allOf", "anyOf", "oneOf"):
            same += sequence(schema.get(name))
        same += mapping(schema.get("dependentSchemas")).values()
        if "$ref" in schema:
            same.append(self._defs[schema["$ref"].rpartition("/")[2]])
        return [(each, value) for each in same] + _inner(schema, value)


def _inner(schema: JsonObject, value: Any) -> list[tuple[Any, Any]]:
    """Return the pairs of what a value holds and the schemas that may speak of it."""
    if isinstance(value, dict):
        of_all = list(mapping(schema.get("patternProperties")).values())
        of_all += [schema.get("additionalProperties"), schema.get("unevaluatedProperties")]
        properties = mapping(schema.get("properties"))
        return [
            (below, inner)
            for name, inner in value.items()
            for below in (properties.get(name), *of_all)
            if below is not None
        ]
    if isinstance(value, list):
        of_all = [schema.get(name) for name in ("items", "contains", "unevaluatedItems")]
        first = sequence(schema.get("prefixItems"))
        return [
            (below, inner)
            for at, inner in enumerate(value)
            for below in (*first[at : at + 1], *of_all)
            if below is not None
        ]
    return []
