"""A value made from a schema, valid against it."""

from typing import Any

from openapi.common.references import References
from openapi.values.making import Maker
from openapi.values.place import Place
from openapi.values.resources import Part
from openapi.values.work import Work


def example(
    schema: object,
    references: References,
    hides: str = "",
    *,
    seed: int = 0,
    work: Work | None = None,
) -> Any:
    """Return a JSON value that is valid against a schema.

    `hides` is "readOnly" in requests and "writeOnly" in responses: such properties are left out,
    required or not (OpenAPI 3.0.4, 4.7.24.2). The same seed gives the same value. `work` bounds
    what is spent; pass the same to all values of a page. Raise NoValue where no value was found.
    """
    maker = Maker(schema, references, hides, work or Work())
    return maker.make(maker.facts([Part(schema)]), Place(seed))
