"""A call as the gateway got it, and an answer as the gateway gives it.

Names and values of header fields are `str` in Latin-1, as WSGI has them (PEP 3333); their order is
kept, and a name may come twice. Names are compared without case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

Fields = list[tuple[str, str]]


class Body(Protocol):
    """What a client sends after the header fields, read once."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(slots=True, kw_only=True)
class Call:
    """What a client asks of an API's version.

    `path` is what follows the version, "" or with its first slash, and `query` what follows the
    "?", both percent-encoded exactly as they came. `length` is None where no Content-Length came:
    of a call without a body, and of a chunked one, which `body` gives without the chunks.
    """

    method: str
    api: str
    version: str
    path: str
    query: str
    fields: Fields
    body: Body
    length: int | None = None
    # The address of the client's connection, what it called (`https`, "portal.example"), and the
    # id under which logs, records and the upstream know this call.
    client: str = ""
    scheme: str = "http"
    host: str = ""
    request_id: str = ""


@dataclass(slots=True, kw_only=True)
class Answer:
    """What goes back; `body` is sent piece by piece, and closed where it has a `close`."""

    status: int
    fields: Fields = field(default_factory=list)
    body: Iterable[bytes] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """Where a call goes: the base URL as its owner wrote it, and how long all of it may take.

    `fields` are set on what is sent after everything of the client's was dealt with: credentials of
    the API's owner, for example. `place` is the gateway's path that stands for the base URL
    ("/gateway/pets/v1", behind the stage's path where there is one), which takes its place in
    answers that name addresses.
    """

    base_url: str
    place: str
    timeout_seconds: float = 20
    fields: tuple[tuple[str, str], ...] = ()


def values_of(fields: Fields, name: str) -> list[str]:
    """Return the values of every field of this name, in their order."""
    wanted = name.lower()
    return [value for found, value in fields if found.lower() == wanted]


def first_of(fields: Fields, name: str) -> str | None:
    return next(iter(values_of(fields, name)), None)


def without(fields: Fields, *names: str) -> Fields:
    """Return the fields but for those of these names."""
    dropped = {name.lower() for name in names}
    return [(name, value) for name, value in fields if name.lower() not in dropped]


def tokens_of(fields: Fields, name: str) -> Iterator[str]:
    """Yield the members of a field that is a list of tokens, in lower case (RFC 9110, 5.6.1)."""
    for value in values_of(fields, name):
        yield from filter(None, (each.strip().lower() for each in value.split(",")))
