"""The few facts about a description that lists and headings show."""

import re
from collections.abc import Iterator
from typing import Any

from openapi.common.lines import one_line
from openapi.common.prose import BLANK_LINE, LINK, plain
from openapi.findings import Finding, warning

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_MOST_SERVERS = 50
_MOST_TAGS = 500
_LONGEST_NAME = 200
_LONGEST_SUMMARY = 300
_LONGEST_URL = 2_000
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SERVED = ("http:", "https:", "ws:", "wss:")

# Only the first part of a description is looked at: it can be megabytes long.
_LOOKED_AT = 4_000


def title_and_version(openapi3: dict[str, Any]) -> tuple[str, str, list[Finding]]:
    """The title and version, with a warning for each that had to be made up."""
    info = openapi3.get("info")
    info = info if isinstance(info, dict) else {}
    warnings: list[Finding] = []
    given = LINK.sub(r"\1", _text(info.get("title"))[:_LOOKED_AT])
    title = one_line(given, _LONGEST_NAME)
    if not title:
        title = _host(openapi3) or "Untitled API"
        warnings.append(warning("missing_title", pointer="/info/title", shown=title))
    version = one_line(_text(info.get("version")), _LONGEST_NAME)
    if not version:
        version = "unversioned"
        warnings.append(warning("missing_version", pointer="/info/version", shown=version))
    return title, version, warnings


def summary(openapi3: dict[str, Any]) -> str:
    """One plain line of at most 300 characters: `info.summary`, or how `info.description` begins.

    Plain text still: whoever shows it must escape it.
    """
    info = openapi3.get("info")
    if not isinstance(info, dict):
        return ""
    given = info.get("summary")
    if isinstance(given, str) and given.strip():
        return one_line(given, _LONGEST_SUMMARY)
    prose = info.get("description")
    if not isinstance(prose, str):
        return ""
    for paragraph in BLANK_LINE.split(prose[:_LOOKED_AT].strip()):
        if paragraph.startswith("#"):  # a heading says less than the text under it
            paragraph = paragraph.partition("\n")[2]
        line = one_line(plain(paragraph), _LONGEST_SUMMARY)
        if line:
            return line
    return ""


def server_urls(openapi3: dict[str, Any]) -> list[str]:
    """The servers' URLs, variables filled with their defaults; only HTTP and WebSocket ones, and
    relative ones, as written."""
    urls: list[str] = []
    for server in _items(openapi3.get("servers"))[:_MOST_SERVERS]:
        url = server.get("url") if isinstance(server, dict) else None
        if isinstance(url, str):
            filled = _filled(url.strip(), server.get("variables"))
            scheme = _SCHEME.match(filled)
            if (
                filled
                and filled.isprintable()
                and len(filled) <= _LONGEST_URL
                and (not scheme or scheme[0].lower() in _SERVED)
            ):
                urls.append(filled)
    return list(dict.fromkeys(urls))


def operations(openapi3: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation under `paths`."""
    paths = openapi3.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if isinstance(item, dict) and not path.startswith("x-"):
            for method, operation in item.items():
                if method in METHODS and isinstance(operation, dict):
                    yield operation


def count_and_tags(openapi3: dict[str, Any]) -> tuple[int, list[str]]:
    """How many operations there are, and the tags: those declared, then others used."""
    tags: dict[str, None] = {}
    for tag in _items(openapi3.get("tags")):
        if isinstance(tag, dict):
            tags[one_line(_text(tag.get("name")), _LONGEST_NAME)] = None
    count = 0
    for operation in operations(openapi3):
        count += 1
        for tag in _items(operation.get("tags")):
            tags[one_line(_text(tag), _LONGEST_NAME)] = None
    tags.pop("", None)
    return count, list(tags)[:_MOST_TAGS]


def _text(value: object) -> str:
    """Text, or a number as text; nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _filled(url: str, variables: object) -> str:
    if "{" not in url or not isinstance(variables, dict):
        return url

    def default(match: re.Match[str]) -> str:
        variable = variables.get(match[1])
        given = variable.get("default") if isinstance(variable, dict) else None
        return str(given)[:_LONGEST_NAME] if isinstance(given, str | int) else match[0]

    return re.sub(r"\{([^{}]*)\}", default, url[: _LONGEST_URL + 1])


def _host(openapi3: dict[str, Any]) -> str:
    for url in server_urls(openapi3):
        match = re.match(r"[a-z]+://(?:[^/@]*@)?([^/:?#]+)", url)
        if match:
            return one_line(match[1], _LONGEST_NAME)
    return ""
