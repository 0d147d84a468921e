"""The address of a request: a server's URL, the path, and the query, joined."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from openapi.model.servers import VARIABLE, Server
from openapi.request.errors import NoRequest
from openapi.request.names import placeholder

LONGEST_URL = 8_000
# Where no server can be called, or only a path of one is known.
UNKNOWN_HOST = "https://HOST"
_HTTP = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
_NOT_IN_A_HOST = re.compile(r"[\s<>\"\\^`|{}]")
# RFC 3986, 3.3 and 3.4: what a path or query may hold as it stands. "%" is for what is encoded.
_IN_PATH = "/:@!$&'()*+,;=~"
_IN_QUERY = "/?:@!$&'()*+,;=~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def base_url(
    servers: Sequence[Server],
    chosen: int = 0,
    values: Mapping[str, str] | None = None,
) -> str:
    """Return the URL that `join` appends paths to.

    `values` are those of the server's variables; one without a value becomes a placeholder. What
    is relative still, since nobody knows where the description was read from, follows
    `https://HOST`.
    """
    url = ""
    if servers:
        server = servers[chosen if 0 <= chosen < len(servers) else 0]
        url = server.filled(values or {})
    url = VARIABLE.sub(lambda found: placeholder(found[1]), url).partition("#")[0]
    if url.startswith("//"):
        url = f"https:{url}"
    origin = _HTTP.match(url)
    if origin and not _NOT_IN_A_HOST.search(origin[0]):
        return origin[0] + _encoded(url[origin.end() :])
    if url.startswith(("/", ".")):
        return f"{UNKNOWN_HOST}/{_encoded(url.lstrip('./'))}"
    return UNKNOWN_HOST


def _encoded(text: str) -> str:
    """Return the path and query of a server's URL, which may hold variables as people write them,
    with what no URL holds percent-encoded."""
    return _STRAY_PERCENT.sub("%25", quote(text, safe=f"{_IN_PATH}?%[]-._"))


def join(base: str, path: str, query: Sequence[tuple[str, str]]) -> str:
    """Return the URL of a request; all but `base` is percent-encoded.

    A query in the path or in the base comes first, and a fragment is not sent, but for that of
    Amazon's descriptions, which tell operations of one path apart by `/#Action=…`.
    """
    path, _, fragment = path.partition("#")
    base, _, base_query = base.partition("?")
    path, _, path_query = path.partition("?")
    fragment = "&".join(pair for pair in fragment.split("&") if "=" in pair)
    names = {name for name, _ in query}
    given = [
        pair
        for pair in "&".join((base_query, path_query, fragment)).split("&")
        if pair and pair.partition("=")[0] not in names
    ]
    pairs = [*given, *(f"{name}={value}" if name else value for name, value in query)]
    slash = "" if path.startswith("/") or not path else "/"
    url = base.rstrip("/") + slash + path + (f"?{'&'.join(pairs)}" if pairs else "")
    if len(url) > LONGEST_URL:
        raise NoRequest("request_too_large")
    return url


def literal(text: str) -> str:
    """Return the part of a path between template expressions, percent-encoded where it is not."""
    path, mark, query = text.partition("?")
    path, query = _STRAY_PERCENT.sub("%25", path), _STRAY_PERCENT.sub("%25", query)
    return quote(path, safe=_IN_PATH + "%#") + mark + quote(query, safe=_IN_QUERY + "%#")
