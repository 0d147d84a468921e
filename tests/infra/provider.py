"""A provider that serves a discovery document, over HTTP or TLS, as a test wants it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.http_servers import serving

PATH = "/.well-known/openid-configuration"


@dataclass
class Provider:
    """What it answers may be changed at any time; `asked` is how often it was asked."""

    issuer: str
    document: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0


@contextmanager
def provider(certificate: Path | None = None) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.asked += 1
            known = self.path == f"/realms/acme{PATH}"
            self.send_response(running.status if known else 404)
            for name, value in running.headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = running.document
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    with serving(Handler, certificate) as server:
        scheme = "https" if certificate else "http"
        issuer = f"{scheme}://localhost:{server.server_port}/realms/acme"
        running = Provider(issuer, document_of(issuer))
        yield running


def document_of(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/keys",
        "end_session_endpoint": f"{issuer}/logout",
        "id_token_signing_alg_values_supported": ["PS256", "ES256", "RS256", "HS256"],
    }
