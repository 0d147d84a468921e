"""What a caller must send to be let in (OpenAPI security requirements), in words."""

from dataclasses import dataclass, field
from typing import Any

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text
from openapi.model.addresses import web_address

MOST_ALTERNATIVES = 12
MOST_SCOPES = 60
LONGEST_DESCRIPTION = 4_000
FLOWS = {
    "authorizationCode": "Authorization code",
    "implicit": "Implicit",
    "password": "Password",
    "clientCredentials": "Client credentials",
    "deviceAuthorization": "Device authorization",
}


@dataclass(frozen=True, slots=True)
class Flow:
    name: str
    authorization_url: str
    token_url: str
    refresh_url: str
    scopes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """`how` says what to send; `kind` is the type in the description ("" if unknown)."""

    name: str
    kind: str
    title: str
    how: str
    address: str = ""
    flows: list[Flow] = field(default_factory=list)
    raw: JsonObject = field(default_factory=dict, repr=False)

    @property
    def description(self) -> str:
        """Markdown, as the description has it."""
        return text(self.raw.get("description"), LONGEST_DESCRIPTION)


@dataclass(frozen=True, slots=True)
class Use:
    scheme: Scheme
    scopes: list[str]
    scopes_left: int = 0


@dataclass(frozen=True, slots=True)
class Access:
    """`alternatives`: any one of them is enough; all schemes within one are needed.

    `need` is "none", "optional", "required" or "unstated".
    """

    need: str
    alternatives: list[list[Use]] = field(default_factory=list)


def schemes(raw: object) -> dict[str, Scheme]:
    return {name: _scheme(name, mapping(entry)) for name, entry in mapping(raw).items()}


def access(requirements: object, known: dict[str, Scheme]) -> Access:
    """Return what a caller must send.

    `requirements` is the list that applies, or None where the description has none.
    """
    if not isinstance(requirements, list):
        return Access("unstated")
    given = [entry for entry in requirements if isinstance(entry, dict)]
    alternatives = [_uses(entry, known) for entry in given if entry][:MOST_ALTERNATIVES]
    if not alternatives:
        return Access("none")
    return Access("optional" if {} in given else "required", alternatives)


def _uses(requirement: JsonObject, known: dict[str, Scheme]) -> list[Use]:
    uses = []
    for name, raw in list(requirement.items())[:10]:
        scopes = [line(scope, 200) for scope in names(raw)]
        scheme = known.get(name) or _scheme(name, {})
        uses.append(Use(scheme, scopes[:MOST_SCOPES], max(0, len(scopes) - MOST_SCOPES)))
    return uses


def _scheme(name: str, raw: JsonObject) -> Scheme:
    kind = line(raw.get("type"), 40)
    title, how = _words(kind, raw)
    flows = mapping(raw.get("flows"))
    return Scheme(
        name=line(name, 120),
        kind=kind,
        title=title,
        how=how,
        address=web_address(raw.get("openIdConnectUrl")),
        flows=[_flow(key, mapping(flow)) for key, flow in list(flows.items())[:6]],
        raw=raw,
    )


def _words(kind: str, raw: JsonObject) -> tuple[str, str]:
    name = line(raw.get("name"), 120) or "?"
    way = line(raw.get("scheme"), 40).lower()
    if kind == "http" and way == "bearer":
        token = line(raw.get("bearerFormat"), 40)
        form = f" ({token})" if token else ""
        return f"Bearer token{form}", "Send the header Authorization: Bearer TOKEN"
    if kind == "http" and way == "basic":
        return "User name and password", "Send them with HTTP Basic authentication"
    if kind == "http":
        return f"HTTP {way or 'authentication'}", f"Send the header Authorization: {way or '…'}"
    if kind == "apiKey":
        where = {"query": "query parameter", "cookie": "cookie"}.get(line(raw.get("in")), "header")
        return "API key", f"Send it in the {where} {name}"
    if kind == "oauth2":
        return "OAuth 2.0", "Send the header Authorization: Bearer ACCESS_TOKEN"
    if kind == "openIdConnect":
        return "OpenID Connect", "Send the header Authorization: Bearer ACCESS_TOKEN"
    if kind == "mutualTLS":
        return "Client certificate", "Connect with a TLS client certificate"
    return "Unknown", "The description names this scheme and does not describe it"


def _flow(key: str, raw: JsonObject) -> Flow:
    scopes = [(line(name, 200), line(about, 300)) for name, about in _pairs(raw.get("scopes"))]
    return Flow(
        name=FLOWS.get(key, line(key, 80)),
        authorization_url=web_address(raw.get("authorizationUrl")),
        token_url=web_address(raw.get("tokenUrl")),
        refresh_url=web_address(raw.get("refreshUrl")),
        scopes=scopes,
    )


def _pairs(value: object) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())[:200]
    return [(name, "") for name in names(sequence(value))[:200]]
