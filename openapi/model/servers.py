"""Base URLs, with their variables filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text

MOST = 50
MOST_VARIABLES = 20
LONGEST_URL = 2_000
# In the template of a server's URL or of a path.
VARIABLE = re.compile(r"\{([^{}]*)\}")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SERVED = ("http:", "https:", "ws:", "wss:")


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: str
    description: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class Server:
    """`template` is as given; `url` has every variable's default in its place, if it has one."""

    template: str
    url: str
    description: str
    variables: list[Variable] = field(default_factory=list)

    @property
    def is_served(self) -> bool:
        """Whether the URL is relative, or one of HTTP or WebSocket."""
        scheme = SCHEME.match(self.url)
        return bool(self.url) and (not scheme or scheme[0].lower() in _SERVED)


def servers(value: object) -> list[Server]:
    """Return the servers in a `servers` field, at most 50."""
    return [_server(entry) for entry in sequence(value)[:MOST] if isinstance(entry, dict)]


def urls(found: Iterable[Server]) -> list[str]:
    """Return the URLs of HTTP and WebSocket servers and relative ones, each once."""
    usable = (each.url for each in found if each.is_served and len(each.url) < LONGEST_URL)
    return list(dict.fromkeys(usable))


def base_url(found: Iterable[Server]) -> str:
    """Return where a sample call goes: below a host to fill in where the URL is not usable."""
    url = next((server.url for server in found), "").rstrip("/")
    if url.startswith(("http://", "https://")) and not any(mark in url for mark in " {}<>"):
        return url
    is_path = bool(url) and not any(mark in url for mark in ":{}<> ") and not url.startswith("//")
    return urljoin("https://HOST/", url).rstrip("/") if is_path else "https://HOST"


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a server's URL with its variables' values in their places; others stay variables.

    A value that begins with "/" shares it with the one before it: API Gateway exports
    "…amazonaws.com/{basePath}" with the value "/prod".
    """

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1], found[0])
        follows_slash = template[found.start() - 1 : found.start()] == "/"
        return given.removeprefix("/") if follows_slash else given

    return VARIABLE.sub(value, template)


def _server(entry: JsonObject) -> Server:
    template = line(entry.get("url"), LONGEST_URL)
    given = list(mapping(entry.get("variables")).items())[:MOST_VARIABLES]
    variables = {name: _variable(name, mapping(raw)) for name, raw in given}

    defaults = {name: each.default for name, each in variables.items() if each.default}
    url = line(filled(template, defaults), LONGEST_URL)
    about = text(entry.get("description"), 500)
    return Server(template, url, about, list(variables.values()))


def _variable(name: str, raw: JsonObject) -> Variable:
    return Variable(
        name=line(name, 80),
        default=line(raw.get("default"), 200),
        description=line(raw.get("description"), 300),
        values=[line(each, 80) for each in names(raw.get("enum"))[:MOST_VARIABLES]],
    )
