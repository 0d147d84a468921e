"""An identity provider's signing keys, kept in the process."""

import threading
import time
from typing import Any

from portal.accounts import refusals
from portal.accounts.provider_client import get_json
from portal.accounts.refusals import ProviderFailed
from portal.threads import cached_once

FRESH_SECONDS = 60 * 60
# How long keys are good while the provider cannot be asked for newer ones.
STALE_SECONDS = 24 * 60 * 60
# Tokens with made-up key ids must not make us ask the provider again and again.
PAUSE_SECONDS = 60
PAUSE_AFTER_FAILURE_SECONDS = 5
MAX_KEYS = 50
MIN_RSA_BITS = 2048


class KeySet:
    """The keys behind one JWKS address (RFC 7517), fetched when first needed, then hourly."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._keys: list[Any] = []
        self._fetched_at = float("-inf")
        self._next_fetch = float("-inf")
        self._failure: ProviderFailed | None = None

    def key(self, key_id: str | None, algorithm: str) -> Any | None:
        """Return the key a token names, or None where the provider has no such key.

        An unknown id makes us look once more, at most every minute. Raises `ProviderFailed` where
        no keys were ever read and the provider does not give them now.
        """
        if self._age() > FRESH_SECONDS:
            self._refresh()
        found = self._find(key_id, algorithm)
        if found is None and self._refresh():
            found = self._find(key_id, algorithm)
        return found

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    def _find(self, key_id: str | None, algorithm: str) -> Any | None:
        fitting = [key for key in self._keys if key.algorithm_name == algorithm]
        if key_id is None:
            # Allowed where there is no choice (OpenID Connect Core, section 10.1).
            return fitting[0] if len(fitting) == 1 else None
        return next((key for key in fitting if key.key_id == key_id), None)

    def _refresh(self) -> bool:
        """Fetch the keys unless that was done just now; tell whether they may have changed."""
        asked_at = time.monotonic()
        with self._lock:
            if self._fetched_at > asked_at:
                return True
            if time.monotonic() < self._next_fetch:
                self._require_keys()
                return False
            try:
                self._keys = _usable(get_json(self._url, step=refusals.STEP_KEYS))
            except ProviderFailed as failure:
                self._failure = failure
                self._next_fetch = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
                if self._age() > STALE_SECONDS:
                    raise
                return False
            self._fetched_at = time.monotonic()
            self._next_fetch = self._fetched_at + PAUSE_SECONDS
            return True

    def _require_keys(self) -> None:
        failure = self._failure
        if self._age() > STALE_SECONDS and failure:
            # Asked a moment ago: the answer is the same.
            raise type(failure)(
                failure.problem.code, params=failure.problem.params, **failure.details
            )


@cached_once
def key_set(url: str) -> KeySet:
    """Return the process's one key set of this address."""
    return KeySet(url)


def _usable(document: dict[str, Any]) -> list[Any]:
    """Return the keys that can sign tokens: RSA of 2048 bits and more, and P-256."""
    import jwt

    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise ProviderFailed(
            "provider_keys_unreadable", step=refusals.STEP_KEYS, cause=refusals.BAD_KEYS
        )
    keys = []
    for jwk in listed:
        if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(jwk)
        except (jwt.PyJWTError, TypeError, ValueError):
            # A kind of key this library does not know is of no use; the others still are.
            continue
        if key.algorithm_name == "ES256" or _is_strong_rsa(key):
            keys.append(key)
    return keys


def _is_strong_rsa(key: Any) -> bool:
    return bool(key.algorithm_name == "RS256" and key.key.key_size >= MIN_RSA_BITS)
