"""An operation: what a caller may send and gets back, with references followed.

What stands at the path counts for its operations unless they say otherwise, and what stands at
the description for both. Nothing here raises because of a description: a part of the wrong type
reads as absent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, text
from openapi.model.outline import methods, path_level
from openapi.model.parameters import Parameter, headers, parameters
from openapi.model.security import Access, Scheme, access
from openapi.model.servers import Server, servers

LONGEST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True)
class Shared:
    """What a description says once for all its operations."""

    servers: list[Server] = field(default_factory=list)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    # The security requirements as given, None where there are none.
    security: Any = None


@dataclass(frozen=True, slots=True)
class MediaType:
    """One form of a body. `schema` is `True` where none is given.

    `is_stream`: items follow each other, and the schema is that of their list (3.2).
    """

    name: str
    schema: Any = field(repr=False)
    raw: JsonObject = field(repr=False)

    @property
    def is_stream(self) -> bool:
        return "itemSchema" in self.raw


@dataclass(frozen=True, slots=True)
class Body:
    raw: JsonObject = field(repr=False)
    references: References = field(default_factory=References, repr=False)

    @property
    def description(self) -> str:
        return text(self.raw.get("description"), LONGEST_TEXT)

    @property
    def required(self) -> bool:
        return self.raw.get("required") is True

    @property
    def contents(self) -> list[MediaType]:
        """By media type, in the description's order."""
        given = mapping(self.raw.get("content")).items()
        found = [(name, self.references.described(content)) for name, content in given]
        return [MediaType(name, _schema_of(content), content) for name, content in found]

    @property
    def preferred(self) -> MediaType | None:
        """JSON where it is accepted, else the first media type."""
        return min(self.contents, key=_preference, default=None)


def _preference(content: MediaType) -> int:
    """Return how far a form stands behind JSON: a patch of any object may be an object (RFC 7396),
    while operations on it (RFC 6902) and lines of JSON are written in ways of their own."""
    name = content.name.partition(";")[0].strip().lower()
    if name == "application/json":
        return 0
    if name == "application/json-patch+json":
        return 2
    return 1 if name.endswith(("+json", "/json")) else 3


@dataclass(frozen=True, slots=True)
class Link:
    """What may be called next with values of a response. `values` are by parameter.

    `body` is None where none is sent; `server` is where to, where it is not the API's.
    """

    name: str
    operation_id: str
    operation_ref: str
    description: str
    values: JsonObject
    body: Any = None
    server: Server | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """`status` as given: "200", "4XX" or "default"; `summary` is 3.2's."""

    status: str
    summary: str
    body: Body
    headers: list[Parameter]
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Callback:
    """A request that the API sends. `expression` says where to.

    `about` is what its reference says of it. `nested` are the names of callbacks that it has
    itself, which are not read.
    """

    name: str
    expression: str
    operation: "Operation"
    about: str = ""
    nested: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Operation:
    """`raw` and `path_item` are the operation and what stands beside it at its path.

    `path` is the webhook's name for a webhook and "" for a callback's operation. Both are sent by
    the API, and answered by its caller.
    """

    method: str
    path: str
    raw: JsonObject = field(repr=False)
    path_item: JsonObject = field(repr=False)
    references: References = field(default_factory=References, repr=False)
    shared: Shared = field(default_factory=Shared, repr=False)
    is_sent_by_api: bool = False

    @property
    def hidden_in_request(self) -> str:
        """Which properties the request's body does not hold: "readOnly" ones where a caller sends
        it, "writeOnly" ones where the API does (OpenAPI 3.1.1, 4.8.24; 3.0.4, 4.7.24.2)."""
        return "writeOnly" if self.is_sent_by_api else "readOnly"

    @property
    def hidden_in_response(self) -> str:
        return "readOnly" if self.is_sent_by_api else "writeOnly"

    @property
    def summary(self) -> str:
        return self._text("summary")

    @property
    def description(self) -> str:
        return self._text("description")

    @cached_property
    def parameters(self) -> list[Parameter]:
        """Those of the path merged in; required ones come first."""
        return parameters(self.raw, self.path_item, self.references)

    @cached_property
    def body(self) -> Body | None:
        raw = self.references.described(self.raw.get("requestBody"))
        return Body(raw, self.references) if raw else None

    @cached_property
    def responses(self) -> list[Response]:
        return [
            _response(line(status, 20), self.references.described(raw), self.references)
            for status, raw in mapping(self.raw.get("responses")).items()
            if not status.startswith("x-")
        ]

    @cached_property
    def callbacks(self) -> list[Callback]:
        """One level deep."""
        return list(_callbacks(self.raw, self.references, self.shared))

    @cached_property
    def own_servers(self) -> list[Server]:
        """Those that the operation or its path names."""
        return servers(self.raw.get("servers")) or servers(self.path_item.get("servers"))

    @property
    def servers(self) -> list[Server]:
        return self.own_servers or self.shared.servers

    @cached_property
    def access(self) -> Access:
        """What a caller must send to be let in."""
        required = self.raw.get("security", self.shared.security)
        return access(required, self.shared.schemes)

    def _text(self, name: str) -> str:
        return text(self.raw.get(name) or self.path_item.get(name), LONGEST_TEXT).strip()


def operation(
    value: object,
    references: References,
    *,
    method: str = "",
    path: str = "",
    shared: Shared | None = None,
    is_sent_by_api: bool = False,
) -> Operation:
    """Return the operation of a stored segment: `{"operation": …, "path": …}`."""
    raw = mapping(mapping(value).get("operation"))
    path_item = mapping(mapping(value).get("path"))
    return Operation(method, path, raw, path_item, references, shared or Shared(), is_sent_by_api)


def _response(status: str, raw: JsonObject, references: References) -> Response:
    links = [
        _link(name, references.described(link)) for name, link in mapping(raw.get("links")).items()
    ]
    summary = line(raw.get("summary"), 300)
    return Response(status, summary, Body(raw, references), headers(raw, references), links)


def _link(name: str, raw: JsonObject) -> Link:
    return Link(
        name=line(name, 80),
        operation_id=line(raw.get("operationId"), 400),
        operation_ref=line(raw.get("operationRef"), 2_000),
        description=text(raw.get("description"), 4_000),
        values=mapping(raw.get("parameters")),
        body=raw.get("requestBody"),
        server=next(iter(servers([raw.get("server")])), None),
    )


def _callbacks(raw: JsonObject, references: References, shared: Shared) -> Iterator[Callback]:
    # What the API calls is no part of the API: only the schemes that it names are the same.
    schemes = Shared(schemes=shared.schemes)
    for name, given in mapping(raw.get("callbacks")).items():
        described = references.described(given)
        about = text(described.get("description"), LONGEST_TEXT)
        for expression, own in described.items():
            if expression.startswith("x-"):
                continue
            # What stands beside a reference to a path item counts too, and first.
            item = references.described(own) | mapping(own)
            for method, below in methods(item):
                kept = {key: value for key, value in below.items() if key != "callbacks"}
                operation = Operation(
                    method, "", kept, path_level(item), references, schemes, is_sent_by_api=True
                )
                nested = [line(each, 80) for each in mapping(below.get("callbacks"))]
                yield Callback(name, expression, operation, about, nested)


def _schema_of(content: JsonObject) -> Any:
    """Return the schema of a media type; `itemSchema` (3.2) is that of each item of a stream."""
    if "itemSchema" not in content:
        return content.get("schema", True)
    stream = {"type": "array", "items": content["itemSchema"]}
    return {"allOf": [content["schema"], stream]} if "schema" in content else stream
