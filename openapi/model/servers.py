"""Base URLs, with their variables filled in."""

from dataclasses import dataclass, field
from typing import Any

from openapi.common.untrusted import line, mapping, names, sequence, text

MOST = 12


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: str
    description: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class Server:
    """``template`` is as given; ``url`` has every variable's default in its place."""

    template: str
    url: str
    description: str
    variables: list[Variable] = field(default_factory=list)


def servers(value: Any) -> list[Server]:
    return [_server(entry) for entry in sequence(value)[:MOST] if isinstance(entry, dict)]


def base_url(found: list[Server]) -> str:
    """Where a sample call goes. A relative or unusable URL is put below a host to fill in."""
    url = next((server.url for server in found), "").rstrip("/")
    if url.startswith(("http://", "https://")) and not any(mark in url for mark in " {}<>"):
        return url
    path = url if url.startswith("/") and not url.startswith("//") else ""
    return f"https://HOST{path}"


def _server(entry: dict[str, Any]) -> Server:
    template = url = line(entry.get("url"), 500)
    variables = []
    for name, raw in list(mapping(entry.get("variables")).items())[:20]:
        variable = Variable(
            name=line(name, 80),
            default=line(mapping(raw).get("default"), 200),
            description=line(mapping(raw).get("description"), 300),
            values=[line(each, 80) for each in names(mapping(raw).get("enum"))[:20]],
        )
        variables.append(variable)
        url = url.replace(f"{{{name}}}", variable.default)
    return Server(template, line(url, 500), text(entry.get("description"), 500), variables)
