"""Names of headers and cookies, and the placeholders that names become."""

import re

# RFC 9110, 5.6.2. Anything else, "@file" above all, may mean more to a client.
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_NOT_IN_A_WORD = re.compile(r"[^A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_token(name: str) -> bool:
    """Return whether a header, cookie or method may be called so."""
    return bool(_TOKEN.fullmatch(name))


def placeholder(name: str) -> str:
    """Return `USER_ID` for `user-id` and `userId`."""
    words = _HUMP.sub("_", name[:60])
    return _NOT_IN_A_WORD.sub("_", words).strip("_").upper() or "VALUE"
