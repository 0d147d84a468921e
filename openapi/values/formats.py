"""Texts of each `format` (OpenAPI's format registry, JSON Schema 2020-12, section 7.3)."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from ipaddress import ip_address

EXAMPLES: dict[str, tuple[str, ...]] = {
    "date-time": ("2026-01-15T09:30:00Z", "2026-02-03T14:05:21Z", "2026-03-22T18:47:09Z"),
    "date": ("2026-01-15", "2026-02-03", "2026-03-22"),
    "time": ("09:30:00Z", "14:05:21Z", "18:47:09Z"),
    "duration": ("PT1H", "P3D", "PT15M"),
    "email": ("ada@example.com", "grace@example.com", "alan@example.org"),
    "idn-email": ("ada@example.com", "grace@example.com", "alan@example.org"),
    "uuid": (
        "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "9f1b2c3d-8e4a-4f6b-a1c2-7d8e9f0a1b2c",
        "0c6d2f5e-1b7a-4d39-9e8f-5a4b3c2d1e0f",
    ),
    "uri": ("https://example.com/", "https://example.com/orders/42", "https://example.org/about"),
    "url": ("https://example.com/", "https://example.com/orders/42", "https://example.org/about"),
    "uri-reference": ("/orders/42", "/about", "/"),
    "uri-template": ("https://example.com/orders/{id}", "/users/{name}"),
    "iri": ("https://example.com/", "https://example.com/orders/42"),
    "iri-reference": ("/orders/42", "/about"),
    "hostname": ("example.com", "api.example.com", "example.org"),
    "idn-hostname": ("example.com", "api.example.com", "example.org"),
    "ipv4": ("192.0.2.1", "198.51.100.7", "203.0.113.25"),
    "ipv6": ("2001:db8::1", "2001:db8::7", "2001:db8:0:1::25"),
    "ip": ("192.0.2.1", "198.51.100.7", "203.0.113.25"),
    "byte": ("ZXhhbXBsZQ==", "c2FtcGxl", "aGVsbG8="),
    "base64": ("ZXhhbXBsZQ==", "c2FtcGxl", "aGVsbG8="),
    "base64url": ("ZXhhbXBsZQ", "c2FtcGxl", "aGVsbG8"),
    "json-pointer": ("/name", "/items/0", "/owner/email"),
    "relative-json-pointer": ("0/name", "1/items/0", "0"),
    "regex": ("^[a-z]+$", "^[0-9]{4}$", "[A-Z]"),
    "password": ("correct horse battery staple", "Tr0ub4dor&3x", "mellon-2026"),
    "color": ("#3366cc", "#22aa66", "#dd8800"),
    "char": ("a", "b", "c"),
}


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# RFC 5321, 4.5.3.1.1: of what stands before the "@".
_LONGEST_LOCAL = 64
_EMAILS = ("email", "idn-email")
_HOSTS = ("hostname", "idn-hostname")
_OPEN_ENDED = frozenset(
    (
        *("uri", "url", "uri-reference", "uri-template", "iri", "iri-reference"),
        *("json-pointer", "password", "regex"),
    )
)


def lengthened(name: str, text: str, least: int) -> str:
    """Return a text of this format with `least` characters or a few more, where it can be longer;
    else the text."""
    missing = least - len(text)
    if name in ("byte", "base64"):
        return "ZXhh" * -(-missing // 4) + text
    if name in _EMAILS:
        local, _, host = text.partition("@")
        more = min(missing, _LONGEST_LOCAL - len(local))
        return f"{local}{_letters(more)}@{_longer_host(host, missing - more)}"
    if name in _HOSTS:
        return _longer_host(text, missing)
    return text + _letters(missing) if name in _OPEN_ENDED else text


def _letters(count: int) -> str:
    return (_LETTERS * (1 + count // len(_LETTERS)))[: max(count, 0)]


def _longer_host(host: str, missing: int) -> str:
    """Return a host name with labels of at most 27 characters in front."""
    return host if missing <= 0 else f"{_LETTERS}." * (missing // 27) + _label(missing % 27) + host


def _label(length: int) -> str:
    return f"{_letters(max(length - 1, 1))}." if length else ""


def fits(name: str, text: str) -> bool:
    """Return whether a text has this format; any text has one that is not known."""
    check = _CHECKS.get(name)
    try:
        return check is None or check(text)
    except ValueError:
        return False


def _matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: len(text) < 2_000 and compiled.fullmatch(text) is not None


_OFFSET = r"(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_DATE_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?{_OFFSET}", re.ASCII)
_TIME = re.compile(rf"(\d\d:\d\d:\d\d)(\.\d+)?{_OFFSET}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _is_date_time(text: str) -> bool:
    found = _DATE_TIME.fullmatch(text)
    return found is not None and bool(datetime.fromisoformat(f"{found[1]}T{found[2]}"))


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    return found is not None and time.fromisoformat(found[1]) is not None


def _is_date(text: str) -> bool:
    return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))


def _is_address(version: int) -> Callable[[str], bool]:
    return lambda text: "%" not in text and ip_address(text).version == version


_CHECKS: dict[str, Callable[[str], bool]] = {
    "date-time": _is_date_time,
    "date": _is_date,
    "time": _is_time,
    "duration": _matching(
        r"P(?:\d+W|(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
    ),
    "email": _matching(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*"),
    "idn-email": _matching(r"[^@\s]+@[^@\s]+"),
    "uuid": _matching(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "uri": _matching(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]+"),
    "iri": _matching(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
    "uri-reference": _matching(r"[!#-;=?-\[\]_a-z~%]*"),
    "iri-reference": _matching(r"[^\s<>\"{}|\\^`]*"),
    "uri-template": _matching(r"(?:[^\s<>\"{}|\\^`]|\{[^{}\s]+\})*"),
    "hostname": _matching(rf"{_LABEL}(?:\.{_LABEL})*"),
    "idn-hostname": _matching(r"[^\s@/.]+(?:\.[^\s@/.]+)*"),
    "ipv4": _is_address(4),
    "ipv6": _is_address(6),
    "json-pointer": _matching(r"(?:/(?:[^~/]|~[01])*)*"),
    "relative-json-pointer": _matching(r"(?:0|[1-9]\d*)(?:#|(?:/(?:[^~/]|~[01])*)*)"),
    "byte": _matching(r"[A-Za-z0-9+/\s]*={0,2}"),
}
