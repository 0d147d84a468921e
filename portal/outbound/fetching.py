"""Reads from servers that somebody else names, without letting them point us at ourselves."""

import ipaddress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from portal.errors import Invalid, TooLarge, UpstreamFailed
from portal.outbound.addresses import PRIVATE_NAMES, is_public
from portal.outbound.deadline import Deadline

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
TOTAL_SECONDS = 15
CHUNK_BYTES = 64 * 1024


def fetch(url: str, *, max_bytes: int) -> bytes:
    """Return what a public http(s) URL holds, decoded, within 15 seconds.

    A resolver that has no answer may add its own timeout to that, usually 10 seconds.

    Refused before a connection is made: other schemes, credentials in the URL, and hosts that
    resolve to a private, loopback, link-local, metadata, multicast or otherwise special address.
    The connection goes to the very address that was checked. Redirects are not followed. Hosts in
    `OUTBOUND_ALLOWED_HOSTS` (`host` or `host:port`) are trusted wherever they resolve to.

    Raises `Invalid` for a refused URL, `TooLarge`, and `UpstreamFailed` where there is no good
    answer.
    """
    # Imported late: only this use case needs an HTTP client.
    import requests
    from requests_hardened.ip_filter import InvalidIPAddress

    _check(url)
    try:
        with (
            Deadline(TOTAL_SECONDS) as deadline,
            _session(url, deadline) as session,
            session.get(url, stream=True) as response,
        ):
            if response.is_redirect:
                raise Invalid("url_redirects")
            if response.status_code != 200:
                raise UpstreamFailed("upstream_status", params={"status": response.status_code})
            return _read(response, max_bytes, deadline)
    except InvalidIPAddress:
        raise Invalid("url_not_public") from None
    except requests.RequestException as error:
        raise UpstreamFailed(
            "upstream_unreachable", params={"host": urlsplit(url).hostname}
        ) from error


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid("url_malformed") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise Invalid("url_scheme")
    if parts.username is not None or parts.password is not None:
        raise Invalid("url_with_credentials")
    if not _is_trusted(parts) and parts.hostname.rstrip(".").endswith(PRIVATE_NAMES):
        raise Invalid("url_not_public")


def _is_trusted(parts: SplitResult) -> bool:
    return parts.netloc.lower() in {host.lower() for host in settings.OUTBOUND_ALLOWED_HOSTS}


def _session(url: str, deadline: Deadline) -> Any:
    from requests_hardened import Config, HTTPSession
    from requests_hardened.ip_filter import InvalidIPAddress
    from requests_hardened.ip_filter_adapter import IPFilterAdapter

    class PublicOnly(IPFilterAdapter):
        def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
            host_params, pool_kwargs = super().build_connection_pool_key_attributes(*args, **kwargs)
            # The library lets some of them through, `::127.0.0.1` for example.
            address = ipaddress.ip_address(host_params["host"].strip("[]"))
            if not is_public(address):
                raise InvalidIPAddress(address)
            return host_params, pool_kwargs

    trusted = _is_trusted(urlsplit(url))
    session = HTTPSession(
        Config(
            ip_filter_enable=not trusted,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS),
            user_agent_override="developer-portal",
        )
    )
    # Neither a proxy nor a .netrc of the machine may take part.
    session.trust_env = False
    if not trusted:
        session.mount("http://", PublicOnly(is_https_proto=False))
        session.mount("https://", PublicOnly(is_https_proto=True))
    for adapter in session.adapters.values():
        deadline.watch(adapter.poolmanager)
    return session


def _read(response: Any, max_bytes: int, deadline: Deadline) -> bytes:
    """Read the body, which may be slow, endless or a compression bomb."""
    body = bytearray()
    for chunk in response.iter_content(CHUNK_BYTES):
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge("answer_too_large", params={"limit": filesizeformat(max_bytes)})
        if deadline.is_over:
            break
    if deadline.is_over:
        # An answer without a length looks whole where it was cut off.
        raise UpstreamFailed("upstream_slow", params={"limit": TOTAL_SECONDS})
    return bytes(body)
