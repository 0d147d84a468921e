"""The places of an operation where schemas stand, each with a name for `?at=`."""

from collections.abc import Iterator, Sequence

from docs.reference.media import content_child
from docs.reference.row import Sent
from docs.reference.sending import ways_of_sending
from openapi.common.entries import Entries
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, text
from openapi.model.operations import Body, Callback, Operation
from openapi.model.parameters import PLACES, Parameter
from openapi.schema.children import Child
from openapi.values import given


def group_at(operation: Operation, place: str) -> Sequence[Child] | None:
    """Return the members of the list of parameters or headers at a place, None for none."""
    for name, listed in _lists(operation):
        if name == place:
            return _children(listed, operation.references)
    return None


def parameter_groups(operation: Operation) -> Iterator[tuple[str, Sequence[Child]]]:
    """Yield the parameters by where they are sent: "path", "query", "header", "cookie"."""
    for where, listed in _parameters(operation):
        yield where, _children(listed, operation.references)


def header_groups(operation: Operation) -> Iterator[tuple[str, Sequence[Child]]]:
    """Yield the headers of responses by status."""
    for response in operation.responses:
        if response.headers:
            yield response.status, _children(response.headers, operation.references)


def roots(operation: Operation, place: str) -> Iterator[tuple[str, Child, str]]:
    """Yield the schemas that stand at this place or above it.

    Each with its own place, and which of `readOnly` and `writeOnly` it hides.
    """
    for name, listed in _lists(operation):
        if place.startswith(f"{name}/"):
            met = [each for each in listed if _is_within(place, f"{name}/{each.name}")]
            for child in _children(met, operation.references):
                yield f"{name}/{child.step}", child, ""
    for name, child, hides in _bodies(operation):
        if _is_within(place, name):
            yield name, child, hides


def _is_within(place: str, root: str) -> bool:
    return place == root or place.startswith(f"{root}/")


def _lists(operation: Operation) -> Iterator[tuple[str, list[Parameter]]]:
    """Yield the place and members of each list of parameters or headers, callbacks' last."""
    for where, listed in _parameters(operation):
        yield f"parameters/{where}", listed
    for response in operation.responses:
        if response.headers:
            yield f"headers/{response.status}", response.headers
    for callback in operation.callbacks:
        for name, listed in _lists(callback.operation):
            yield f"{callback_place(callback)}/{name}", listed


def _parameters(operation: Operation) -> Iterator[tuple[str, list[Parameter]]]:
    for where in PLACES:
        listed = [each for each in operation.parameters if each.where == where]
        if listed:
            yield where, listed


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


def _children(listed: Sequence[Parameter], references: References) -> Sequence[Child]:
    """Return parameters as children, each made where a page comes to it."""
    return Entries(lambda at: _child(listed[at], references), range(len(listed)))


def _child(parameter: Parameter, references: References) -> Child:
    return Sent(
        parameter.name,
        _described(parameter),
        name=text(parameter.name, 200),
        required=parameter.required,
        notes=ways_of_sending(parameter, references),
        examples=given(parameter.raw, references),
    )


def _described(parameter: Parameter) -> JsonObject:
    """Return the schema with what its parameter or header says of the value."""
    found: JsonObject = {"allOf": [parameter.schema]}
    if parameter.description:
        found["description"] = parameter.description
    if "deprecated" in parameter.raw:
        found["deprecated"] = parameter.raw["deprecated"]
    return found
