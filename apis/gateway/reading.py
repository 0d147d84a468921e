"""A WSGI request as a `Call`, with nothing of it decoded, and its framing checked."""

import uuid
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.template.defaultfilters import filesizeformat

from apis.gateway.errors import BodyBroken, NotForwarded
from apis.gateway.messages import Body, Call, Fields, first_of, tokens_of, values_of
from portal.errors import BadInput, Missing, TooLarge
from portal.web.charsets import ORIGINAL_CONTENT_TYPE
from portal.web.raw_requests import FIELDS, PATH_SAFE, REQUEST_ID

MOUNT = "gateway"
MOST_LENGTH_DIGITS = 18


def read_call(request: HttpRequest) -> Call:
    """Return what a request asks of an API.

    Raise `Missing` where its path names no API and version, BadInput for a framing that is not
    that of HTTP, `TooLarge`, and NotForwarded for an upgrade or an expectation.
    """
    environ = request.META
    # First: what is refused below has an id, too.
    request_id = str(environ.setdefault(REQUEST_ID, str(uuid.uuid4())))
    fields = _fields(environ)
    length = _length(environ, fields)
    _refuse_switches(fields)
    api, version, path, query = _split(_target(environ))
    return Call(
        method=str(environ["REQUEST_METHOD"]),
        api=api,
        version=version,
        path=path,
        query=query,
        fields=fields,
        body=_LimitedBody(environ, length),
        length=length,
        client=str(environ.get("REMOTE_ADDR", "")),
        scheme=str(environ.get("wsgi.url_scheme", "http")),
        host=_host(
            environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS), settings.PORTAL_URL
        ),
        request_id=request_id,
    )


def _target(environ: dict[str, Any]) -> str:
    """Return path and query as they were sent; where the server has kept only the decoded path,
    with what it stands for escaped again."""
    raw = environ.get("REQUEST_URI")
    if raw is None:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        raw = quote(path.encode("latin-1"), safe=PATH_SAFE) + (f"?{query}" if query else "")
    # Behind a stage all paths begin with it.
    return str(raw).removeprefix(str(environ.get("SCRIPT_NAME", "")))


def _split(target: str) -> tuple[str, str, str, str]:
    """Return API, version, what follows it, and the query.

    `%2F` never ends a name (RFC 3986, 2.2).
    """
    path, _, query = target.partition("?")
    segments = path.split("/", 4)
    if len(segments) < 4 or segments[0] or unquote(segments[1]) != MOUNT:
        raise Missing("not_found")
    rest = f"/{segments[4]}" if len(segments) == 5 else ""
    try:
        api, version = (unquote(each, errors="strict") for each in segments[2:4])
    except UnicodeError:
        raise Missing("not_found") from None
    if not api or not version:
        raise Missing("not_found")
    return api, version, rest, query


def _fields(environ: dict[str, Any]) -> Fields:
    """Return the header fields: as the server in front took them, or made again from the environ,
    which has joined those of one name."""
    kept = environ.get(FIELDS)
    if kept is not None:
        return [(name, value) for name, value in kept if "_" not in name]
    return list(_fields_of_environ(environ))


def _fields_of_environ(environ: dict[str, Any]) -> Iterator[tuple[str, str]]:
    content_type = environ.get(ORIGINAL_CONTENT_TYPE) or environ.get("CONTENT_TYPE")
    if content_type:
        yield "Content-Type", content_type
    if environ.get("CONTENT_LENGTH"):
        yield "Content-Length", environ["CONTENT_LENGTH"]
    for name, value in environ.items():
        if name.startswith("HTTP_") and name not in ("HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"):
            yield name.removeprefix("HTTP_").replace("_", "-").title(), str(value)


def _length(environ: dict[str, Any], fields: Fields) -> int | None:
    """Return how long the body is; None for a chunked one and where none was announced.

    Servers in front check that as well, but not all: a Lambda event has been through none.
    RFC 9112, 6.1 and 6.3.
    """
    lengths, codings = values_of(fields, "content-length"), values_of(fields, "transfer-encoding")
    if codings:
        # Without a server that says so, the end of a chunked body is not known (PEP 3333).
        if lengths or [each.lower() for each in codings] != ["chunked"]:
            raise BadInput("bad_framing")
        if not environ.get("wsgi.input_terminated"):
            raise BadInput("bad_framing")
        return None
    if not lengths:
        return None
    (length, *others) = lengths
    if others or not (length.isascii() and length.isdigit() and len(length) <= MOST_LENGTH_DIGITS):
        raise BadInput("bad_framing")
    if int(length) > settings.GATEWAY_BODY_MAX_BYTES:
        raise _too_large()
    return int(length)


def _refuse_switches(fields: Fields) -> None:
    # Other protocols than that may be ignored: the call is then answered by HTTP (RFC 9110, 7.8).
    if "websocket" in tokens_of(fields, "upgrade"):
        raise NotForwarded("upgrade_not_passed", 501)
    expected = first_of(fields, "expect")
    if expected is not None and expected.lower() != "100-continue":
        raise NotForwarded("expectation_not_met", 417)


@lru_cache(maxsize=256)
def _host(called: str, allowed: tuple[str, ...], portal_url: str) -> str:
    """Return what the client called, the portal's own name where it is none of the portal's."""
    domain, _ = split_domain_port(called)
    return called if domain and validate_host(domain, allowed) else urlsplit(portal_url).netloc


def _too_large() -> TooLarge:
    limit = filesizeformat(settings.GATEWAY_BODY_MAX_BYTES)
    return TooLarge("body_too_large", params={"limit": limit})


class _LimitedBody:
    """The client's body, to the length it announced, or to the limit where it is chunked."""

    def __init__(self, environ: dict[str, Any], length: int | None) -> None:
        self._input: Body = environ["wsgi.input"]
        self._is_chunked = length is None and bool(environ.get("wsgi.input_terminated"))
        self._left = int(settings.GATEWAY_BODY_MAX_BYTES) if self._is_chunked else length or 0

    def read(self, size: int = -1, /) -> bytes:
        """Raise BodyBroken where the client broke off, `TooLarge` past the limit."""
        # One byte more than may come tells an end from a limit.
        most = self._left + 1 if self._is_chunked else self._left
        wanted = most if size < 0 else min(size, most)
        if wanted <= 0:
            return b""
        try:
            data = self._input.read(wanted)
        except OSError as error:
            raise BodyBroken("body_cut_off") from error
        if len(data) > self._left:
            raise _too_large()
        self._left -= len(data)
        return data
