"""How keys look: `prefix_random_checksum`, a prefix for each kind.

A prefix and a checksum let secret scanners tell a key from chance, and let us turn away a made-up
or mistyped key without a read. Underscores only, so that a double click selects all of it.
"""

import secrets
import string
import zlib

# Of everything that this portal gives out as a key, whatever its kind and age.
OURS = "adp_"
LIVE, SANDBOX, PERSONAL = "live", "sandbox", "personal"
KINDS = (LIVE, SANDBOX, PERSONAL)
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 256 bits in base 62.
RANDOM_CHARS = 43
CHECKSUM_CHARS = 6
# Personal keys made before there were kinds: `adp_`, 32 random characters and the checksum.
OLDER_RANDOM_CHARS = 32


def new_secret(kind: str) -> str:
    """Return a key of this kind (one of `KINDS`) that was never given out."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARS))
    return f"{OURS}{kind}_{random}_{checksum(random)}"


def is_ours(text: str) -> bool:
    """Tell whether this would be a key of ours, well formed or not: no other server may see it."""
    return text.strip().lower().startswith(OURS)


def kind_of(secret: str) -> str | None:
    """Return a key's kind; None unless its prefix, length and checksum are right."""
    if not secret.isascii() or not secret.startswith(OURS):
        return None
    body = secret.removeprefix(OURS)
    kind, _, rest = body.partition("_")
    if not rest:
        is_older = len(body) == OLDER_RANDOM_CHARS + CHECKSUM_CHARS
        return PERSONAL if is_older and _holds(body[:-CHECKSUM_CHARS], body) else None
    random, _, found = rest.partition("_")
    if kind not in KINDS or len(random) != RANDOM_CHARS or checksum(random) != found:
        return None
    return kind


def hint_of(secret: str) -> str:
    """Return what lists show of a key: its prefix, and its last four characters."""
    kind = kind_of(secret)
    return f"{OURS}{kind}_…{secret[-4:]}"


def checksum(text: str) -> str:
    """Return the CRC-32 of a text in base 62, six characters."""
    value = zlib.crc32(text.encode())
    digits = ""
    for _ in range(CHECKSUM_CHARS):
        value, digit = divmod(value, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def _holds(random: str, body: str) -> bool:
    return body == random + checksum(random)
