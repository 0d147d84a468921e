"""What is sent to be let in, with placeholders where secrets stand (OpenAPI "Security Scheme")."""

from dataclasses import dataclass, field

from openapi.common.untrusted import line
from openapi.model.security import Access, Scheme
from openapi.request.choice import NO_CREDENTIALS
from openapi.request.errors import NoRequest
from openapi.request.message import Login
from openapi.request.names import is_token

API_KEY = "YOUR_API_KEY"
BEARER_TOKEN = "YOUR_TOKEN"  # noqa: S105
CREDENTIALS = "YOUR_CREDENTIALS"
LOGIN = Login("USERNAME", "PASSWORD")
DIGEST_LOGIN = Login("USERNAME", "PASSWORD", digest=True)


@dataclass(slots=True)
class Credentials:
    """Query parameters, headers and cookies by name; names of `headers` are in their own case."""

    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    login: Login | None = None
    client_certificate: bool = False


def credentials(access: Access, chosen: int = 0) -> Credentials:
    """Return what one alternative asks for, all of its schemes together."""
    found = Credentials()
    if not access.alternatives or chosen == NO_CREDENTIALS:
        return found
    exists = 0 <= chosen < len(access.alternatives)
    for use in access.alternatives[chosen if exists else 0]:
        _add(found, use.scheme)
    return found


def _add(found: Credentials, scheme: Scheme) -> None:
    if scheme.kind == "apiKey":
        _add_api_key(found, scheme)
    elif scheme.kind == "http":
        _add_http(found, scheme)
    elif scheme.kind in ("oauth2", "openIdConnect"):
        _authorize(found, f"Bearer {BEARER_TOKEN}")
    elif scheme.kind == "mutualTLS":
        found.client_certificate = True


def _add_api_key(found: Credentials, scheme: Scheme) -> None:
    name = line(scheme.raw.get("name"), 120)
    where = line(scheme.raw.get("in"), 20)
    if where == "query" and name:
        found.query[name] = API_KEY
        return
    if not is_token(name):
        raise NoRequest("request_name_not_allowed", {"name": name, "place": where})
    if where == "cookie":
        found.cookies[name] = API_KEY
    elif name.lower() == "authorization":
        _authorize(found, API_KEY)
    else:
        found.headers[name] = API_KEY


def _add_http(found: Credentials, scheme: Scheme) -> None:
    given = line(scheme.raw.get("scheme"), 40)
    way = given.lower()
    if way == "bearer":
        _authorize(found, f"Bearer {BEARER_TOKEN}")
    elif way in ("basic", "digest"):
        if "Authorization" not in found.headers:
            found.login = LOGIN if way == "basic" else DIGEST_LOGIN
    elif is_token(given):
        _authorize(found, f"{given} {CREDENTIALS}")


def _authorize(found: Credentials, value: str) -> None:
    """Set the one header that HTTP has for this, unless another scheme took it."""
    if found.login is None:
        found.headers.setdefault("Authorization", value)
