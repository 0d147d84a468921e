"""Text that leaves our hands and must come back unread and unchanged."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class BrokenSeal(Exception):
    """This was not sealed here, or for something else, or under a SECRET_KEY of before."""


def seal(text: str, *, scope: str) -> str:
    """Return the text encrypted and authenticated (AES-GCM), in URL-safe characters.

    `scope` says what for: only under the same one is it opened.
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, text.encode(), scope.encode())
    return urlsafe_b64encode(sealed).decode()


def opened(sealed: str, *, scope: str) -> str:
    """Return what was sealed for this scope. Raises `BrokenSeal`."""
    # Imported late, as below.
    from cryptography.exceptions import InvalidTag

    try:
        raw = urlsafe_b64decode(sealed)
        return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], scope.encode()).decode()
    except (ValueError, InvalidTag):
        raise BrokenSeal from None


@lru_cache(maxsize=1)
def _cipher() -> "AESGCM":
    # Imported late: most pages seal nothing, and a cold start need not pay for this.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(salted_hmac("portal.seal", "", algorithm="sha256").digest())
