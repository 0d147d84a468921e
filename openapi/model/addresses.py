"""Addresses from descriptions: only those of the web become links."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from openapi.common.untrusted import line, mapping, text

LONGEST = 2_000


def web_address(value: object) -> str:
    """Return the address if it is absolute http or https, else an empty string."""
    address = text(value, LONGEST).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


@dataclass(frozen=True, slots=True)
class External:
    """A link that leaves the portal; `address` is empty where there is nothing to link."""

    address: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return bool(self.address)


def external_docs(value: object) -> External:
    found = mapping(value)
    address = web_address(found.get("url"))
    return External(address, line(found.get("description"), 120) or "More documentation")
