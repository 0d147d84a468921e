"""The places of an operation where schemas stand, each with a name for `?at=`."""

from collections.abc import Iterable, Iterator

from docs.reference.media import content_child
from docs.reference.row import Sent
from docs.reference.sending import ways_of_sending
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, text
from openapi.model.operations import Body, Callback, Operation
from openapi.model.parameters import PLACES, Parameter
from openapi.schema.children import Child
from openapi.values import given


def groups(operation: Operation) -> Iterator[tuple[str, list[Child]]]:
    """Yield the place and members of each list of parameters or headers, callbacks' last."""
    for where, children in parameter_groups(operation):
        yield f"parameters/{where}", children
    for status, children in header_groups(operation):
        yield f"headers/{status}", children
    for callback in operation.callbacks:
        for name, children in groups(callback.operation):
            yield f"{callback_place(callback)}/{name}", children


def parameter_groups(operation: Operation) -> Iterator[tuple[str, list[Child]]]:
    """Yield the parameters by where they are sent: "path", "query", "header", "cookie"."""
    for where in PLACES:
        given = [each for each in operation.parameters if each.where == where]
        if given:
            yield where, _children(given, operation.references)


def header_groups(operation: Operation) -> Iterator[tuple[str, list[Child]]]:
    """Yield the headers of responses by status."""
    for response in operation.responses:
        if response.headers:
            yield response.status, _children(response.headers, operation.references)


def roots(operation: Operation) -> Iterator[tuple[str, Child, str]]:
    """Yield every schema's place, the schema, and which of `readOnly` and `writeOnly` it hides."""
    for place, children in groups(operation):
        yield from ((f"{place}/{child.step}", child, "") for child in children)
    yield from _bodies(operation)


def callback_place(callback: Callback) -> str:
    return f"callback/{callback.name}/{callback.expression}/{callback.operation.method}"


def _bodies(operation: Operation) -> Iterator[tuple[str, Child, str]]:
    if operation.body:
        yield from _contents("request", operation.body, operation.hidden_in_request)
    for response in operation.responses:
        yield from _contents(
            f"response/{response.status}", response.body, operation.hidden_in_response
        )
    for callback in operation.callbacks:
        for name, child, hides in _bodies(callback.operation):
            yield f"{callback_place(callback)}/{name}", child, hides


def _contents(place: str, body: Body, hides: str) -> Iterator[tuple[str, Child, str]]:
    for content in body.contents:
        child = content_child(content, body.references, with_examples=True)
        yield f"{place}/{content.name}", child, hides


def _children(listed: Iterable[Parameter], references: References) -> list[Child]:
    return [
        Sent(
            each.name,
            _described(each),
            name=text(each.name, 200),
            required=each.required,
            notes=ways_of_sending(each, references),
            examples=given(each.raw, references),
        )
        for each in listed
    ]


def _described(parameter: Parameter) -> JsonObject:
    """Return the schema with what its parameter or header says of the value."""
    found: JsonObject = {"allOf": [parameter.schema]}
    if parameter.description:
        found["description"] = parameter.description
    if "deprecated" in parameter.raw:
        found["deprecated"] = parameter.raw["deprecated"]
    return found
