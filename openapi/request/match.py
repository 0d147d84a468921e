"""From the method and path of an incoming request to the operation that describes it.

Paths are kept as a tree by segments, so that a match costs the depth of the path and not the
number of paths. Concrete segments come before templated ones (OpenAPI 3.2.0, "Path Templating
Matching"), and of templated ones those with more text of their own; from left to right.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, unquote_plus, urlsplit

from openapi.model.outline import METHODS
from openapi.model.servers import VARIABLE, Server
from openapi.pack.reader import Index, OperationEntry

T = TypeVar("T")

LONGEST_PATH = 8_000
MOST_SEGMENTS = 100
# Nodes of the tree that one match may look at: far more than any real description needs.
MOST_STEPS = 20_000
_PCHAR = "!$&'()*+,;=:@~"
_TRIPLE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """`values` are those of the path's template expressions, percent-encoded as they came."""

    entry: T
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Miss:
    """No operation matches. `allowed` are the methods that the path has, () if there is no path."""

    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Template:
    """A segment with expressions: the text before, between and after `names`."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def own_text(self) -> int:
        return sum(map(len, self.texts))

    def match(self, segment: str) -> list[str] | None:
        """Return a value, never an empty one, for each name: the shortest from the left."""
        first, *between, last = self.texts
        if not segment.startswith(first):
            return None
        at, values = len(first), []
        for text in between:
            end = segment.find(text, at + 1) if text else at + 1
            if end < 0:
                return None
            values.append(segment[at:end])
            at = end + len(text)
        end = len(segment) - len(last)
        if end <= at or not segment.endswith(last):
            return None
        return [*values, segment[at:end]]


@dataclass(slots=True)
class _End(Generic[T]):
    """An operation: `names` are those of its expressions in their order. Some descriptions write
    a query into the path, with values (`fixed`) or expressions (`captured`) in it."""

    entry: T
    names: list[str]
    fixed: set[tuple[str, str]] = field(default_factory=set)
    captured: dict[str, str] = field(default_factory=dict)

    def add_query(self, query: str) -> None:
        for name, value in _pairs(query):
            if found := VARIABLE.fullmatch(value):
                self.captured[name] = found[1]
            else:
                self.fixed.add((name, value))

    def values(self, of_path: list[str], query: list[tuple[str, str]]) -> dict[str, str] | None:
        """Return the values of the expressions, None where the request has another query."""
        sent = dict(query)
        if not self.fixed <= set(query) or not self.captured.keys() <= sent.keys():
            return None
        found = dict(zip(self.names, of_path, strict=True))
        return found | {self.captured[name]: sent[name] for name in self.captured}


@dataclass(slots=True)
class _Node(Generic[T]):
    concrete: dict[str, "_Node[T]"] = field(default_factory=dict)
    templated: dict[_Template, "_Node[T]"] = field(default_factory=dict)
    # What ends here, by method.
    ends: dict[str, list[_End[T]]] = field(default_factory=dict)


class Routes(Generic[T]):
    """The operations of a description, to be found by method and path."""

    def __init__(self, entries: Iterable[tuple[str, str, T]], servers: Iterable[Server] = ()):
        """`entries` are method, path and what is returned for them, `servers` those whose base
        paths requests may begin with."""
        self._root: _Node[T] = _Node()
        for method, path, entry in entries:
            self._add(method, path, entry)
        self._order()
        bases = {_base_path(server.url) for server in servers}
        self._bases = sorted(bases - {""}, key=len, reverse=True)

    def match(self, method: str, path: str, query: str = "") -> "Match[T] | Miss":
        """Return the operation for a request; `path` and `query` are percent-encoded.

        A HEAD that is not described is answered as its GET (RFC 9110, 9.3.2).
        """
        if len(path) > LONGEST_PATH:
            return Miss()
        allowed: dict[str, None] = {}
        pairs = _pairs(query[:LONGEST_PATH])
        wanted = (method, "GET") if method == "HEAD" else (method,)
        for name in wanted:
            for inner in self._without_base(_normal(path)):
                for node, values in self._ends(inner):
                    allowed.update(dict.fromkeys(node.ends))
                    for end in node.ends.get(name, ()):
                        found = end.values(values, pairs)
                        if found is not None:
                            return Match(end.entry, found)
        return Miss(tuple(allowed))

    def _add(self, method: str, path: str, entry: T) -> None:
        path, _, fragment = path.partition("#")
        path, _, query = path.partition("?")
        # Amazon's descriptions have `/#Action=…`, but also names of parameters without values.
        fragment = "&".join(pair for pair in fragment.split("&") if "=" in pair)
        node, names = self._root, []
        for segment in path.split("/")[1:]:
            pieces = VARIABLE.split(segment)
            texts = tuple(_normal(quote(text, safe=_PCHAR + "%")) for text in pieces[::2])
            if len(pieces) == 1:
                node = node.concrete.setdefault(texts[0], _Node())
            else:
                names += pieces[1::2]
                # Names differ between paths that are alike.
                template = _Template(texts, ("",) * (len(texts) - 1))
                node = node.templated.setdefault(template, _Node())
        name = method.upper() if method.lower() in METHODS else method
        end = _End(entry, names)
        end.add_query(f"{query}&{fragment}")
        node.ends.setdefault(name, []).append(end)

    def _order(self) -> None:
        """Put what is more specific first."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            by_text = sorted(node.templated.items(), key=lambda item: -item[0].own_text)
            node.templated = dict(by_text)
            for ends in node.ends.values():
                ends.sort(key=lambda end: (-len(end.fixed), -len(end.captured)))
            stack += [*node.concrete.values(), *node.templated.values()]

    def _without_base(self, path: str) -> Iterator[str]:
        for base in self._bases:
            if path == base or path.startswith(f"{base}/"):
                yield path[len(base) :] or "/"
        yield path

    def _ends(self, path: str) -> Iterator[tuple[_Node[T], list[str]]]:
        """Yield the ends of the tree that the path leads to, the most specific first."""
        segments = path.split("/")[1:]
        if len(segments) > MOST_SEGMENTS:
            return
        stack: list[tuple[_Node[T], int, list[str]]] = [(self._root, 0, [])]
        for _ in range(MOST_STEPS):
            if not stack:
                return
            node, at, values = stack.pop()
            if at == len(segments):
                if node.ends:
                    yield node, values
                continue
            segment = segments[at]
            for template, below in reversed(node.templated.items()):
                found = template.match(segment)
                if found is not None:
                    stack.append((below, at + 1, values + found))
            if segment in node.concrete:
                stack.append((node.concrete[segment], at + 1, values))


def routes(index: Index) -> Routes[OperationEntry]:
    """Return the routes of a description; its webhooks are none.

    Base paths are those of the description's own servers, since those of single operations are
    not in the index.
    """
    entries = [(each.method, each.key, each) for each in index.operations]
    called = [entry for entry in entries if entry[2].kind == "operation"]
    return Routes(called, index.shared.servers)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return names, decoded, and values as they came."""
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return [(unquote_plus(name), value) for name, _, value in pairs]


def _base_path(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return _normal(path.rstrip("/")) if path.startswith("/") else ""


def _normal(text: str) -> str:
    """Return a path as RFC 3986, 6.2.2 has it: characters that need no encoding stand as they
    are, all others are encoded in capitals. A "/" inside a value stays encoded."""

    def decoded(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    return _TRIPLE.sub(decoded, quote(text, safe=_PCHAR + "/%"))
