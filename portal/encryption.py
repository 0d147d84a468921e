"""Encryption of text that clients keep for us: cursors, sign-out hints."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class DecryptionFailed(Exception):
    """The text was not encrypted here, or for another scope, or under an earlier SECRET_KEY."""


def encrypt(text: str, *, scope: str) -> str:
    """Return the text encrypted and authenticated (AES-GCM), in URL-safe characters.

    `scope` says what for: it is decrypted under the same one only.
    """
    nonce = os.urandom(NONCE_BYTES)
    encrypted = nonce + _cipher().encrypt(nonce, text.encode(), scope.encode())
    return urlsafe_b64encode(encrypted).decode()


def decrypt(encrypted: str, *, scope: str) -> str:
    """Return the text that was encrypted for this scope. Raises `DecryptionFailed`."""
    # Imported late, as below.
    from cryptography.exceptions import InvalidTag

    try:
        raw = urlsafe_b64decode(encrypted)
        return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], scope.encode()).decode()
    except (ValueError, InvalidTag):
        raise DecryptionFailed from None


@lru_cache(maxsize=1)
def _cipher() -> "AESGCM":
    # Imported late: most pages encrypt nothing, and a cold start need not pay for this.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(salted_hmac("portal.seal", "", algorithm="sha256").digest())
