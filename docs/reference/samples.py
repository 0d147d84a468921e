"""Samples of bodies as a page shows them."""

from dataclasses import dataclass

from openapi.common.references import References
from openapi.values import NoValue, Work, example, written

LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Sample:
    """`cut`: only the beginning is shown. `made`: it was made from the schema.

    `about` is what the description says of it, `reason` why there is none.
    """

    text: str
    title: str = ""
    address: str = ""
    cut: bool = False
    made: bool = False
    reason: str = ""
    about: str = ""


def made(
    schema: object,
    references: References,
    media_type: str,
    hides: str = "",
    work: Work | None = None,
) -> Sample:
    """Return a sample made from a schema, or the reason why there is none."""
    try:
        value = example(schema, references, hides, work=work)
    except NoValue as error:
        return Sample("", reason=str(error))
    return shown(value, media_type, made=True)


def shown(value: object, media_type: str, title: str = "", *, made: bool = False) -> Sample:
    body = written(value, media_type)
    cut = len(body) > LONGEST
    if cut:
        body = body[:LONGEST].rsplit("\n", 1)[0]
    return Sample(body, title, cut=cut, made=made)
