"""One concrete HTTP request, as every sample, try-it, test and gateway call sends it.

Whatever differs by style, type or media type is settled here: `url` is percent-encoded, headers
and cookies are text, and a body says how it is sent. So a language only spells it.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class File:
    """A file that the caller has to choose; `name` is a placeholder such as "photo.png"."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body. `media_type` is "" where the client's default is right."""

    name: str
    value: str | File
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON value; `media_type` is application/json or any other JSON type."""

    value: Any
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class TextBody:
    """Text sent as it is: XML, plain text, JSON Lines, or anything else written as text."""

    text: str
    media_type: str


@dataclass(frozen=True, slots=True)
class FormBody:
    """application/x-www-form-urlencoded: names and values in order, not yet percent-encoded."""

    fields: tuple[tuple[str, str], ...]
    media_type: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """The client writes boundaries and Content-Type itself, unless `media_type` is another one
    than multipart/form-data."""

    parts: tuple[Part, ...]
    media_type: str = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class FileBody:
    """The bytes of a file."""

    file: File
    media_type: str


Body: TypeAlias = JsonBody | TextBody | FormBody | MultipartBody | FileBody


@dataclass(frozen=True, slots=True)
class Login:
    """User name and password; `digest` is RFC 7616, else Basic (RFC 7617)."""

    user: str
    password: str
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """`method` is in capitals. `headers` hold neither Content-Type (the body says it), nor Cookie,
    nor the Authorization of `login`. `client_certificate`: mutual TLS is asked for."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    login: Login | None = None
    client_certificate: bool = False
