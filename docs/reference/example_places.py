"""The places of an operation where people may add an example, and what is allowed at each.

A place is written as places of the reference are: "request/application/json",
"response/200/application/json", "parameters/query/limit"; "code" is that of code samples.
"""

from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.model.operations import Body, Operation
from openapi.model.parameters import PLACES
from openapi.schema.flatten import flatten
from openapi.schema.phrases import kind_of

REQUEST, RESPONSE, PARAMETER, CODE = "request", "response", "parameters", "code"
MOST_PLACES = 100
LONGEST_PLACE = 300


@dataclass(frozen=True, slots=True)
class ExamplePlace:
    """`key` is the status of a response, or where a parameter is sent; `name` the media type, or
    the parameter's name."""

    kind: str
    key: str = ""
    name: str = ""

    def __str__(self) -> str:
        parts = (self.kind, self.key, self.name)
        return "/".join(part for part in parts if part)

    @property
    def is_code(self) -> bool:
        return self.kind == CODE

    @property
    def label(self) -> str:
        """The place in words: "Response 200 application/json"."""
        match self.kind:
            case "request":
                return f"Request body {self.name}"
            case "response":
                return f"Response {self.key} {self.name}"
            case "parameters":
                return f"{self.key.capitalize()} parameter {self.name}"
        return "Code"


@dataclass(frozen=True, slots=True)
class Spot:
    """What the description says of a place: `raw` is the media type or parameter itself.

    `hides` is which of `readOnly` and `writeOnly` properties are not sent there.
    """

    place: ExamplePlace
    schema: Any
    raw: JsonObject
    hides: str = ""

    @property
    def authored(self) -> dict[str, Any]:
        """The description's own examples by name; a single one without a name is "example"."""
        if "example" in self.raw:
            return {"example": {"value": self.raw["example"]}}
        return mapping(self.raw.get("examples"))

    def is_text(self, references: References) -> bool:
        """Return whether a value is written as it is, not as JSON."""
        if self.place.kind == PARAMETER and "content" not in self.raw:
            return kind_of(flatten(self.schema, references).keywords) == "string"
        return self.place.kind != PARAMETER and not is_json_like(self.place.name)

    def is_checked(self, references: References) -> bool:
        """Return whether the schema speaks of the value itself: not of XML, say, nor of code."""
        if self.place.kind == PARAMETER or is_json_like(self.place.name):
            return True
        return kind_of(flatten(self.schema, references).keywords) == "string"


def is_json_like(media_type: str) -> bool:
    """Return whether values of a media type are given as JSON: those of forms are, too."""
    return "json" in media_type or media_type.startswith(("multipart/", "application/x-www-form"))


def parse_place(text: str) -> ExamplePlace | None:
    """Return the place, or None where this is none."""
    kind, _, rest = text.partition("/")
    if kind == CODE:
        return None if rest else ExamplePlace(CODE)
    if kind == REQUEST:
        return ExamplePlace(REQUEST, "", rest) if rest else None
    key, _, name = rest.partition("/")
    if not key or not name:
        return None
    if kind == RESPONSE:
        return ExamplePlace(RESPONSE, key, name)
    return ExamplePlace(PARAMETER, key, name) if kind == PARAMETER and key in PLACES else None


def spots(operation: Operation) -> list[Spot]:
    """Return the places of an operation, parameters first; `MOST_PLACES` at most."""
    found = [
        Spot(ExamplePlace(PARAMETER, each.where, each.name), each.schema, each.raw)
        for each in operation.parameters
    ]
    if operation.body:
        found += _of_body(operation.body, REQUEST, "", operation.hidden_in_request)
    for response in operation.responses:
        found += _of_body(response.body, RESPONSE, response.status, operation.hidden_in_response)
    fitting = [spot for spot in found if len(str(spot.place)) <= LONGEST_PLACE]
    return fitting[:MOST_PLACES]


def spot_at(operation: Operation, place: ExamplePlace) -> Spot | None:
    """Return what the description says of a place; None where the operation has no such."""
    return next((spot for spot in spots(operation) if spot.place == place), None)


def _of_body(body: Body, kind: str, key: str, hides: str) -> list[Spot]:
    return [
        Spot(ExamplePlace(kind, key, content.name), content.schema, content.raw, hides)
        for content in body.contents
        if line(content.name)
    ]
