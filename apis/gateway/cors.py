"""Which pages of other sites may read an API's answers: the API's own rule, or none.

CORS as the Fetch standard has it (https://fetch.spec.whatwg.org/#http-cors-protocol). With a rule,
what the upstream says of CORS does not count; without one it passes untouched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apis.gateway.messages import Call, Fields, first_of, tokens_of, values_of, without
from openapi.model.outline import METHODS

ANY = "*"
DEFAULT_METHODS = tuple(sorted(method.upper() for method in METHODS if method != "trace"))
# What carries a key, and what every client sends with a body.
ALWAYS_ALLOWED = ("Authorization", "Content-Type", "X-API-Key")
DEFAULT_MAX_AGE = 600
# Fields of a request, in a preflight, which some browser names: more are no browser's.
MOST_HEADERS = 50
ANSWER_FIELDS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Expose-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsRule:
    """Whose pages may call an API: `origins` such as "https://app.example", or "*" for all.

    No `methods` allow all that OpenAPI has; "*" among `headers` allows all. `exposed` are the
    answer's fields that scripts may read beside the few that they always may. Credentials
    (cookies) are never sent together with "*".
    """

    origins: tuple[str, ...]
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int = DEFAULT_MAX_AGE
    credentials: bool = False

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "CorsRule":
        """Return the rule that `as_dict` stored."""
        return cls(
            origins=tuple(stored.get("origins", ())),
            methods=tuple(stored.get("methods", ())),
            headers=tuple(stored.get("headers", ())),
            exposed=tuple(stored.get("exposed", ())),
            max_age=int(stored.get("max_age", DEFAULT_MAX_AGE)),
            credentials=bool(stored.get("credentials", False)),
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "origins": list(self.origins),
            "methods": list(self.methods),
            "headers": list(self.headers),
            "exposed": list(self.exposed),
            "max_age": self.max_age,
            "credentials": self.credentials,
        }

    @property
    def allows_any(self) -> bool:
        return ANY in self.origins

    def allows(self, origin: str) -> bool:
        """Tell whether pages of this origin, "" for none, may read answers."""
        return self.allows_any or origin.lower() in (each.lower() for each in self.origins)


def origin_of(call: Call) -> str:
    """Return the origin that a call names, "" where it names none or several."""
    found = values_of(call.fields, "Origin")
    return found[0].strip() if len(found) == 1 else ""


def is_preflight(call: Call) -> bool:
    """Tell whether a browser asks by this call whether a page may send another one."""
    return (
        call.method == "OPTIONS"
        and bool(origin_of(call))
        and first_of(call.fields, "Access-Control-Request-Method") is not None
    )


def with_preflight(fields: Fields, rule: CorsRule, call: Call) -> Fields:
    """Return the fields of an answer, as `with_cors` left them, with what a preflight asks for:
    nothing for a page of another origin."""
    if ANY in rule.headers:
        fields = with_vary(fields, "Access-Control-Request-Headers")
    if not rule.allows(origin_of(call)):
        return fields
    return [
        *fields,
        ("Access-Control-Allow-Methods", ", ".join(rule.methods or DEFAULT_METHODS)),
        ("Access-Control-Allow-Headers", ", ".join(_allowed_headers(rule, call))),
        ("Access-Control-Max-Age", str(rule.max_age)),
    ]


def cors_fields(rule: CorsRule, origin: str) -> Fields:
    """Return what an answer to a page of this origin says, "" for a call of no page."""
    if rule.allows_any:
        return [("Access-Control-Allow-Origin", ANY), *_exposed(rule)]
    fields = [("Vary", "Origin")]
    if rule.allows(origin):
        fields.append(("Access-Control-Allow-Origin", origin))
        fields += _exposed(rule)
        if rule.credentials:
            fields.append(("Access-Control-Allow-Credentials", "true"))
    return fields


def with_cors(fields: Fields, rule: CorsRule, origin: str) -> Fields:
    """Return an answer's fields as the rule wants them."""
    added = cors_fields(rule, origin)
    kept = without(fields, *ANSWER_FIELDS) + without(added, "Vary")
    return with_vary(kept, *values_of(added, "Vary"))


def with_vary(fields: Fields, *names: str) -> Fields:
    """Return the fields with these names in Vary, each once (RFC 9110, 12.5.5)."""
    if not names or ANY in (found := list(tokens_of(fields, "Vary"))):
        return fields
    spelled = [each.strip() for value in values_of(fields, "Vary") for each in value.split(",")]
    once = {each.lower(): each for each in reversed([*filter(None, spelled), *names])}
    ordered = dict.fromkeys([*found, *(name.lower() for name in names)])
    return [*without(fields, "Vary"), ("Vary", ", ".join(once[name] for name in ordered))]


def _exposed(rule: CorsRule) -> Fields:
    names = ", ".join(rule.exposed)
    return [("Access-Control-Expose-Headers", names)] if names else []


def _allowed_headers(rule: CorsRule, call: Call) -> list[str]:
    named = [name for name in rule.headers if name != ANY]
    if ANY in rule.headers:
        # Named one by one: "*" would count neither for Authorization nor with credentials.
        asked = list(tokens_of(call.fields, "Access-Control-Request-Headers"))
        named += [name for name in asked[:MOST_HEADERS] if _is_token(name)]
    known = {name.lower(): name for name in (*named, *ALWAYS_ALLOWED)}
    return sorted(known.values(), key=str.lower)


def _is_token(text: str) -> bool:
    return text.replace("-", "").replace("_", "").isalnum() and text.isascii()
