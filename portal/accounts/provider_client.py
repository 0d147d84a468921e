"""Requests to an identity provider: short, bounded, and with one error for each way to fail."""

import json
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

from portal.accounts import refusals
from portal.accounts.refusals import ProviderFailed, ProviderUnavailable

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
TOTAL_SECONDS = 10
# An ID token or UserInfo with 10,000 groups named by GUIDs takes about half of it.
MAX_BYTES = 1024 * 1024
# How far an error is followed to what caused it.
MAX_CAUSES = 20


def get_json(url: str, *, step: str, **options: Any) -> dict[str, Any]:
    """Return the JSON object at a URL. Raises `ProviderUnavailable` or `ProviderFailed`."""
    status, document = request_json("GET", url, step=step, **options)
    if status != 200:
        raise ProviderFailed(
            "provider_status",
            params={"status": status},
            step=step,
            cause=refusals.HTTP_STATUS,
            status=str(status),
        )
    return document


def request_json(method: str, url: str, *, step: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """Return status and JSON object of an answer; one below 500 that holds none gives `{}`.

    Raises `ProviderUnavailable` where there is no answer in time or the server reports its
    own fault, `ProviderFailed` where a 200 is not a JSON object of at most 1 MB. `step` names the
    request in their details.
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
            body = _read(response, step)
    except requests.RequestException as error:
        raise ProviderUnavailable("provider_unreachable", step=step, **_cause_of(error)) from error
    status = response.status_code
    if status >= 500:
        raise ProviderUnavailable(
            "provider_fault",
            step=step,
            cause=refusals.HTTP_STATUS,
            status=str(status),
        )
    return status, _parsed(body, step, strict=status == 200)


def _read(response: Any, step: str) -> bytes:
    deadline = time.monotonic() + TOTAL_SECONDS
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ProviderFailed("provider_answer_too_long", step=step, cause=refusals.TOO_LONG)
        if time.monotonic() > deadline:
            raise ProviderUnavailable("provider_slow", step=step, cause=refusals.TIMEOUT)
    return bytes(body)


def _parsed(body: bytes, step: str, *, strict: bool) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document
    if strict:
        raise ProviderFailed("provider_answer_unreadable", step=step, cause=refusals.NOT_JSON)
    return {}


def _cause_of(error: BaseException) -> dict[str, Any]:
    """Return why there was no answer, for the audit log."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return {"cause": refusals.TLS, "tls": str(cause.verify_message)}
            case ssl.SSLError():
                return {"cause": refusals.TLS, "tls": str(cause.reason)}
            case socket.gaierror():
                return {"cause": refusals.UNKNOWN_HOST}
            case TimeoutError():
                return {"cause": refusals.TIMEOUT}
    return {"cause": refusals.NO_CONNECTION}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those behind it; urllib3 and requests keep them in several places."""
    found: list[BaseException] = [error]
    for each in found:
        yield each
        behind = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        found += [
            other
            for other in behind
            if isinstance(other, BaseException) and other not in found and len(found) < MAX_CAUSES
        ]
