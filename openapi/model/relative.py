"""Relative URLs of a description, made absolute by the address it was read from.

Servers and links to documentation are relative to the document, the URLs of sign-in to the first
server; where no server is named, "/" is the only one
(https://spec.openapis.org/oas/v3.1.1.html#relative-references-in-api-urls).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urljoin

from openapi.common.places import ANY, LINK, Place, objects
from openapi.common.pointers import Path, keys_of, pointer
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.findings import Finding, warning
from openapi.model.servers import LONGEST_URL, MOST, SCHEME, servers

_SIGN_IN = (
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "deviceAuthorizationUrl",
    "openIdConnectUrl",
)
# Code, which stays as it is, or what leads to the target of a link or an image, and the target.
_MARKDOWN = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`]*`"
    r"|(\]\([ \t]{0,10}<?|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]{0,10}<?)([^\s()<>#][^\s()<>]{0,1000})",
    re.DOTALL | re.MULTILINE,
)
_SOMEWHERE = "https://host.invalid/"

# Each costs some microseconds; GitHub's description has fewer than 2,000.
_MOST_LINKS = 50_000

# A place of a document, and the text to stand there.
Edit: TypeAlias = tuple[Path, str]


def resolve(document: JsonObject, address: str) -> JsonObject:
    """Return an OpenAPI 3.x document with absolute URLs: of servers, documentation and sign-in,
    and in its Markdown. `address` (http or https) is where it was read from.

    The document itself stays as it is; what changes is copied.
    """
    if not _entries(document):
        document = {**document, "servers": [{"url": "/"}]}
    first = server_url(_entries(document)[0], address)
    base = first if first.startswith(("http://", "https://")) else address
    changes: JsonObject = {}
    for path, text in _edits(document, address, base):
        *parents, last = keys_of(path)
        below: Any = changes
        for key in parents:
            below = below.setdefault(key, {})
        below[last] = text
    resolved: JsonObject = _changed(document, changes)
    return resolved


def relative_servers(
    document: JsonObject, noted: Iterable[tuple[JsonObject, Path]]
) -> list[Finding]:
    """Return a warning for each server of a document, as it was sent, that names no host.

    `noted` are its Server Objects with their paths. Naming none, or "/", says nothing that could
    be wrong.
    """
    if "swagger" in document:
        base = document.get("basePath")
        if document.get("host") or not isinstance(base, str) or not base.strip("/"):
            return []
        return [warning("relative_server", pointer="/basePath", url=base[:LONGEST_URL])]
    return [
        warning("relative_server", pointer=pointer([*keys_of(path), "url"]), url=entry["url"])
        for entry, path in noted
        if _has_url(entry) and server_url(entry, _SOMEWHERE).startswith(_SOMEWHERE)
    ]


def server_url(entry: JsonObject, address: str) -> str:
    """Return the URL of a Server Object as seen from an address, its variables still in it."""
    template: str = entry["url"]
    filled = servers([entry])[0].url
    origin = _joined(address, "/").rstrip("/")
    if filled in ("", "/"):
        return origin
    if SCHEME.match(filled) or filled.startswith("{"):
        return template
    if template.startswith("{") and filled.startswith("/"):
        # A variable begins the path, or the host.
        start = address.partition("//")[0] if filled.startswith("//") else origin
        return f"{start}{template}"
    return _joined(address, template)


def _entries(node: JsonObject) -> list[JsonObject]:
    return [entry for entry in sequence(node.get("servers"))[:MOST] if _has_url(entry)]


def _has_url(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("url"), str)


def _servers_in(node: JsonObject, place: Place, path: Path) -> Iterator[tuple[Path, JsonObject]]:
    for position, entry in enumerate(sequence(node.get("servers"))[:MOST]):
        if _has_url(entry):
            yield ((path, "servers"), position), entry
    if place is LINK and _has_url(node.get("server")):
        yield (path, "server"), node["server"]


def _edits(document: JsonObject, address: str, base: str) -> Iterator[Edit]:
    markdown = _Markdown(address)
    for node, place, path in objects(document):
        if not (place.kind or place is ANY):
            continue  # its keys are names
        for where, entry in _servers_in(node, place, path):
            yield (where, "url"), server_url(entry, address)
        yield from markdown.edits(node, path)
        yield from _links(mapping(node.get("externalDocs")), (path, "externalDocs"), address)
        yield from _links(node, path, base, _SIGN_IN)
    info = mapping(document.get("info"))
    yield from _links(info, (None, "info"), address, ("termsOfService",))
    for name in ("contact", "license"):
        yield from _links(mapping(info.get(name)), ((None, "info"), name), address)


def _links(
    node: JsonObject, path: Path, address: str, names: tuple[str, ...] = ("url",)
) -> Iterator[Edit]:
    for name in names:
        link = node.get(name)
        if isinstance(link, str) and link.strip() and not SCHEME.match(link.strip()):
            yield (path, name), _joined(address, link.strip())


class _Markdown:
    """The Markdown of one description, of which so many links at most are looked at."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._left = _MOST_LINKS

    def edits(self, node: JsonObject, path: Path) -> Iterator[Edit]:
        text = node.get("description")
        if self._left and isinstance(text, str) and ("](" in text or "]:" in text):
            yield (path, "description"), _MARKDOWN.sub(self._absolute, text)

    def _absolute(self, found: re.Match[str]) -> str:
        leading, target = found[1], found[2]
        if not leading or not self._left or SCHEME.match(target):
            return found[0]
        self._left -= 1
        return f"{leading}{_joined(self._address, target)}"


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link)
    except ValueError:
        # Brackets that hold no IPv6 address: nothing that could be opened.
        return link


def _changed(node: Any, changes: Any) -> Any:
    """Return a copy of what changes, and of all around it."""
    if isinstance(changes, str):
        return changes
    copy = node.copy()
    for key, below in changes.items():
        copy[key] = _changed(node[key], below)
    return copy
