"""People who present a JWT of the user pool, at little cost a request."""

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings

from portal.accounts import refusals, services, tokens
from portal.accounts.claims import claims_of, userinfo
from portal.accounts.items import Profile
from portal.accounts.providers import Provider, provider_named
from portal.accounts.refusals import SignInRefused, TokenRefused
from portal.accounts.services import Claims

MAX_KNOWN = 1000


@dataclass(frozen=True)
class Known:
    """A token that was verified: whose it is and until when."""

    user_id: str
    expires_at: float


class KnownTokens:
    """The tokens this process verified, by their hash: at most 1,000, the least used go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    def user_of(self, token: str) -> str | None:
        digest = _digest(token)
        with self._lock:
            known = self._known.get(digest)
            if known is None:
                return None
            if known.expires_at <= time.time():
                del self._known[digest]
                return None
            self._known.move_to_end(digest)
            return known.user_id

    def remember(self, token: str, known: Known) -> None:
        with self._lock:
            self._known[_digest(token)] = known
            if len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)


known_tokens = KnownTokens()


def person_of(token: str) -> Profile:
    """Return whom a token stands for, made known on first use.

    One GetItem for a token seen before; two, and a Query where the token names groups, for a new
    one of a known person in the same role and teams. Raises `SignInRefused` for a token that does
    not hold or a disabled person, `ProviderFailed` where the pool's keys cannot be had.
    """
    user_id = known_tokens.user_of(token)
    if user_id is None:
        return _verified(token)
    profile = Profile.find(*Profile.key(user_id))
    if profile is None or profile.disabled:
        raise SignInRefused(refusals.DISABLED, person=Profile.key(user_id)[0])
    return profile


def _verified(token: str) -> Profile:
    provider = provider_named(settings.BEARER_PROVIDER)
    if provider is None:
        raise TokenRefused(refusals.TOKEN_ISSUER)
    payload = tokens.verify_bearer(provider, token)
    claims = claims_of(provider, payload)
    known = services.find(claims)
    if known is None:
        claims = _described(provider, token, payload) or claims
    profile = services.recognise(claims=claims, known=known)
    known_tokens.remember(token, Known(profile.user_id, float(payload["exp"])))
    return profile


def _described(provider: Provider, token: str, payload: tokens.Payload) -> Claims | None:
    """Ask the pool for address and name, which access tokens lack, where the token allows it."""
    scopes = str(payload.get("scope", "")).split()
    if "openid" not in scopes or not provider.userinfo_url:
        return None
    described = userinfo(provider, token, subject=payload["sub"])
    return claims_of(provider, payload, described)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
