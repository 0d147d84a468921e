"""Base URLs, with their variables filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text

MOST = 50
MOST_VARIABLES = 20
MOST_VALUES = 100
LONGEST_URL = 2_000
# In the template of a server's URL or of a path.
VARIABLE = re.compile(r"\{([^{}]*)\}")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SERVED = ("http:", "https:", "ws:", "wss:")
_ORIGIN = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*")
_SLASHES = re.compile(r"//+")
# What a reader may fill in where no values are listed: before and after the host ends.
_IN_HOST = re.compile(r"[A-Za-z0-9._-]{1,100}(:[0-9]{1,5})?")
_IN_PATH = re.compile(r"[A-Za-z0-9._~/-]{1,200}")


@dataclass(frozen=True, slots=True)
class Variable:
    """`default` is the first of `values` where none is given; None without any.

    `values_left` counts those beyond the first 100.
    """

    name: str
    default: str | None
    description: str
    values: list[str]
    values_left: int = 0


@dataclass(frozen=True, slots=True)
class Server:
    """`template` is as given; `url` has every variable's default in its place, if it has one."""

    template: str
    url: str
    description: str
    variables: list[Variable] = field(default_factory=list)
    # OpenAPI 3.2.
    name: str = ""
    raw: JsonObject = field(default_factory=dict, repr=False)

    @property
    def is_served(self) -> bool:
        """Whether the URL is relative, or one of HTTP or WebSocket."""
        scheme = SCHEME.match(self.url)
        return bool(self.url) and (not scheme or scheme[0].lower() in _SERVED)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the URL with these values of variables, and defaults for all others.

        A value counts where the description lists it, or lists none and it cannot change what
        the template says of the host. A variable without any value stays in braces.
        """
        known = {variable.name: variable for variable in self.variables}

        def value(found: re.Match[str]) -> str:
            variable = known.get(found[1])
            if variable is None:
                return found[0]
            chosen = values.get(variable.name, "")
            if _may_be(chosen, variable, in_path=self._is_in_path(found.start())):
                return chosen
            return found[0] if variable.default is None else variable.default

        return _tidy(VARIABLE.sub(value, self.template), self.template)

    def _is_in_path(self, position: int) -> bool:
        origin = _ORIGIN.match(self.template)
        return origin is None or position >= origin.end()


def servers(value: object) -> list[Server]:
    """Return the servers in a `servers` field, at most 50."""
    return [_server(entry) for entry in sequence(value)[:MOST] if isinstance(entry, dict)]


def urls(found: Iterable[Server]) -> list[str]:
    """Return the URLs of HTTP and WebSocket servers and relative ones, each once."""
    usable = (each.url for each in found if each.is_served and len(each.url) < LONGEST_URL)
    return list(dict.fromkeys(usable))


def _server(entry: JsonObject) -> Server:
    template = line(entry.get("url"), LONGEST_URL)
    given = list(mapping(entry.get("variables")).items())[:MOST_VARIABLES]
    variables = [_variable(name, mapping(raw)) for name, raw in given]
    about = text(entry.get("description"), 500)
    url = line(Server(template, "", "", variables).filled({}), LONGEST_URL)
    return Server(template, url, about, variables, line(entry.get("name"), 120), entry)


def _variable(name: str, raw: JsonObject) -> Variable:
    default = raw.get("default")
    listed = names(raw.get("enum"))
    values = [line(each, 80) for each in listed[:MOST_VALUES]]
    return Variable(
        name=line(name, 80),
        default=line(default, 200) if _is_text(default) else next(iter(values), None),
        description=line(raw.get("description"), 300),
        values=values,
        values_left=len(listed) - len(values),
    )


def _is_text(value: object) -> bool:
    """Return whether it can be a variable's value; numbers are taken as text."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _may_be(chosen: str, variable: Variable, *, in_path: bool) -> bool:
    if variable.values:
        return chosen in variable.values
    pattern = _IN_PATH if in_path else _IN_HOST
    return bool(pattern.fullmatch(chosen))


def _tidy(url: str, template: str) -> str:
    """Return the URL without the double slashes that values with slashes, or without any text,
    leave: API Gateway exports `https://…/{basePath}` with the default "/prod"."""
    if url == template:
        return url
    origin = _ORIGIN.match(url)
    end = origin.end() if origin else 0
    return url[:end] + _SLASHES.sub("/", url[end:])
