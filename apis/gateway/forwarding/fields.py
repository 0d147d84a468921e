"""Which header fields pass, in both directions."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from apis.gateway.forwarding.locations import Places
from apis.gateway.forwarding.own_credentials import holds_own
from apis.gateway.messages import Call, Fields, Upstream, tokens_of
from apis.items.reserved_fields import FORWARDED, FORWARDED_PREFIX, HOP_BY_HOP

# What the gateway says itself, and an answer to Expect is given by the server in front.
OF_REQUEST = frozenset({"host", "content-length", "expect", "via", "x-request-id", "cookie"})
# Which software the upstream runs, and of whom it is.
OF_UPSTREAM_SOFTWARE = frozenset(
    {
        "server",
        "via",
        "x-powered-by",
        "x-aspnet-version",
        "x-aspnetmvc-version",
        "x-generator",
        "x-runtime",
        "x-served-by",
        "x-backend-server",
        "x-upstream",
        "x-envoy-upstream-service-time",
        "x-envoy-decorator-operation",
    }
)


def request_fields(call: Call, upstream: Upstream, authority: str) -> Fields:
    """Return the fields that the upstream gets, but for those of the body's framing.

    What Connection names goes first; then the gateway's own fields are set, so that no client can
    name one of them away (RFC 9110, 7.6.1).
    """
    nominated = set(tokens_of(call.fields, "connection"))
    dropped = HOP_BY_HOP | OF_REQUEST | FORWARDED | nominated
    dropped |= {name.lower() for name, _ in upstream.fields}
    kept = [
        (name, value.strip(" \t"))
        for name, value in call.fields
        if (lowered := name.lower()) not in dropped
        and not lowered.startswith(FORWARDED_PREFIX)
        # Beside its namesake with dashes it would be one variable to many servers.
        and "_" not in name
        and not holds_own(value)
    ]
    cookies = () if "cookie" in nominated else _cookies(call.fields)
    return [("Host", authority), *kept, *cookies, *_own_fields(call), *upstream.fields]


def _own_fields(call: Call) -> Iterator[tuple[str, str]]:
    if call.client:
        node = f'"[{call.client}]"' if ":" in call.client else call.client
        host = f'"{call.host}"' if ":" in call.host else call.host
        parts = [f"for={node}", f"proto={call.scheme}", *([f"host={host}"] if host else [])]
        # RFC 7239, section 4.
        yield "Forwarded", ";".join(parts)
        yield "X-Forwarded-For", call.client
    yield "X-Forwarded-Proto", call.scheme
    if call.host:
        yield "X-Forwarded-Host", call.host
    if call.request_id:
        yield "X-Request-Id", call.request_id
    # A gateway says that it was there, which also shows a call that goes round in circles (RFC
    # 9110, 7.6.3).
    yield "Via", ", ".join([*_via(call.fields), f"1.1 {pseudonym()}"])


def pseudonym() -> str:
    """Return the name of this portal in Via."""
    return _host_of(settings.PORTAL_URL)


@lru_cache(maxsize=8)
def _host_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def goes_in_circles(call: Call) -> bool:
    """Tell whether the call has come through this gateway before."""
    if not _via(call.fields):
        return False
    name = pseudonym().lower()
    return any(name in each.split()[1:2] for each in tokens_of(call.fields, "via"))


def _via(fields: Fields) -> list[str]:
    return [value for name, value in fields if name.lower() == "via"]


def _cookies(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield one Cookie field without the portal's own cookies; none where nothing is left.

    What stands between semicolons is taken as one cookie, in quotes or not: so no server can read
    a cookie of ours in what is left.
    """
    ours = {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.MESSAGE_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        *settings.OTHER_COOKIE_NAMES,
    }
    sent = "; ".join(value for name, value in fields if name.lower() == "cookie")
    kept = [each for each in sent.split(";") if _is_for_upstream(each, ours)]
    text = ";".join(kept).strip()
    if text:
        yield "Cookie", text


def _is_for_upstream(cookie: str, ours: set[str]) -> bool:
    name, _, value = cookie.partition("=")
    return bool(cookie.strip()) and name.strip() not in ours and not holds_own(value)


def answer_fields(sent: Fields, places: Places, *, without_body: bool) -> Fields:
    """Return those of the upstream's fields that the client gets, with the gateway's addresses.

    Content-Length only where there is no body to count: of HEAD and 304.
    """
    dropped = HOP_BY_HOP | OF_UPSTREAM_SOFTWARE | set(tokens_of(sent, "connection"))
    if not without_body:
        dropped |= {"content-length"}
    kept = [(name, value) for name, value in sent if name.lower() not in dropped]
    return places.replaced_in(kept)
