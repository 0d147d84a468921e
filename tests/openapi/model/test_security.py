"""What a caller must send is said in words."""

from typing import Any

import pytest

from openapi.model.security import schemes


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"type": "http", "scheme": "Basic"}, "Send them with HTTP Basic authentication"),
        ({"type": "http", "scheme": "digest"}, "Send them with HTTP Digest authentication"),
        ({"type": "http", "scheme": "bearer"}, "Send the header Authorization: Bearer TOKEN"),
        ({"type": "http", "scheme": "Hoba"}, "Send the header Authorization: hoba CREDENTIALS"),
        ({"type": "apiKey", "in": "query", "name": "key"}, "Send it in the query parameter key"),
        ({"type": "apiKey", "in": "cookie", "name": "key"}, "Send it in the cookie key"),
        ({"type": "mutualTLS"}, "Connect with a TLS client certificate"),
        ({"type": "other"}, "The description names this scheme and does not describe it"),
    ],
)
def test_each_scheme_says_what_to_send(raw: dict[str, Any], words: str) -> None:
    assert schemes({"login": raw})["login"].how == words
