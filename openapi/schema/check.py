"""Whether a value is valid against its schema, and where it is not, why.

Everything that validates a value of a description does it here, on plain copies of the schemas.
Nothing is fetched. Bounded whatever the schema: what a yes or no may cost is counted before it is
asked for (`Repeats`), and reasons, of which a schema can have exponentially many and each of which
takes about 100 microseconds, are asked for only where they are few.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from openapi.common.pointers import pointer
from openapi.common.references import References
from openapi.common.untrusted import JsonObject
from openapi.messages import Param, because
from openapi.schema.plain import PlainSchemas, TooLarge
from openapi.schema.refusals import refusal
from openapi.schema.repeats import Repeats

if TYPE_CHECKING:
    from jsonschema_rs import Registry, ValidationError, Validator

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
MOST_SCHEMAS = 20_000
# Of a value, times how often a schema may make the validator look at it.
MOST_LOOKS = 3_000_000
MOST_LOOKS_FOR_REASONS = 5_000
# The validator takes no deeper value.
DEEPEST = 250
MOST_REFUSALS = 20
# Compiled schemas that the process keeps.
KEPT = 32
TOO_COSTLY: dict[str, Param] = {"refusal": "reason_too_costly"}
# Steps of a pattern with look-around or back-references, which is not matched in linear time.
_BACKTRACKING = 10_000
_PATTERN_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a schema refuses a value, at a JSON pointer into it. `params` are those of a reason in
    `openapi.messages`."""

    pointer: str
    params: dict[str, Param]

    @property
    def reason(self) -> str:
        return because(self.params)


def refusals(
    value: object, schema: object, references: References, *, hides: str = "", formats: bool = True
) -> list[Refusal]:
    """Return why the schema refuses the value, at most 20 reasons.

    Empty where it does not, or where that cannot be said in time: the schema is none or too large.
    `hides` is "readOnly" (in requests) or "writeOnly" (in responses). `formats` are checked or only
    annotate.
    """
    compiled = _compiled(_Asked(schema, references, hides, formats))
    if compiled is None:
        return []
    size, depth = extent(value, MOST_LOOKS)
    looks = size * compiled.repeats.of(compiled.schema, depth)
    if looks > MOST_LOOKS or depth > DEEPEST:
        return []
    try:
        return _refusals(compiled.validator, value, looks)
    except UnicodeEncodeError:
        return []  # half of a surrogate pair is no text to the validator


def _refusals(validator: "Validator", value: Any, looks: int) -> list[Refusal]:
    if validator.is_valid(value):
        return []
    if looks > MOST_LOOKS_FOR_REASONS:
        return [Refusal("", TOO_COSTLY)]
    errors = (each for each in validator.iter_errors(value) if not is_undecided(each))
    found = map(refusal, islice(errors, MOST_REFUSALS))
    return [Refusal(pointer(keys), params) for keys, params in found]


def extent(value: object, enough: int) -> tuple[int, int]:
    """Return how many values a value holds, not counted far beyond `enough`, and its depth."""
    size, depth = 1, 0
    level = [value]
    while size <= enough:
        below: list[object] = []
        for one in level:
            if isinstance(one, dict):
                below += one.values()
            elif isinstance(one, list):
                below += one
        if not below:
            break
        size, depth, level = size + len(below), depth + 1, below
    return size, depth


def is_undecided(error: "ValidationError") -> bool:
    """Return whether a pattern took too long, which is no fault of the value."""
    return error.kind.name == "pattern" and not hasattr(error.kind, "pattern")


def validator_of(
    document: JsonObject, *, registry: "Registry | None" = None, formats: bool = True
) -> "Validator | None":
    """Return the validator of a plain schema; None where there is none, for a pattern perhaps."""
    # Imported here: 30 ms that a process which checks nothing need not pay.
    from jsonschema_rs import FancyRegexOptions, ValidationError, validator_for

    options = FancyRegexOptions(
        backtrack_limit=_BACKTRACKING, size_limit=_PATTERN_BYTES, dfa_size_limit=_PATTERN_BYTES
    )
    try:
        return validator_for(
            document,
            registry=registry,
            validate_formats=formats,
            pattern_options=options,
            offline=True,
        )
    except (ValidationError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Compiled:
    schema: Any
    repeats: Repeats
    validator: "Validator"


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What a schema is compiled for. The same is what has the very same parts."""

    schema: object
    references: References
    hides: str
    formats: bool

    @property
    def _identity(self) -> tuple[object, ...]:
        return id(self.schema), id(self.references.found), self.hides, self.formats

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._identity == other._identity


@lru_cache(maxsize=KEPT)
def _compiled(asked: _Asked) -> _Compiled | None:
    """Return a schema compiled; without its patterns where one of them is none."""
    for patterns in (True, False):
        plain = PlainSchemas(
            asked.references.found.__getitem__,
            hides=(asked.hides,),
            most=MOST_SCHEMAS,
            patterns=patterns,
        )
        try:
            schema = plain.copy(asked.schema)
        except TooLarge:
            return None
        document = {"$schema": DRAFT_2020, "allOf": [schema], "$defs": plain.schemas}
        validator = validator_of(document, formats=asked.formats)
        if validator:
            return _Compiled(schema, Repeats(plain.schemas), validator)
    return None
