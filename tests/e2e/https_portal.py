"""The portal behind TLS, as API Gateway serves it: with or without a stage in front of every path.

    python -m tests.e2e.https_portal FOLDER [/dev]

Prints its address once it answers, and serves until it is ended. FOLDER is for its certificate.
A path outside the stage is a neighbour's on the same host; it answers the cookies it was sent.
"""

import os
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from tests.certificates import self_signed

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def https_portal(folder: Path, stage: str) -> Iterator[str]:
    """Run the portal in a process of its own while the block runs; give its address."""
    command = [sys.executable, "-m", "tests.e2e.https_portal", str(folder), stage]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address, "the portal ended while it started; its output is above"
            yield address
        finally:
            process.terminate()


def serve(folder: Path, stage: str) -> None:
    server = ThreadedWSGIServer(("localhost", 0), WSGIRequestHandler, ipv6=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(folder))
    # The handshake is the business of the thread that serves the connection.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    url = f"https://localhost:{server.server_port}{stage}"
    os.environ["PORTAL_URL"] = url
    server.set_app(behind(stage))
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    server.serve_forever()


def behind(stage: str) -> WSGI:
    """Return the portal as an application that takes the stage from the front of each path."""
    # Imported late: the settings read PORTAL_URL.
    from django.contrib.staticfiles import finders

    from portal.web.static_files import content_type
    from portal.wsgi import application

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path != stage and not path.startswith(f"{stage}/"):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [environ.get("HTTP_COOKIE", "").encode()]
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
        environ["PATH_INFO"] = inner = path.removeprefix(stage) or "/"
        # Unpublished, so the portal itself has none; Django's own server knows no stage.
        if inner.startswith("/static/") and (found := finders.find(inner[len("/static/") :])):
            start_response("200 OK", [("Content-Type", content_type(inner))])
            return [Path(found).read_bytes()]
        return application(environ, start_response)

    return answer


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
