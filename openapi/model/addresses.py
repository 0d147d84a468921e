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
    """A link that leaves the portal.

    `address` is empty where there is nothing to link; `label` then holds what was given instead.
    """

    address: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return bool(self.address)


def external_docs(value: object) -> External:
    """Return the link of an External Documentation Object."""
    found = mapping(value)
    if not found.get("url"):
        return External(label=line(found.get("description"), 120))
    return named_address(found["url"], found.get("description") or "More documentation")


def named_address(value: object, name: object = "") -> External:
    """Return an address as a link with a name, or itself for one.

    What is no address of the web, such as a relative one, stands beside the name as text.
    """
    address, label = web_address(value), line(name, 120)
    if address:
        return External(address, label or address)
    return External("", " ".join(filter(None, (label, line(value, 300)))))
