"""Parameters and headers, those of an operation merged over those of its path."""

from dataclasses import dataclass, field
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, sequence, text

# "querystring" (3.2) is one value for the whole query.
PLACES = ("path", "query", "querystring", "header", "cookie")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, or a response's header. `where` is one of `PLACES`.

    `schema` is that of its value (`True` where none is given). Where the parameter has `content`
    instead of a style, `media_type` is what the value is written as ("" otherwise), and `content`
    what is said about it.
    """

    name: str
    where: str
    required: bool
    schema: Any = field(repr=False)
    media_type: str = ""
    raw: JsonObject = field(default_factory=dict, repr=False)
    content: JsonObject = field(default_factory=dict, repr=False)

    @property
    def description(self) -> str:
        return text(self.raw.get("description"))

    @property
    def style(self) -> str:
        """The style as given, "" where it is the default of the place."""
        return line(self.raw.get("style"))


def parameters(
    operation: JsonObject, path_item: JsonObject, references: References
) -> list[Parameter]:
    """Return the operation's parameters over those of its path; required ones come first."""
    merged: dict[tuple[str, str], Parameter] = {}
    for given in [*sequence(path_item.get("parameters")), *sequence(operation.get("parameters"))]:
        raw = references.described(given)
        if name := text(raw.get("name"), 200):
            where = line(raw.get("in"))
            where = where if where in PLACES else "query"
            merged[where, name] = _parameter(name, where, raw, references)
    return sorted(merged.values(), key=lambda parameter: not parameter.required)


def headers(response: JsonObject, references: References) -> list[Parameter]:
    """Return the headers of a response."""
    given = mapping(response.get("headers"))
    return [
        _parameter(name, "header", references.described(raw), references)
        for name, raw in given.items()
    ]


def _parameter(name: str, where: str, raw: JsonObject, references: References) -> Parameter:
    media_type, given = next(iter(mapping(raw.get("content")).items()), ("", None))
    content = mapping(references.follow(given).value)
    return Parameter(
        name=name,
        where=where,
        required=raw.get("required") is True or where == "path",
        schema=raw.get("schema", content.get("schema", True)),
        media_type=line(media_type, 80),
        raw=raw,
        content=content,
    )
