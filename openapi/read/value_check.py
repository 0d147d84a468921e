"""Examples and defaults that their own schemas refuse.

Most are plain (text where text is asked for) and cost a look. The others go to one validator,
compiled for all of them together, and only what it refuses is asked for the reason. What it may
cost is counted before anything is compiled; what is left out for that is said by number.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from openapi.common.pointers import pointer
from openapi.common.targets import Targets
from openapi.common.untrusted import JsonObject
from openapi.findings import Finding, warning
from openapi.read.description import Limits
from openapi.read.given_values import GivenValue, doubtful_values
from openapi.read.survey import Survey
from openapi.schema.check import (
    DRAFT_2020,
    MOST_LOOKS,
    TOO_COSTLY,
    extent,
    is_undecided,
    validator_of,
)
from openapi.schema.plain import PlainSchemas, TooLarge
from openapi.schema.refusals import refusal
from openapi.schema.repeats import Repeats

if TYPE_CHECKING:
    from jsonschema_rs import Validator

# Objects of schemas copied; values compared. With `MOST_LOOKS` in all it takes a tenth of a second,
# of which reading a large description takes five.
_MOST_SCHEMAS = 4_000
_MOST_VALUES = 60_000
# Of all values whose reasons are asked for.
_MOST_LOOKS_FOR_REASONS = 50_000
_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
_BASE = "urn:description"


class _Compared(NamedTuple):
    given: GivenValue
    schema: JsonObject
    looks: int


def check(document: JsonObject, version: str, survey: Survey, *, limits: Limits) -> list[Finding]:
    """Return warnings on examples and defaults; one over `limits.findings` at most."""
    values = doubtful_values(document, survey, version)
    if not values:
        return []
    schemas = PlainSchemas(
        Targets(document).find,
        hides=("readOnly", "writeOnly"),
        most=_MOST_SCHEMAS,
        is_old=version in ("2.0", "3.0"),
    )
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
    values_left, looks_left = _MOST_VALUES, MOST_LOOKS
    for given in values:
        size, depth = extent(given.value, values_left)
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
            compared.append(_Compared(given, copy, looks))
    return compared


class _Validation:
    """Values against the plain copies of their schemas, which are in one registry."""

    def __init__(self, schemas: PlainSchemas, compared: Sequence[_Compared]) -> None:
        # Imported here: 30 ms that a process which reads no description need not pay.
        from jsonschema_rs import Draft4, Draft202012, Registry

        own = {str(number): one.schema for number, one in enumerate(compared)}
        self._compared = compared
        self._looks_left = _MOST_LOOKS_FOR_REASONS
        self._draft = _DRAFT_4 if schemas.is_old else DRAFT_2020
        self._registry = Registry(
            [(_BASE, {"$defs": schemas.schemas, "own": own})],
            draft=Draft4 if schemas.is_old else Draft202012,
        )

    def findings(self) -> Iterator[Finding]:
        for validator, places in self._groups(range(len(self._compared))):
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

        given, _, looks = self._compared[place]
        alone = range(place, place + 1)
        validator = self._validator(alone)
        if not validator:
            return
        if looks > self._looks_left:
            yield Finding(given.code, TOO_COSTLY, pointer(given.keys), severity="warning")
            return
        self._looks_left -= looks
        try:
            validator.validate(self._instance(alone))  # stops at the first reason
        except ValidationError as error:
            if not is_undecided(error):
                keys, params = refusal(error)
                where = pointer([*given.keys, *keys[1:]])
                yield Finding(given.code, params, where, severity="warning")

    def _instance(self, places: range) -> JsonObject:
        return {str(place): self._compared[place].given.value for place in places}

    def _validator(self, places: range) -> "Validator | None":
        """Return the validator of an object of values by their places; None where there is none."""
        own = {str(place): {"$ref": f"{_BASE}#/own/{place}"} for place in places}
        schema = {"$schema": self._draft, "properties": own}
        return validator_of(schema, registry=self._registry)
