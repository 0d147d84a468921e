"""Requests to an identity provider: short, bounded, and with one error for each way to fail."""

import json
import time
from typing import Any

from portal.accounts.refusals import ProviderFailed, ProviderUnavailable

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
TOTAL_SECONDS = 10
MAX_BYTES = 256 * 1024


def get_json(url: str, **options: Any) -> dict[str, Any]:
    """Return the JSON object at a URL. Raises `ProviderUnavailable` or `ProviderFailed`."""
    status, document = request_json("GET", url, **options)
    if status != 200:
        raise ProviderFailed(f"It answered {status}. Try again later, or tell the portal's team.")
    return document


def request_json(method: str, url: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """Return status and JSON object of an answer; one below 500 that holds none gives `{}`.

    Raises `ProviderUnavailable` where there is no answer in time or the server reports its
    own fault, `ProviderFailed` where a 200 is not a JSON object of at most 256 KB.
    """
    # Imported late: pages of people who are signed in already need no HTTP client.
    import requests

    try:
        with requests.request(
            method,
            url,
            timeout=(CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS),
            allow_redirects=False,
            stream=True,
            **options,
        ) as response:
            body = _read(response)
    except requests.RequestException as error:
        raise ProviderUnavailable("It may be down for a moment. Try again shortly.") from error
    if response.status_code >= 500:
        raise ProviderUnavailable("It reports a fault of its own. Try again shortly.")
    return response.status_code, _parsed(body, strict=response.status_code == 200)


def _read(response: Any) -> bytes:
    deadline = time.monotonic() + TOTAL_SECONDS
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ProviderFailed("Its answer is too long. Tell the portal's team.")
        if time.monotonic() > deadline:
            raise ProviderUnavailable("It answers too slowly. Try again shortly.")
    return bytes(body)


def _parsed(body: bytes, *, strict: bool) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document
    if strict:
        raise ProviderFailed("Its answer is not readable. Try again, or tell the portal's team.")
    return {}
