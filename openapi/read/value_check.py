"""Examples and defaults that their own schemas refuse.

Most are plain (text where text is asked for) and cost a look. The others go to one validator,
compiled for all of them together, and only what it refuses is asked for the reason. What it may
cost is counted before anything is compiled; what is left out for that is said by number.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from openapi.common.pointers import pointer
from openapi.common.untrusted import JsonObject
from openapi.findings import Finding, warning
from openapi.read.description import Limits
from openapi.read.given_values import GivenValue, doubtful_values
from openapi.read.plain_schemas import PlainSchemas, TooLarge
from openapi.read.refusals import refusal
from openapi.read.repeats import Repeats
from openapi.read.survey import Survey

if TYPE_CHECKING:
    from jsonschema_rs import Validator

# Objects of schemas copied; values compared; values times how often each may be looked at. All of
# it takes a tenth of a second, of which reading a large description takes five.
_MOST_SCHEMAS = 4_000
_MOST_VALUES = 60_000
_MOST_LOOKS = 3_000_000
_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
_DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
_BASE = "urn:description"
_MOST_BACKTRACKING = 10_000


class _Compared(NamedTuple):
    given: GivenValue
    schema: JsonObject


def check(document: JsonObject, version: str, survey: Survey, *, limits: Limits) -> list[Finding]:
    """Return warnings on examples and defaults; one over `limits.findings` at most."""
    values = doubtful_values(document, survey, version)
    if not values:
        return []
    schemas = PlainSchemas(document, is_old=version in ("2.0", "3.0"), most=_MOST_SCHEMAS)
    compared = _within_bounds(values, schemas)
    found: list[Finding] = []
    for finding in _Validation(schemas, compared).findings():
        found.append(finding)
        if len(found) > limits.findings:
            return found
    if len(compared) < len(values):
        found.append(warning("values_not_checked", count=len(values) - len(compared)))
    return found


def _within_bounds(values: list[GivenValue], schemas: PlainSchemas) -> list[_Compared]:
    """Return the values that there is time for, each with a plain copy of its schema."""
    compared: list[_Compared] = []
    copies: dict[int, JsonObject] = {}
    repeats = Repeats(schemas.schemas)
    values_left, looks_left = _MOST_VALUES, _MOST_LOOKS
    for given in values:
        size, depth = _extent(given.value, values_left)
        if size > values_left:
            continue
        try:
            if id(given.schema) not in copies:
                copies[id(given.schema)] = schemas.copy(given.schema)
        except TooLarge:
            break
        copy = copies[id(given.schema)]
        looks = size * repeats.of(copy, depth)
        if looks <= looks_left:
            values_left -= size
            looks_left -= looks
            compared.append(_Compared(given, copy))
    return compared


def _extent(value: Any, enough: int) -> tuple[int, int]:
    """Return how many values a value holds, not counted far beyond `enough`, and its depth."""
    size, depth = 1, 0
    level = [value]
    while size <= enough:
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one.values()
            elif isinstance(one, list):
                below += one
        if not below:
            break
        size, depth, level = size + len(below), depth + 1, below
    return size, depth


class _Validation:
    """Values against the plain copies of their schemas, which are in one registry."""

    def __init__(self, schemas: PlainSchemas, compared: Sequence[_Compared]) -> None:
        # Imported here: 30 ms that a process which reads no description need not pay.
        from jsonschema_rs import Draft4, Draft202012, Registry

        own = {str(number): one.schema for number, one in enumerate(compared)}
        self._values = [one.given for one in compared]
        self._draft = _DRAFT_4 if schemas.is_old else _DRAFT_2020
        self._registry = Registry(
            [(_BASE, {"schemas": schemas.schemas, "own": own})],
            draft=Draft4 if schemas.is_old else Draft202012,
        )

    def findings(self) -> Iterator[Finding]:
        for validator, places in self._groups(range(len(self._values))):
            yield from self._refused(validator, places)

    def _groups(self, places: range) -> Iterator[tuple["Validator", range]]:
        """Yield validators and the places they are for.

        One that cannot, for its pattern perhaps, is found by halves and left out.
        """
        validator = self._validator(places)
        if validator is not None:
            yield validator, places
        elif len(places) > 1:
            half = len(places) // 2
            yield from self._groups(places[:half])
            yield from self._groups(places[half:])

    def _refused(self, validator: "Validator", places: range) -> Iterator[Finding]:
        """Yield findings on the values at `places`, which are halved while there are some."""
        if validator.is_valid(self._instance(places)):
            return
        if len(places) == 1:
            yield from self._finding(places[0])
            return
        half = len(places) // 2
        yield from self._refused(validator, places[:half])
        yield from self._refused(validator, places[half:])

    def _finding(self, place: int) -> Iterator[Finding]:
        from jsonschema_rs import ValidationError

        given, validator = self._values[place], self._validator(range(place, place + 1))
        try:
            if validator:
                validator.validate(self._instance(range(place, place + 1)))
        except ValidationError as error:
            keys, params = refusal(error)
            where = pointer([*given.keys, *keys[1:]])
            yield Finding(given.code, params, where, severity="warning")

    def _instance(self, places: range) -> JsonObject:
        return {str(place): self._values[place].value for place in places}

    def _validator(self, places: range) -> "Validator | None":
        """Return the validator of an object of values by their places; None where there is none."""
        from jsonschema_rs import FancyRegexOptions, validator_for

        own = {str(place): {"$ref": f"{_BASE}#/own/{place}"} for place in places}
        try:
            return validator_for(
                {"$schema": self._draft, "properties": own},
                registry=self._registry,
                offline=True,  # nothing is ever fetched
                validate_formats=True,
                pattern_options=FancyRegexOptions(backtrack_limit=_MOST_BACKTRACKING),
                mask="this",  # messages must not quote the document
            )
        except ValueError:
            return None
