"""The address of the client, behind proxies of one's own."""

import ipaddress
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings


def behind_proxies(application: WSGIApplication) -> WSGIApplication:
    """Return the application with the true client as REMOTE_ADDR, where `TRUSTED_PROXIES` stand in
    front."""

    def addressed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if settings.TRUSTED_PROXIES:
            environ["REMOTE_ADDR"] = true_client(
                environ.get("REMOTE_ADDR", ""),
                environ.get("HTTP_X_FORWARDED_FOR", ""),
                settings.TRUSTED_PROXIES,
            )
        return application(environ, start_response)

    return addressed


def true_client(peer: str, forwarded_for: str, proxies: int) -> str:
    """Return what the outermost of so many proxies saw as its client.

    Each adds the address it saw at the right (X-Forwarded-For), so what stands left of those is
    whatever the client wrote (RFC 7239, 8.1).
    """
    chain = [*(each.strip() for each in forwarded_for.split(",") if each.strip()), peer]
    found = chain[-1 - min(proxies, len(chain) - 1)]
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return peer
