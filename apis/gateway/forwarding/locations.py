"""Addresses in an upstream's answer: below its base URL they become the gateway's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from apis.gateway.messages import Fields, values_of
from portal.outbound.base_urls import DEFAULT_PORTS, BaseUrl

LOCATIONS = ("location", "content-location")
# Relations of Link by which a browser fetches or connects, on the portal's behalf.
FETCHING_RELATIONS = frozenset(
    {
        "compression-dictionary",
        "dns-prefetch",
        "modulepreload",
        "preconnect",
        "prefetch",
        "preload",
        "prerender",
        "stylesheet",
    }
)
# One member of a Link field (RFC 8288, 3), up to a comma that is in no quotes.
LINK = re.compile(r"<([^<>]*)>((?:[^,\"<]|\"(?:[^\"\\]|\\.)*\")*)(?:,|$)")
RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
# Servers take no longer field than this, and to read one that is meant to be slow takes its length
# squared.
LINK_MAX_CHARS = 8 * 1024
# A browser takes these out of an address, or reads them as something else.
MISREAD = re.compile(r"[\x00-\x20\\\x7f]")


@dataclass(frozen=True)
class Places:
    """The upstream's base URL, the gateway's path that stands for it, and that of this call."""

    base: BaseUrl
    place: str
    path: str

    def replaced_in(self, fields: Fields) -> Fields:
        """Return the fields with the gateway's addresses.

        Those that lead to the upstream past its base URL, or to another page of the portal, are
        left out: they would tell the upstream's address, or lead a browser to one of our pages. So
        is a field that may come once and came twice, and a Link of more than 8 KB.
        """
        return [
            (name, replaced)
            for name, value in fields
            if (replaced := self._replaced(name.lower(), value, fields)) is not None
        ]

    def _replaced(self, name: str, value: str, fields: Fields) -> str | None:
        if name in LOCATIONS:
            return self.replaced(value) if len(values_of(fields, name)) == 1 else None
        if name == "link":
            return ", ".join(self._links(value)) or None
        return value

    def replaced(self, address: str) -> str | None:
        """Return an address as the client may have it, None where it may not."""
        if not address or MISREAD.search(address):
            return None
        try:
            parts = urlsplit(address)
            is_upstream = (parts.hostname or "").rstrip(".") == self.base.host
            if is_upstream and parts.netloc and not self._has_right_port(parts):
                return None
        except ValueError:
            return None
        if (parts.scheme or parts.netloc) and not is_upstream:
            # Web addresses of others, and schemes of applications on the client's machine.
            return address if parts.netloc or parts.scheme not in DEFAULT_PORTS else None
        if parts.netloc or address.startswith("/"):
            return self._below_base(parts)
        # Relative: a browser resolves it at the gateway's own path.
        resolved = _normalized(urlsplit(urljoin(self.place + self.path, address)).path)
        return address if _is_below(resolved, self.place) else None

    def _has_right_port(self, parts: SplitResult) -> bool:
        scheme = parts.scheme or self.base.scheme
        # Behind a proxy that ends TLS an upstream often takes itself for plain HTTP.
        standard = DEFAULT_PORTS.values()
        return (parts.port or DEFAULT_PORTS.get(scheme)) in (self.base.port, *standard)

    def _below_base(self, parts: SplitResult) -> str | None:
        base = self.base.path.removesuffix("/")
        path = _normalized(parts.path)
        if not _is_below(path, base):
            return None
        rest = path[len(base) :]
        return (
            self.place
            + rest
            + (f"?{parts.query}" if parts.query else "")
            + (f"#{parts.fragment}" if parts.fragment else "")
        )

    def _links(self, value: str) -> Iterator[str]:
        if len(value) > LINK_MAX_CHARS:
            return
        for match in LINK.finditer(value):
            address, rest = match[1], match[2].rstrip()
            found = RELATION.search(rest)
            relations = (found[1] or found[2]).lower().split() if found else []
            replaced = self.replaced(address)
            if replaced is not None and FETCHING_RELATIONS.isdisjoint(relations):
                yield f"<{replaced}>{rest}"


def _is_below(path: str, base: str) -> bool:
    return path == base or path.startswith(f"{base}/")


def _normalized(path: str) -> str:
    """Return the path as a browser goes there: without dot segments, escaped ones too."""
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        dots = segment.lower().replace("%2e", ".")
        if dots not in (".", ".."):
            kept.append(segment)
            continue
        if dots == ".." and len(kept) > 1:
            kept.pop()
        if position == len(segments) - 1:
            kept.append("")
    return "/".join(kept)
