"""Samples of bodies as a page shows them."""

from dataclasses import dataclass

from openapi.values import written

LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Sample:
    """`cut`: only the beginning is shown. `made`: it was made from the schema."""

    text: str
    title: str = ""
    address: str = ""
    cut: bool = False
    made: bool = False


def shown(value: object, media_type: str, title: str = "", *, made: bool = False) -> Sample:
    body = written(value, media_type)
    cut = len(body) > LONGEST
    if cut:
        body = body[:LONGEST].rsplit("\n", 1)[0]
    return Sample(body, title, cut=cut, made=made)
