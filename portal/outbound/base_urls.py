"""The address below which an upstream's paths lie."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from portal.errors import Invalid

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.ASCII)
# A path's characters (RFC 3986, 3.3), or an escape.
PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*", re.ASCII)
MAX_CHARS = 2000


@dataclass(frozen=True)
class BaseUrl:
    """An upstream's base URL; `path` is as its owner wrote it, "" or with its first slash."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as a Host field has them: without the port that the scheme implies."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@lru_cache(maxsize=1024)
def parse_base_url(text: str) -> BaseUrl:
    """Return the parts of a base URL, which has neither query nor fragment.

    Raise `Invalid` with what is wrong.
    """
    # Python's parser would take them out.
    if len(text) > MAX_CHARS or any(character <= " " for character in text):
        raise Invalid("url_malformed")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Invalid("url_malformed") from None
    if parts.scheme not in DEFAULT_PORTS or not host or port == 0:
        raise Invalid("url_scheme")
    if "@" in parts.netloc:
        raise Invalid("url_with_credentials")
    if "?" in text or "#" in text:
        raise Invalid("url_with_query")
    if has_parent_segment(parts.path):
        raise Invalid("url_with_dots")
    if not PATH.fullmatch(parts.path):
        raise Invalid("url_malformed")
    ascii_host = _ascii(host)
    return BaseUrl(parts.scheme, ascii_host, port or DEFAULT_PORTS[parts.scheme], parts.path)


def has_parent_segment(path: str) -> bool:
    """Tell whether some server could read a ".." in this path, and so leave what lies below.

    Escaped dots and slashes count (WHATWG URL, 4.4), a backslash as a slash, and what follows a
    semicolon is no part of the name.
    """
    lowered = path.lower().replace("%2e", ".")
    for escape in ("%2f", "%5c", "\\"):
        lowered = lowered.replace(escape, "/")
    lowered = lowered.replace("%3b", ";")
    return any(segment.partition(";")[0] == ".." for segment in lowered.split("/"))


def _ascii(host: str) -> str:
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Invalid("url_malformed") from None
    if not HOST.fullmatch(name):
        raise Invalid("url_malformed")
    return name
