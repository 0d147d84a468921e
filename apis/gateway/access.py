"""Who calls, and whether they may: the key, its application, and that one's subscription.

A key stands in `X-API-Key`, or in `Authorization: Bearer` where it is one of ours. What a key is
told depends on what its sender proved: whoever sends a key that there is learns that it ended or
sleeps; a key that was revoked, and one that never was, get the same answer.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from apis.gateway.lookups import ApiSetup, KnownKey, Lookups, Member
from apis.gateway.messages import Call, values_of
from apis.gateway.refusals import CallRefused, KeyRefused, NotForThisCaller, NotHere, TooManyCalls
from apis.gateway.short_cache import ShortCache
from apis.items import DRAFT
from apis.items.subscriptions import ACTIVE, CANCELLED, REFUSED, REQUESTED, SUSPENDED
from apis.limits.items import Counter
from apis.limits.policies import Limits
from apis.limits.subjects import subscription_subject
from portal.accounts import key_format

BEARER = re.compile(r"bearer +(.*)", re.IGNORECASE)
# Keys and APIs that there are not, from one address within a minute, before it is told to wait:
# each costs a read.
MOST_GUESSES, GUESSING_SECONDS = 60, 60
MOST_ADDRESSES = 5_000
# What one subscriber of an IPv6 network has.
IPV6_PREFIX = 64

WHY_NOT = {
    REQUESTED: "subscription_waiting",
    REFUSED: "subscription_refused",
    CANCELLED: "subscription_cancelled",
    SUSPENDED: "subscription_suspended",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """An application that may call. Its calls are counted as `subject` on `limits`, those of the
    operation also on `own_limits`, if it has any; `seen` are its counters as they were just read.
    """

    subject: str
    limits: Limits
    own_limits: Limits | None
    seen: dict[str, Counter]


def presented_key(call: Call) -> str:
    """Return the key that a call carries, of an application and for live APIs by its look.

    Raises `KeyRefused` for none and for what can be no such key, and a 400 for two different ones
    (RFC 6750, 3.1). Nothing is read.
    """
    found = {value.strip() for value in values_of(call.fields, "X-API-Key")}
    for value in values_of(call.fields, "Authorization"):
        bearer = BEARER.fullmatch(value.strip())
        if bearer and key_format.is_ours(bearer[1]):
            found.add(bearer[1].strip())
    found.discard("")
    if len(found) > 1:
        raise CallRefused("several_keys")
    if not found:
        raise KeyRefused("key_missing")
    (key,) = found
    kind = key_format.kind_of(key)
    if kind == key_format.PERSONAL:
        raise KeyRefused("key_not_of_application")
    if kind == key_format.SANDBOX:
        raise NotForThisCaller("sandbox_key")
    if kind is None:
        raise KeyRefused("key_refused")
    return key


class Guesses:
    """Bounds what an address that makes up keys or APIs costs: 60 reads a minute in a process.

    Keys and APIs that are known by then are not concerned.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._counts: ShortCache[list[int]] = ShortCache(MOST_ADDRESSES, now)

    def check(self, address: str) -> None:
        """Raise `TooManyCalls` where too many came from there."""
        place = _network(address)
        if place in self._counts and self._counts[place][0] >= MOST_GUESSES:
            refused = TooManyCalls("too_many_guesses")
            refused.fields = [("Retry-After", str(GUESSING_SECONDS))]
            raise refused

    def note(self, address: str) -> None:
        """Count a key or an API that there is not."""
        place = _network(address)
        try:
            self._counts[place][0] += 1
        except KeyError:
            self._counts.put(place, [1], read_at=self._now(), seconds=GUESSING_SECONDS)


def holding(key: KnownKey | None) -> KnownKey:
    """Return the key where it lets anybody in; raise `KeyRefused` where it does not. No read."""
    if key is None or key.is_revoked:
        raise KeyRefused("key_refused")
    if key.has_ended:
        raise KeyRefused("key_ended")
    if key.is_dormant:
        raise KeyRefused("key_dormant")
    return key


def identify(key: KnownKey, setup: ApiSetup, operation: str, lookups: Lookups) -> Member:
    """Return whose key it is, as a caller of this API.

    Raises `KeyRefused` where the application is gone or suspended, `NotHere` where its owner may
    not see the API, or there is none. As many requests as `Lookups.member` takes.
    """
    if setup.api is None:
        raise NotHere("api_not_found")
    member = lookups.member(key.app_id, setup, operation)
    if not member.is_there:
        raise KeyRefused("key_refused")
    if member.is_suspended:
        raise KeyRefused("application_suspended")
    if not member.sees_api:
        raise NotHere("api_not_found")
    if setup.status in ("", DRAFT):
        raise NotHere("version_not_found")
    return member


def entitled(key: KnownKey, member: Member, setup: ApiSetup, operation: str) -> Caller:
    """Return the caller where key and subscription let it call, else raise `NotForThisCaller`."""
    if key.scopes and setup.slug not in key.scopes:
        raise NotForThisCaller("key_scope")
    if member.status != ACTIVE:
        raise NotForThisCaller(WHY_NOT.get(member.status, "not_subscribed"))
    plan = setup.plans.get(member.plan_id)
    if plan is None:
        raise NotForThisCaller("plan_gone")
    subject = subscription_subject(key.app_id, setup.slug, setup.made)
    own = setup.limits_of(plan, operation) if operation in plan.operation_limits else None
    return Caller(subject, setup.limits_of(plan), own, member.seen)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(int(found) >> (128 - IPV6_PREFIX))
