"""What a description says of the whole API, for lists and headings."""

import re

from openapi.common.lines import one_line
from openapi.common.prose import BLANK_LINE, LINK, plain
from openapi.common.untrusted import JsonObject, mapping, text
from openapi.findings import Finding, warning
from openapi.model.servers import servers, urls

_LONGEST_NAME = 200
_LONGEST_SUMMARY = 300
# Only the beginning of a text is looked at: it can be megabytes long.
_LOOKED_AT = 4_000
_HOST = re.compile(r"[a-z]+://(?:[^/@]*@)?([^/:?#]+)")


def title(info: object) -> str:
    """Return the title in an Info Object on one line, "" where there is none."""
    given = text(mapping(info).get("title"), _LOOKED_AT)
    return one_line(LINK.sub(r"\1", given), _LONGEST_NAME)


def version(info: object) -> str:
    """Return the version in an Info Object on one line, "" where there is none."""
    return one_line(text(mapping(info).get("version"), _LOOKED_AT), _LONGEST_NAME)


def title_and_version(openapi3: JsonObject) -> tuple[str, str, list[Finding]]:
    """Return the title and version, with a warning for each that had to be made up."""
    info = openapi3.get("info")
    warnings: list[Finding] = []
    named, numbered = title(info), version(info)
    if not named:
        named = _host(openapi3) or "Untitled API"
        warnings.append(warning("missing_title", pointer="/info/title", shown=named))
    if not numbered:
        numbered = "unversioned"
        warnings.append(warning("missing_version", pointer="/info/version", shown=numbered))
    return named, numbered, warnings


def summary(openapi3: JsonObject) -> str:
    """Return `info.summary` or how `info.description` begins, as one line of 300 characters.

    Plain text still: whoever shows it must escape it.
    """
    info = mapping(openapi3.get("info"))
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


def _host(openapi3: JsonObject) -> str:
    for url in urls(servers(openapi3.get("servers"))):
        match = _HOST.match(url)
        if match:
            return one_line(match[1], _LONGEST_NAME)
    return ""
