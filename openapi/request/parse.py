"""An incoming request back to the values that it carries, and what is wrong with them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from openapi.common.untrusted import JsonObject, line
from openapi.model.operations import MediaType, Operation
from openapi.model.parameters import Parameter
from openapi.request import media_types
from openapi.request.build import IGNORED_HEADERS
from openapi.request.errors import NoRequest
from openapi.request.faults import Fault, Unreadable
from openapi.request.match import Match, Routes
from openapi.request.media_types import essence
from openapi.request.read_bodies import read_body
from openapi.request.read_parts import Upload
from openapi.request.read_values import (
    Named,
    from_cookies,
    from_header,
    from_json,
    from_path,
    from_query,
    query_pairs,
)
from openapi.request.styles import Pairs, style_of
from openapi.schema.check import refusals

MOST_COOKIES = 200


@dataclass(slots=True)
class Parsed:
    """The values that were sent, by the parameters' names; what was not sent is absent.

    A `querystring` parameter (3.2) stands in `query` by its name. `body` is None without one.
    """

    path: JsonObject = field(default_factory=dict)
    query: JsonObject = field(default_factory=dict)
    headers: JsonObject = field(default_factory=dict)
    cookies: JsonObject = field(default_factory=dict)
    body: Any = None
    faults: list[Fault] = field(default_factory=list)


def parse(
    operation: Operation,
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    path_values: Mapping[str, str] | None = None,
) -> Parsed:
    """Return the values of a request for an operation, checked against their schemas.

    `url` may be absolute, or a path with its query. `path_values` are what `Routes.match` found;
    without them the path is matched here. Nothing is raised for what was sent: it is in `faults`.
    """
    parts = urlsplit(url)
    if path_values is None:
        found = Routes([(method, operation.path, None)], operation.servers).match(
            method, parts.path, parts.query
        )
        path_values = found.values if isinstance(found, Match) else {}
    sent = _Sent(operation, path_values, parts.query, list(headers))
    parsed = Parsed()
    into = {
        "path": parsed.path,
        "query": parsed.query,
        "querystring": parsed.query,
        "header": parsed.headers,
        "cookie": parsed.cookies,
    }
    for parameter in operation.parameters:
        if parameter.where == "header" and parameter.name.lower() in IGNORED_HEADERS:
            continue
        parsed.faults += _add(parameter, sent, into[parameter.where], operation)
    parsed.body, faults = _body(operation, body, sent.header("Content-Type"))
    parsed.faults += faults
    return parsed


def _add(
    parameter: Parameter, sent: "_Sent", into: JsonObject, operation: Operation
) -> list[Fault]:
    place = "query" if parameter.where == "querystring" else parameter.where
    try:
        value = sent.value(parameter)
    except KeyError:
        if not parameter.required:
            return []
        return [
            Fault("parameter_missing", {"name": line(parameter.name, 80)}, place, parameter.name)
        ]
    except Unreadable as error:
        return [error.fault(place, parameter.name)]
    into[parameter.name] = value
    return _refused(value, parameter.schema, operation, place, parameter.name)


class _Sent:
    """The texts of a request, to be read by parameter."""

    def __init__(
        self,
        operation: Operation,
        path_values: Mapping[str, str],
        query: str,
        headers: list[tuple[str, str]],
    ) -> None:
        self._operation = operation
        self._path = path_values
        self._raw_query = query
        self._query = query_pairs(query)
        self._headers: dict[str, str] = {}
        for name, value in headers:
            key = name.lower()
            joint = "; " if key == "cookie" else ", "
            self._headers[key] = (
                f"{self._headers[key]}{joint}{value}" if key in self._headers else value
            )
        self._cookies = _cookies(self._headers.get("cookie", ""))

    def header(self, name: str) -> str:
        return self._headers.get(name.lower(), "")

    def value(self, parameter: Parameter) -> Any:
        """Return the value of a parameter; raise KeyError where it was not sent."""
        read: dict[str, Callable[[Parameter], Any]] = {
            "path": self._path_value,
            "query": self._query_value,
            "querystring": self._whole_query,
            "header": self._header_value,
            "cookie": self._cookie_value,
        }
        return read[parameter.where](parameter)

    def _named(self, parameter: Parameter) -> Named:
        try:
            style = style_of(parameter.raw, parameter.where)
        except NoRequest as error:
            raise Unreadable(error.code, error.params) from None
        return Named(parameter.name, parameter.schema, style)

    def _path_value(self, parameter: Parameter) -> Any:
        raw = self._path[parameter.name]
        if parameter.media_type:
            return self._content(parameter, unquote(raw))
        return from_path(raw, self._named(parameter), self._operation.references)

    def _query_value(self, parameter: Parameter) -> Any:
        if parameter.media_type:
            return self._content(parameter, unquote_plus(_last(self._query, parameter.name)))
        others = self._others(parameter)
        return from_query(self._named(parameter), self._query, others, self._operation.references)

    def _whole_query(self, parameter: Parameter) -> Any:
        if not self._raw_query:
            raise KeyError(parameter.name)
        if essence(parameter.media_type) == media_types.FORM:
            return self._content(parameter, self._raw_query)
        return self._content(parameter, unquote(self._raw_query))

    def _header_value(self, parameter: Parameter) -> Any:
        raw = self._headers[parameter.name.lower()]
        if parameter.media_type:
            return self._content(parameter, raw)
        return from_header(raw, self._named(parameter), self._operation.references)

    def _cookie_value(self, parameter: Parameter) -> Any:
        if parameter.media_type:
            return self._content(parameter, unquote(_last(self._cookies, parameter.name)))
        return from_cookies(
            self._named(parameter),
            self._cookies,
            self._others(parameter),
            self._operation.references,
        )

    def _others(self, parameter: Parameter) -> list[str]:
        return [
            each.name
            for each in self._operation.parameters
            if each.where == parameter.where and each.name != parameter.name
        ]

    def _content(self, parameter: Parameter, text: str) -> Any:
        if media_types.is_json(parameter.media_type):
            return from_json(text)
        content = MediaType(parameter.media_type, parameter.schema, parameter.content)
        return read_body(text.encode(), content, content.name, self._operation.references)


def _last(pairs: Pairs, name: str) -> str:
    found = [value for each, value in pairs if each == name]
    if not found:
        raise KeyError(name)
    return found[-1]


def _cookies(header: str) -> Pairs:
    pairs = [each.strip().partition("=") for each in header.split(";")[:MOST_COOKIES]]
    return [(name, value) for name, mark, value in pairs if mark]


def _body(operation: Operation, body: bytes, content_type: str) -> tuple[Any, list[Fault]]:
    described = operation.body
    if described is None:
        return None, []
    if not body and not content_type:
        return None, [Fault("body_missing")] if described.required else []
    contents = described.contents
    content = _content_for(content_type, contents)
    if content is None:
        types = [line(each.name, 80) for each in contents[:10]]
        given = line(content_type, 80) or "?"
        return None, [Fault("body_media_type", {"media_type": given, "types": types or ["?"]})]
    try:
        value = read_body(body, content, content_type or content.name, operation.references)
    except Unreadable as error:
        return None, [error.fault("body")]
    if isinstance(value, bytes) or (isinstance(value, str) and not _is_plain(content_type)):
        # Nothing says how a schema counts for XML, YAML and the like as one text.
        return value, []
    return value, _refused(_checkable(value), content.schema, operation, "body")


def _refused(
    value: object, schema: object, operation: Operation, place: str, name: str = ""
) -> list[Fault]:
    found = refusals(value, schema, operation.references, hides="readOnly")
    return [Fault("value_refused", each.params, place, name, each.pointer) for each in found]


def _is_plain(content_type: str) -> bool:
    return media_types.is_json(content_type) or essence(content_type) in ("", "text/plain")


def _content_for(content_type: str, contents: list[MediaType]) -> MediaType | None:
    """Return what is described for a media type: itself before ranges (RFC 9110, 12.5.1)."""
    if not content_type and len(contents) == 1:
        return contents[0]
    sent = essence(content_type)
    kind = sent.partition("/")[0]
    for wanted in (sent, f"{kind}/*", "*/*"):
        for content in contents:
            if essence(content.name) == wanted:
                return content
    return None


def _checkable(value: Any) -> Any:
    """Return the value with files as empty text, the only JSON there is for them."""
    if isinstance(value, Upload):
        return ""
    if isinstance(value, list):
        return [_checkable(each) for each in value]
    if isinstance(value, dict):
        return {name: _checkable(each) for name, each in value.items()}
    return value
