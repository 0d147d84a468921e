"""Examples that people added to an operation, put into it as if its description had them.

So whatever reads an operation's examples finds them first: the samples beside it, the request that
is made of it, the value shown of a parameter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docs.reference.example_places import PARAMETER, REQUEST, RESPONSE, ExamplePlace
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, sequence, text
from openapi.pack.reader import Segment

BY_OWNERS = "added by the owners"


@dataclass(frozen=True, slots=True)
class AddedExample:
    """`replaces` is the name of the description's example in whose stead it stands, or ""."""

    number: str
    place: ExamplePlace
    title: str
    value: Any
    replaces: str = ""


def with_examples(segment: Segment, added: Sequence[AddedExample]) -> Segment:
    """Return the segment of an operation with these examples before the description's own.

    An example for a place that the operation does not have is left out.
    """
    if not added:
        return segment
    operation = dict(mapping(mapping(segment.value).get("operation")))
    path_item = mapping(mapping(segment.value).get("path"))
    references = segment.references
    by_place: dict[ExamplePlace, list[AddedExample]] = {}
    for each in added:
        by_place.setdefault(each.place, []).append(each)
    for place, examples in by_place.items():
        if place.kind == REQUEST:
            _into(operation, "requestBody", place.name, examples, references)
        elif place.kind == RESPONSE:
            responses = dict(mapping(operation.get("responses")))
            _into(responses, place.key, place.name, examples, references)
            operation["responses"] = responses
        elif place.kind == PARAMETER:
            _into_parameter(operation, path_item, place, examples, references)
    return replace(segment, value={**segment.value, "operation": operation})


def _into(
    owner: JsonObject,
    name: str,
    media_type: str,
    added: Iterable[AddedExample],
    references: References,
) -> None:
    """Put examples into a body, a copy of it in place of a reference to it."""
    if name not in owner:
        return
    body = dict(mapping(references.follow(owner[name]).value))
    contents = dict(mapping(body.get("content")))
    if media_type in contents:
        contents[media_type] = _with(mapping(contents[media_type]), added)
        owner[name] = {**body, "content": contents}


def _into_parameter(
    operation: JsonObject,
    path_item: JsonObject,
    place: ExamplePlace,
    added: Iterable[AddedExample],
    references: References,
) -> None:
    """Put examples into a parameter of the operation; one of its path is repeated there."""
    own = sequence(operation.get("parameters"))
    given = [mapping(references.follow(each).value) for each in own]
    of_path = [
        mapping(references.follow(each).value) for each in sequence(path_item.get("parameters"))
    ]
    # The last of a name counts.
    for parameter in reversed([*of_path, *given]):
        if (parameter.get("in"), text(parameter.get("name"), 200)) == (place.key, place.name):
            operation["parameters"] = [*own, _with(parameter, added)]
            return


def _with(content: JsonObject, added: Iterable[AddedExample]) -> JsonObject:
    authored = dict(mapping(content.get("examples")))
    if "example" in content:
        # Beside others it needs a name, and this one is not shown.
        authored = {"default": {"value": content["example"]}}
    ours: JsonObject = {}
    for each in added:
        if each.replaces == "example" and "example" in content:
            authored.clear()
        elif each.replaces:
            authored.pop(each.replaces, None)
        title = f"{each.title} ({BY_OWNERS})"
        ours[f"added-{each.number}"] = {"summary": title, "value": each.value}
    kept = {name: value for name, value in content.items() if name != "example"}
    return {**kept, "examples": {**ours, **authored}}
