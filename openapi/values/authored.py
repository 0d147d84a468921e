"""The examples that a description gives for a body, parameter or header."""

import json
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, text

MOST_GIVEN = 50
# Where 3.0, 3.1 and 3.2 keep the value of an Example Object.
VALUES = ("value", "dataValue", "serializedValue")


@dataclass(frozen=True, slots=True)
class Given:
    """An example of the description's own; its value stands there, or is kept at an address.

    `title` is its summary, or its name where that says something.
    """

    title: str
    value: Any = None
    address: str = ""
    name: str = ""
    description: str = ""


def written(value: object, media_type: str = "application/json") -> str:
    """Return a value as it is sent: text as it is, anything else as indented JSON."""
    if isinstance(value, str) and "json" not in media_type:
        return text(value, 1_000_000)
    return text(json.dumps(value, indent=2, ensure_ascii=False), 1_000_000)


def given(content: JsonObject, references: References) -> list[Given]:
    """Return the examples of a media type, parameter or header, at most 50.

    Those of a parameter that has `content` stand in its media type.
    """
    if "example" in content:
        return [Given("", content["example"])]
    found = []
    for name, raw in list(mapping(content.get("examples")).items())[:MOST_GIVEN]:
        own, target = mapping(raw), mapping(references.follow(raw).value)
        # A Reference Object's summary and description override those of its target (3.1, 4.8.23).
        summary = line(own.get("summary", target.get("summary")), 80)
        about = text(own.get("description", target.get("description")), 4_000)
        # A name that everybody's generator gives says nothing.
        title = summary or ("" if name == "default" else line(name, 80))
        value = next((target[key] for key in VALUES if key in target), None)
        if any(key in target for key in VALUES):
            found.append(Given(title, value, "", name, about))
        elif isinstance(target.get("externalValue"), str):
            found.append(Given(title, None, target["externalValue"], name, about))
    for below in list(mapping(content.get("content")).values())[:1]:
        if not found:
            return given(mapping(below), references)
    return found


def first_given(content: JsonObject, references: References) -> Given | None:
    """Return the first example whose value stands in the description, None where there is none."""
    return next((each for each in given(content, references) if not each.address), None)
