"""Code that a description itself gives for an operation, in whatever languages its owner chose.

`x-codeSamples` is Redoc's field, `x-code-samples` its older name, and `x-readme` ReadMe's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openapi.common.untrusted import line, mapping, sequence, text
from openapi.model.operations import Operation
from openapi.model.slugs import Slugs

MOST = 16
LONGEST = 12_000
FIELDS = ("x-codeSamples", "x-code-samples")


@dataclass(frozen=True, slots=True)
class CodeSample:
    """`slug` names it in addresses: made from its label or language, unique in the operation."""

    slug: str
    label: str
    code: str


def code_samples(operation: Operation, taken: Iterable[str] = ()) -> list[CodeSample]:
    """Return the samples that the description gives, at most 16, under none of the taken slugs."""
    slugs = Slugs()
    for slug in taken:
        slugs.take(slug)
    return [
        CodeSample(slugs.take(label or "code"), label or "Code", code)
        for label, code in list(_given(operation))[:MOST]
    ]


def _given(operation: Operation) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        for raw in sequence(operation.raw.get(field)):
            one = mapping(raw)
            source = operation.references.follow(one.get("source")).value
            if code := text(source, LONGEST):
                yield line(one.get("label"), 60) or line(one.get("lang"), 60), code
    for raw in sequence(mapping(operation.raw.get("x-readme")).get("code-samples")):
        one = mapping(raw)
        if code := text(one.get("code"), LONGEST):
            yield line(one.get("name"), 60) or line(one.get("language"), 60), code
