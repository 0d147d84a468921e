"""The value that is sent for a parameter: an authored example, else one that fits its schema."""

import json
from collections.abc import Iterator
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, text
from openapi.model.parameters import Parameter
from openapi.request.errors import NoRequest
from openapi.request.kinds import ALL, free_text, kinds, kinds_of_value
from openapi.request.names import placeholder
from openapi.request.styles import DELIMITERS, Style, style_of
from openapi.values import NoValue, Work, example, given

LONGEST_JSON = 20_000


def argument(parameter: Parameter, references: References, work: Work | None = None) -> Any:
    """Return the value to send for a parameter: in a path one that is not empty.

    Where any text will do, it is the parameter's name in capitals. Raise `NoRequest` where no
    value can be made.
    """
    for value in _authored(parameter, references):
        if parameter.where != "path" or value not in ("", None, [], {}):
            return value
    length = free_text(parameter.schema, references)
    if length is not None and not parameter.media_type:
        least, most = length
        word = placeholder(parameter.name)
        if least <= len(word) <= most:
            return word
    return made(parameter.schema, references, work=work)


def made(
    schema: object, references: References, hides: str = "", *, work: Work | None = None
) -> Any:
    """Return a value that is valid against a schema; raise `NoRequest` where there is none."""
    try:
        return example(schema, references, hides, work=work)
    except NoValue as error:
        raise NoRequest(error.code, error.params) from error


def style_for(
    raw: JsonObject, where: str, value: object, schema: object, references: References
) -> Style:
    """Return the style that a value is written in.

    A single value where the schema allows objects or lists beside has no form in the styles for
    these: it is sent under its name, the only way there is.
    """
    style = style_of(raw, where)
    if isinstance(value, list | dict) or style.name not in ("deepObject", *DELIMITERS):
        return style
    allowed = kinds(schema, references)
    return Style("form") if allowed != ALL and allowed & {"array", "object"} else style


def fitting(value: object, schema: object, references: References) -> Iterator[Any]:
    """Yield the value if it is of a type that the schema allows, or what its text stands for.

    Many descriptions write the example of an object or list as JSON text.
    """
    allowed = kinds(schema, references)
    if kinds_of_value(value) & allowed:
        yield value
    elif isinstance(value, str):
        if len(value) < LONGEST_JSON and value.lstrip()[:1] in ("{", "["):
            try:
                parsed = json.loads(value)
            except (ValueError, RecursionError):
                return
            if kinds_of_value(parsed) & allowed:
                yield parsed
    elif "string" in allowed and isinstance(value, int | float):
        yield json.dumps(value)


def _authored(parameter: Parameter, references: References) -> Iterator[Any]:
    examples = mapping((parameter.content or parameter.raw).get("examples"))
    for one in given(parameter.raw, references):
        example_object = mapping(references.follow(examples.get(one.name)).value)
        # What is serialized already holds the name too, and how depends on the style.
        if one.address or (not {"value", "dataValue"} & example_object.keys() and one.name):
            continue
        found = list(fitting(one.value, parameter.schema, references))
        yield from found
        if not found and isinstance(one.value, str):
            yield from _read(one.value, parameter, references)


def _read(value: str, parameter: Parameter, references: References) -> Iterator[Any]:
    """Yield a list written as one text, or a number or boolean written as text."""
    allowed = kinds(parameter.schema, references)
    if "array" in allowed:
        delimiter = DELIMITERS.get(parameter.style, ",")
        yield [each.strip() for each in text(value, 2_000).split(delimiter)]
    elif allowed & {"integer", "number", "boolean"}:
        try:
            parsed = json.loads(value[:100])
        except ValueError:
            return
        if kinds_of_value(parsed) & allowed:
            yield parsed
