"""A sample call as a curl command that a shell takes as it stands."""

import re
import shlex
from dataclasses import replace
from typing import Any

from openapi.common.untrusted import line
from openapi.model.security import Access, Scheme
from openapi.request.sample import Request
from openapi.values import written

LONGEST_BODY = 3_000
MOST_FIELDS = 8
# A header's name (RFC 9110, 5.6.2). Anything else, "@file" above all, means more to curl.
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def command(request: Request, access: Access) -> str:
    """Return the command, one option a line. Every word is quoted for a POSIX shell."""
    call = replace(request, query=list(request.query), cookies=list(request.cookies))
    options = _credentials(access, call.query, call.cookies)
    options += [["-H", f"{name}: {value}"] for name, value in call.headers if TOKEN.fullmatch(name)]
    if call.cookies:
        options.append(["-b", "; ".join(f"{name}={value}" for name, value in call.cookies)])
    options += _body(call)
    first = ["curl"] if call.method == "get" else ["curl", "-X", call.method.upper()]
    lines = [[*first, call.url], *options]
    return " \\\n  ".join(" ".join(_quoted(word) for word in words) for words in lines)


def _quoted(word: str) -> str:
    return shlex.quote(word.replace("\r", ""))


def _credentials(
    access: Access, query: list[tuple[str, str]], cookies: list[tuple[str, str]]
) -> list[list[str]]:
    options: list[list[str]] = []
    for use in next(iter(access.alternatives), []):
        options += _credential(use.scheme, query, cookies)
    return options


def _credential(
    scheme: Scheme, query: list[tuple[str, str]], cookies: list[tuple[str, str]]
) -> list[list[str]]:
    name = line(scheme.raw.get("name"), 120)
    way = line(scheme.raw.get("scheme"), 40).lower()
    if scheme.kind == "apiKey" and TOKEN.fullmatch(name):
        where = scheme.raw.get("in")
        if where == "query":
            query.append((name, "YOUR_API_KEY"))
        elif where == "cookie":
            cookies.append((name, "YOUR_API_KEY"))
        else:
            return [["-H", f"{name}: YOUR_API_KEY"]]
    elif scheme.kind == "http" and way == "basic":
        return [["-u", "USERNAME:PASSWORD"]]
    elif scheme.kind in ("oauth2", "openIdConnect") or way == "bearer":
        return [["-H", "Authorization: Bearer YOUR_TOKEN"]]
    elif scheme.kind == "mutualTLS":
        return [["--cert", "client.pem", "--key", "client.key"]]
    return []


def _body(call: Request) -> list[list[str]]:
    if not call.media_type:
        return []
    if call.media_type == "application/x-www-form-urlencoded" and isinstance(call.body, dict):
        return [["--data-urlencode", f"{k}={_field(v)}"] for k, v in _fields(call)]
    if call.media_type.startswith("multipart/") and isinstance(call.body, dict):
        return [["--form-string", f"{k}={_field(v)}"] for k, v in _fields(call)]
    header = ["-H", f"Content-Type: {call.media_type}"]
    if isinstance(call.body, str) or "json" in call.media_type:
        body = written(call.body, call.media_type)
        if len(body) <= LONGEST_BODY:
            return [header, ["--data-raw", body]]
    return [header, ["--data-binary", "@body.json" if "json" in call.media_type else "@FILE"]]


def _fields(call: Request) -> list[tuple[str, Any]]:
    """Return the first fields of a form, one of them for each property of a deep object."""
    found: list[tuple[str, Any]] = []
    for name, value in call.body.items():
        name = line(name, 120)
        if isinstance(value, dict) and name in call.deep:
            found += [(f"{name}[{line(key, 120)}]", below) for key, below in value.items()]
        else:
            found.append((name, value))
    return found[:MOST_FIELDS]


def _field(value: Any) -> str:
    return value if isinstance(value, str) else line(written(value), 600)
