"""Parameters and response headers, as schemas in the tree and as values of a sample call."""

from dataclasses import dataclass, field
from typing import Any

from docs.reference import samples
from docs.reference.curl import Call, placeholder
from docs.reference.refs import Refs
from docs.reference.shapes import line, mapping, sequence, text
from docs.reference.tree import Child

STYLES = {
    "spaceDelimited": "values separated by spaces",
    "pipeDelimited": "values separated by |",
    "deepObject": "written as name[property]=value",
    "matrix": "written as ;name=value",
    "label": "written as .value",
}


@dataclass(slots=True)
class Parameter:
    name: str
    where: str
    child: Child
    raw: dict[str, Any] = field(repr=False)
    schema: Any = True


def parameters(operation: dict[str, Any], path: dict[str, Any], refs: Refs) -> list[Parameter]:
    """The operation's parameters over those of its path; required ones first in each place."""
    merged: dict[tuple[str, str], Parameter] = {}
    for raw in [*sequence(path.get("parameters")), *sequence(operation.get("parameters"))]:
        parameter = _parameter(mapping(refs.follow(raw).value), refs)
        if parameter:
            merged[parameter.where, parameter.name] = parameter
    return sorted(merged.values(), key=lambda parameter: not parameter.child.required)


def _parameter(raw: dict[str, Any], refs: Refs) -> Parameter | None:
    name, where = text(raw.get("name"), 200), line(raw.get("in"))
    if not name:
        return None
    # "querystring" (3.2) is one value for the whole query.
    where = where if where in ("path", "query", "header", "cookie") else "query"
    required = raw.get("required") is True or where == "path"
    schema = _schema(raw)
    child = Child(name, _described(raw, schema, refs), name=name, required=required)
    return Parameter(name, where, child, raw, schema)


def _schema(raw: dict[str, Any]) -> Any:
    content = next(iter(mapping(raw.get("content")).values()), None)
    return raw.get("schema", mapping(content).get("schema", True))


def _described(raw: dict[str, Any], schema: Any, refs: Refs) -> dict[str, Any]:
    """The schema with what its parameter or header says about it."""
    about = text(raw.get("description"))
    notes = [STYLES[style]] if (style := line(raw.get("style"))) in STYLES else []
    if raw.get("explode") is False and _explode_matters(raw):
        notes.append("one value, its parts separated by commas")
    if media_type := next(iter(mapping(raw.get("content"))), ""):
        notes.append(f"sent as {line(media_type, 80)}")
    if raw.get("allowEmptyValue") is True:
        notes.append("may be empty")
    found: dict[str, Any] = {"allOf": [schema]}
    if about or notes:
        told = "; ".join(notes)
        sentence = f"{told[:1].upper()}{told[1:]}." if told else ""
        found["description"] = f"{about}\n\n{sentence}".strip()
    if "deprecated" in raw:
        found["deprecated"] = raw["deprecated"]
    if given := samples.first_given(raw, refs):
        found["example"] = given.value
    return found


def _explode_matters(raw: dict[str, Any]) -> bool:
    """Whether "explode: false" changes anything: for lists and objects in the form style only."""
    listed = mapping(raw.get("schema")).get("type") in ("array", "object")
    return listed and line(raw.get("style"), 40) in ("", "form")


def header_children(response: dict[str, Any], refs: Refs) -> list[Child]:
    found = []
    for name, given in mapping(response.get("headers")).items():
        raw = mapping(refs.follow(given).value)
        schema = _described(raw, _schema(raw), refs)
        required = raw.get("required") is True
        found.append(Child(name, schema, name=text(name, 200), required=required))
    return found


def call_values(call: Call, sent: list[Parameter], refs: Refs) -> None:
    """Put a value for each parameter into the call: its example, or its name in capitals."""
    for parameter in sent:
        value = _value(parameter, refs)
        shown = value if isinstance(value, str) else line(samples.written(value), 300)
        if parameter.where == "path":
            call.path_values[parameter.name] = shown
        elif parameter.where == "header":
            call.headers.append((parameter.name, line(shown, 300)))
        elif parameter.where == "cookie":
            call.cookies.append((parameter.name, line(shown, 300)))
        else:
            call.query += _query_pairs(parameter, value, shown)


def _value(parameter: Parameter, refs: Refs) -> Any:
    if given := samples.first_given(parameter.raw, refs):
        return given.value
    made = samples.make(parameter.schema, refs)
    return placeholder(parameter.name) if made in ("string", {}, None) else made


def _query_pairs(parameter: Parameter, value: Any, shown: str) -> list[tuple[str, str]]:
    if isinstance(value, list):
        if parameter.raw.get("explode") is False:
            return [(parameter.name, ",".join(_word(each) for each in value[:5]))]
        return [(parameter.name, _word(each)) for each in value[:5]]
    if isinstance(value, dict) and "content" not in parameter.raw:
        deep = parameter.raw.get("style") == "deepObject"
        return [
            (f"{parameter.name}[{line(key, 80)}]" if deep else line(key, 80), _word(each))
            for key, each in list(value.items())[:8]
        ]
    return [(parameter.name, shown)]


def _word(value: Any) -> str:
    return value if isinstance(value, str) else line(samples.written(value), 200)
