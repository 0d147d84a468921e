"""The places of an operation where schemas stand, each with a name for `?at=`."""

from collections.abc import Iterable, Iterator
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, text
from openapi.model.operations import Body, Callback, Operation
from openapi.model.parameters import PLACES, Parameter
from openapi.schema.children import Child
from openapi.values import first_given

STYLES = {
    "spaceDelimited": "values separated by spaces",
    "pipeDelimited": "values separated by |",
    "deepObject": "written as name[property]=value",
    "matrix": "written as ;name=value",
    "label": "written as .value",
}


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


def roots(operation: Operation) -> Iterator[tuple[str, Any, str]]:
    """Yield every schema's place, the schema, and which of `readOnly` and `writeOnly` it hides."""
    for place, children in groups(operation):
        yield from ((f"{place}/{child.step}", child.schema, "") for child in children)
    yield from _bodies(operation)


def callback_place(callback: Callback) -> str:
    return f"callback/{callback.name}/{callback.expression}/{callback.operation.method}"


def _bodies(operation: Operation) -> Iterator[tuple[str, Any, str]]:
    if operation.body:
        yield from _contents("request", operation.body, "readOnly")
    for response in operation.responses:
        yield from _contents(f"response/{response.status}", response.body, "writeOnly")
    for callback in operation.callbacks:
        for name, schema, hides in _bodies(callback.operation):
            yield f"{callback_place(callback)}/{name}", schema, hides


def _contents(place: str, body: Body, hides: str) -> Iterator[tuple[str, Any, str]]:
    for content in body.contents:
        yield f"{place}/{content.name}", content.schema, hides


def _children(given: Iterable[Parameter], references: References) -> list[Child]:
    return [
        Child(
            each.name,
            _described(each, references),
            name=text(each.name, 200),
            required=each.required,
        )
        for each in given
    ]


def _described(parameter: Parameter, references: References) -> JsonObject:
    """Return the schema with what its parameter or header says about it."""
    raw = parameter.raw
    about = parameter.description
    notes = [STYLES[parameter.style]] if parameter.style in STYLES else []
    if raw.get("explode") is False and _explode_matters(parameter):
        notes.append("one value, its parts separated by commas")
    if parameter.media_type:
        notes.append(f"sent as {parameter.media_type}")
    if raw.get("allowEmptyValue") is True:
        notes.append("may be empty")
    found: JsonObject = {"allOf": [parameter.schema]}
    if about or notes:
        phrase = "; ".join(notes)
        sentence = f"{phrase[:1].upper()}{phrase[1:]}." if phrase else ""
        found["description"] = f"{about}\n\n{sentence}".strip()
    if "deprecated" in raw:
        found["deprecated"] = raw["deprecated"]
    if given := first_given(raw, references):
        found["example"] = given.value
    return found


def _explode_matters(parameter: Parameter) -> bool:
    """Return whether "explode: false" matters: for lists and objects in the form style only."""
    listed = mapping(parameter.raw.get("schema")).get("type") in ("array", "object")
    return listed and parameter.style in ("", "form")
