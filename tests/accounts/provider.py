"""A small OIDC provider on loopback, with keys of its own, that does whatever a test asks for."""

import base64
import hashlib
import json
import threading
import time
from collections import Counter
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "portal-client"
CLIENT_SECRET = "client+secret/with=signs"


@lru_cache
def _key() -> rsa.RSAPrivateKey:
    """Return the key of all these providers: making one takes longer than most tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TestProvider:
    """Answers token, UserInfo and JWKS requests; codes are given out by `code_for`."""

    __test__ = False

    def __init__(self) -> None:
        self.key = _key()
        self.key_id = uuid4().hex
        self.subject = uuid4().hex
        self.codes: dict[str, dict[str, Any]] = {}
        self.requests: Counter[str] = Counter()
        self.userinfo: dict[str, Any] = {}
        self.broken: dict[str, tuple[int, bytes]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def settings(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "label": "Test provider",
            "issuer": self.url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "authorization_url": f"{self.url}/authorize",
            "token_url": f"{self.url}/token",
            "userinfo_url": f"{self.url}/userinfo",
            "jwks_url": f"{self.url}/jwks",
            "logout_url": f"{self.url}/logout",
            "groups_claim": "groups",
            "scopes": "openid email profile",
            "algorithms": ("RS256",),
            "api_client_ids": (),
        }

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return an honest token's claims, changed; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "iat": now,
            "exp": now + 300,
            "email": f"{self.subject[:8]}@provider.test",
            "name": "Pat Provider",
            "groups": ["developer", "team-payments"],
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(
            claims, self.key, algorithm="RS256", headers={"kid": self.key_id} | header
        )

    def code_for(self, location: str, *, token: str | None = None, **changes: Any) -> str:
        """Sign somebody in: return the code for the authorization request at `location`.

        `changes` change the ID token's claims, `token` replaces it.
        """
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = uuid4().hex
        self.codes[code] = {
            "challenge": asked["code_challenge"],
            "redirect_uri": asked["redirect_uri"],
            "id_token": token or self.sign(self.claims(**{"nonce": asked["nonce"]} | changes)),
        }
        return code

    def jwks(self) -> dict[str, Any]:
        jwk = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [jwk | {"kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def _redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        expected = base64.b64encode(
            b"portal-client:client%2Bsecret%2Fwith%3Dsigns"  # RFC 6749, section 2.3.1
        ).decode()
        if authorization != f"Basic {expected}":
            return 401, {"error": "invalid_client"}
        grant = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            not grant
            or challenge != grant["challenge"]
            or form["redirect_uri"] != grant["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "opaque", "id_token": grant["id_token"], "token_type": "Bearer"}
        return 200, answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                documents = {"/jwks": provider.jwks(), "/userinfo": provider.userinfo}
                self._answer(200, documents[self.path])

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(*provider._redeem(form, self.headers.get("Authorization", "")))

            def _answer(self, status: int, document: dict[str, Any]) -> None:
                provider.requests[self.path] += 1
                body = json.dumps(document).encode()
                if self.path in provider.broken:
                    status, body = provider.broken[self.path]
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler
