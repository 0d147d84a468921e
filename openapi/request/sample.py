"""A concrete HTTP request: an operation with a value for each thing that is sent."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.model.operations import MediaType, Operation
from openapi.model.parameters import Parameter
from openapi.model.servers import VARIABLE
from openapi.request.url import base_url
from openapi.values import NoValue, example, first_given, written

_NOT_IN_A_WORD = re.compile(r"[^A-Za-z0-9]+")


@dataclass(slots=True)
class Request:
    """What is sent. Values are JSON values; a query value may be a list or an object."""

    method: str
    base_url: str
    path: str
    path_values: JsonObject = field(default_factory=dict)
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)
    media_type: str = ""
    body: Any = None
    # Form fields whose objects are written as name[property]=value.
    deep: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address with the values of path and query in it."""

        def fill(found: re.Match[str]) -> str:
            value = self.path_values.get(found[1], _placeholder(found[1]))
            return quote(line(value, 200) or _placeholder(found[1]), safe="")

        path = quote(VARIABLE.sub(fill, self.path), safe="/%:@!$&'()*+,;=~?#-._")
        query = f"?{urlencode(self.query)}" if self.query else ""
        return f"{self.base_url}{path}{query}"


def _placeholder(name: str) -> str:
    """Return `USER_ID` for `user-id`."""
    return _NOT_IN_A_WORD.sub("_", name[:60]).strip("_").upper() or "VALUE"


def sample_request(operation: Operation) -> Request:
    """Return a request with examples for all that must be sent, and for the body if there is one.

    A value without an example is its parameter's name in capitals.
    """
    request = Request(operation.method, base_url(operation.servers), operation.path)
    for parameter in operation.parameters:
        if parameter.required:
            _add_parameter(request, parameter, operation.references)
    preferred = operation.body.preferred if operation.body else None
    if preferred:
        _add_body(request, preferred, operation.references)
    return request


def _add_body(request: Request, content: MediaType, references: References) -> None:
    request.media_type = line(content.name, 120)
    request.deep = {
        name
        for name, way in mapping(content.raw.get("encoding")).items()
        if mapping(way).get("style") == "deepObject"
    }
    given = first_given(content.raw, references)
    schema = content.raw.get("schema", True)
    try:
        request.body = given.value if given else example(schema, references, "readOnly")
    except NoValue:
        request.body = None


def _add_parameter(request: Request, parameter: Parameter, references: References) -> None:
    value = _value(parameter, references)
    shown = value if isinstance(value, str) else line(written(value), 300)
    if parameter.where == "path":
        request.path_values[parameter.name] = shown
    elif parameter.where == "header":
        request.headers.append((parameter.name, line(shown, 300)))
    elif parameter.where == "cookie":
        request.cookies.append((parameter.name, line(shown, 300)))
    else:
        request.query += _query_pairs(parameter, value, shown)


def _value(parameter: Parameter, references: References) -> Any:
    if given := first_given(parameter.raw, references):
        return given.value
    try:
        made = example(parameter.schema, references)
    except NoValue:
        return _placeholder(parameter.name)
    return _placeholder(parameter.name) if made in ("string", {}, None) else made


def _query_pairs(parameter: Parameter, value: object, shown: str) -> list[tuple[str, str]]:
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


def _word(value: object) -> str:
    return value if isinstance(value, str) else line(written(value), 200)
