"""The samples that stand beside an operation."""

from dataclasses import dataclass

from docs.reference.operation import Body, Operation
from docs.reference.samples import Sample


@dataclass(frozen=True)
class SideSample:
    """`folded` where the reader opens it: only the first request and response stand open."""

    id: str
    label: str
    sample: Sample
    folded: bool

    @property
    def heading(self) -> str:
        title = self.sample.title
        return f"{self.label}: {title}" if title else self.label


def side_samples(operation: Operation, *, has_call: bool) -> list[SideSample]:
    """Return the samples of request bodies first, then of responses in their order."""
    found: list[tuple[str, Sample, bool]] = []
    if operation.body:
        # The call stands above and has a body already.
        found += _of_body("Request body", operation.body, first=not has_call)
    opened = False
    for response in operation.responses:
        first = not opened and response.family == "success"
        added = _of_body(response.status, response.body, first=first)
        opened = opened or (first and bool(added))
        found += added
    return [
        SideSample(f"sample-{number}", label, sample, folded)
        for number, (label, sample, folded) in enumerate(found, 1)
    ]


def _of_body(name: str, body: Body, *, first: bool) -> list[tuple[str, Sample, bool]]:
    pairs = [
        (content.media_type, sample) for content in body.contents for sample in content.samples
    ]
    return [
        (f"{name} {media_type}", sample, not (first and number == 0))
        for number, (media_type, sample) in enumerate(pairs)
    ]
