"""The portal of this process, served over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread

from devstack.web_server import WebServer
from portal.wsgi import application


class QuietServer(WebServer, ThreadedWSGIServer):
    is_quiet = True


class PortalThread(LiveServerThread):
    # What `make run` has, so that tests see what its visitors see.
    server_class = QuietServer


@contextmanager
def served_at(address: str) -> Iterator[None]:
    """Serve the portal at this address of localhost while the block runs."""
    # Nothing in front of the application, as `make run` has it.
    server = PortalThread(
        "localhost", lambda _: application, connections_override={}, port=urlsplit(address).port
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield
    finally:
        server.terminate()
