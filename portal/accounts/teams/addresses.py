"""Names of teams in addresses.

A name may hold any printable character. Percent-encoding does not carry a slash, since servers
decode it before they look for the page, nor `..`, which browsers take for a way up. Those are
written with a tilde: `~2F` for a slash.
"""

import re

from django.urls import register_converter
from django.urls.converters import StringConverter, get_converters

# A tilde is encoded where what follows would be read as an encoding.
AMBIGUOUS = re.compile(r"/|~(?=2F|2E|6E|7E)")
ENCODED = re.compile(r"~(2F|2E|6E|7E)")
# The page that makes a team has this address.
NEW = "new"


class TeamName(StringConverter):
    """The name of a team as one segment of a path."""

    def to_python(self, value: str) -> str:
        return ENCODED.sub(lambda found: chr(int(found[1], 16)), value)

    def to_url(self, value: str) -> str:
        if value == NEW or not value.strip("."):
            return f"~{ord(value[0]):X}{value[1:]}"
        return AMBIGUOUS.sub(lambda found: f"~{ord(found[0]):X}", value)


def register() -> None:
    """Let paths name a team: `<team:name>`. Twice is as once."""
    if "team" not in get_converters():
        register_converter(TeamName, "team")
