"""What a caller must send to be let in (OpenAPI security requirements), in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text
from openapi.model.addresses import LONGEST

MOST_ALTERNATIVES = 12
# Schemes that are needed together.
MOST_TOGETHER = 10
# Scopes of one requirement, and of all of an operation's requirements.
MOST_SCOPES = 60
MOST_SCOPES_IN_ALL = 200
MOST_FLOW_SCOPES = 200
LONGEST_SCOPE = 120
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
    # OpenAPI 3.2, device authorization.
    device_url: str = ""
    scopes_left: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """`how` says what to send; `kind` is the type in the description ("" if unknown)."""

    name: str
    kind: str
    title: str
    how: str
    # Of OpenID Connect discovery, and of OAuth 2.0 metadata (3.2, RFC 8414).
    address: str = ""
    metadata_url: str = ""
    deprecated: bool = False
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

    `need` is "none", "optional", "required" or "unstated"; `left` counts further alternatives.
    """

    need: str
    alternatives: list[list[Use]] = field(default_factory=list)
    left: int = 0


def schemes(raw: object) -> dict[str, Scheme]:
    return {name: _scheme(name, mapping(entry)) for name, entry in mapping(raw).items()}


def access(requirements: object, known: dict[str, Scheme]) -> Access:
    """Return what a caller must send.

    `requirements` is the list that applies, or None where the description has none.
    """
    if not isinstance(requirements, list):
        return Access("unstated")
    given = [entry for entry in requirements if isinstance(entry, dict)]
    needed = [entry for entry in given if entry]
    alternatives = list(_alternatives(needed[:MOST_ALTERNATIVES], known))
    if not alternatives:
        return Access("none")
    left = len(needed) - len(alternatives)
    return Access("optional" if {} in given else "required", alternatives, left)


def _alternatives(requirements: list[JsonObject], known: dict[str, Scheme]) -> Iterator[list[Use]]:
    left = MOST_SCOPES_IN_ALL
    for requirement in requirements:
        uses = []
        for name, raw in list(requirement.items())[:MOST_TOGETHER]:
            given = names(raw)
            scopes = [line(scope, LONGEST_SCOPE) for scope in given[: min(MOST_SCOPES, left)]]
            left -= len(scopes)
            scheme = known.get(name) or _scheme(name, {})
            uses.append(Use(scheme, scopes, len(given) - len(scopes)))
        yield uses


def _scheme(name: str, raw: JsonObject) -> Scheme:
    kind = line(raw.get("type"), 40)
    title, how = _words(kind, raw)
    flows = mapping(raw.get("flows"))
    return Scheme(
        name=line(name, 120),
        kind=kind,
        title=title,
        how=how,
        address=_address(raw.get("openIdConnectUrl")),
        metadata_url=_address(raw.get("oauth2MetadataUrl")),
        deprecated=raw.get("deprecated") is True,
        flows=[_flow(key, mapping(flow)) for key, flow in flows.items() if not _extends(key)][:6],
        raw=raw,
    )


def _words(kind: str, raw: JsonObject) -> tuple[str, str]:
    name = line(raw.get("name"), 120) or "?"
    way = line(raw.get("scheme"), 40).lower()
    if kind == "http" and way == "bearer":
        token = line(raw.get("bearerFormat"), 40)
        form = f" ({token})" if token else ""
        return f"Bearer token{form}", "Send the header Authorization: Bearer TOKEN"
    if kind == "http" and way in ("basic", "digest"):
        return "User name and password", f"Send them with HTTP {way.capitalize()} authentication"
    if kind == "http":
        return (
            f"HTTP {way or 'authentication'}",
            f"Send the header Authorization: {way or '…'} CREDENTIALS",
        )
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
    given = _pairs(raw.get("scopes"))
    return Flow(
        name=FLOWS.get(key, line(key, 80)),
        authorization_url=_address(raw.get("authorizationUrl")),
        token_url=_address(raw.get("tokenUrl")),
        refresh_url=_address(raw.get("refreshUrl")),
        scopes=[(line(name, 200), line(about, 300)) for name, about in given[:MOST_FLOW_SCOPES]],
        device_url=_address(raw.get("deviceAuthorizationUrl")),
        scopes_left=max(0, len(given) - MOST_FLOW_SCOPES),
    )


def _extends(field_name: str) -> bool:
    """Return whether a field of the OAuth Flows Object is an extension; it is no map of names."""
    return field_name.startswith("x-")


def _address(value: object) -> str:
    """Return an address to read, which may be relative: it is shown as text and not linked."""
    return line(value, LONGEST)


def _pairs(value: object) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return [(name, "") for name in names(sequence(value))]
