"""Calls through a gateway that stands in front of the servers which a description names."""

from collections.abc import Container
from dataclasses import dataclass, replace

from openapi.model.operations import Operation
from openapi.model.servers import Server, servers
from openapi.request.message import Request

# In place of a key that nobody can show.
YOUR_KEY = "YOUR_KEY"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where it answers calls of an API, and the header field that its keys go into.

    `added_field` is the header field with which the gateway itself is let in by the API, "" for
    none: callers need not send it.
    """

    url: str
    key_field: str = "X-API-Key"
    added_field: str = ""

    def offered_for(self, operation: Operation) -> Operation:
        """Return the operation with the gateway after its own servers."""
        own = Server(template=self.url, url=self.url, description="through the gateway")
        return _at(operation, [*operation.servers, own])

    def is_chosen(self, operation: Operation, server: int) -> bool:
        """Tell whether this server of an operation of `offered_for` is the gateway."""
        return server == len(operation.servers) - 1

    def only_for(self, operation: Operation) -> Operation:
        """Return the operation with the gateway in place of its servers."""
        return _at(operation, servers([{"url": self.url}]))

    def with_key(self, request: Request, key: str = "") -> Request:
        """Return a request with a key, and without what the gateway adds itself."""
        replaced = {self.key_field.lower(), self.added_field.lower()}
        headers = (*_without(request, replaced), (self.key_field, key or YOUR_KEY))
        login = None if "authorization" in replaced else request.login
        return replace(request, headers=headers, login=login)


def _at(operation: Operation, named: list[Server]) -> Operation:
    return replace(
        operation,
        raw={name: value for name, value in operation.raw.items() if name != "servers"},
        path_item={name: value for name, value in operation.path_item.items() if name != "servers"},
        shared=replace(operation.shared, servers=named),
    )


def _without(request: Request, names: Container[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.headers if name.lower() not in names]
