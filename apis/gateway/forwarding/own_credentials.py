"""What is a credential of the portal itself: no upstream may see it."""

import base64
import binascii
import json
import re

from django.conf import settings

from portal.accounts import key_format

# Between the words of a field's value, where a credential begins or ends.
SEPARATORS = re.compile(r"[\s,;=\"]+")


def holds_own(value: str) -> bool:
    """Tell whether a field's value has a credential of the portal's anywhere in it."""
    # Cheap where, as nearly always, there is none: a key has an underscore, a token a dot.
    if "_" not in value and "." not in value and value[:6].lower() != "basic ":
        return False
    return any(map(is_own, (value, *SEPARATORS.split(value)))) or _is_basic_with_own(value)


def is_own(word: str) -> bool:
    """Tell whether a word is a key of this portal (well formed or not), or a token of one of the
    identity providers that it trusts."""
    return key_format.is_ours(word) or _is_own_token(word.strip())


def _is_own_token(word: str) -> bool:
    header, dot, rest = word.partition(".")
    if not dot or not header.startswith("ey"):
        return False
    try:
        claims = json.loads(_decoded(rest.partition(".")[0]))
    except ValueError:
        return False
    issuers = {provider["issuer"] for provider in settings.IDENTITY_PROVIDERS.values()}
    return isinstance(claims, dict) and claims.get("iss") in issuers


def _is_basic_with_own(value: str) -> bool:
    scheme, _, rest = value.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        pair = _decoded(rest.strip()).decode("latin-1")
    except ValueError:
        return False
    return any(map(is_own, pair.split(":", 1)))


def _decoded(text: str) -> bytes:
    """Return what base64 of either alphabet holds; raise ValueError for anything else."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded.translate(bytes.maketrans(b"-_", b"+/")), validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("not base64") from error
