"""The portal of this process, served over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.test.testcases import LiveServerThread

from portal.wsgi import application


@contextmanager
def served_at(address: str) -> Iterator[None]:
    """Serve the portal at this address of localhost while the block runs."""
    # Nothing in front of the application, as `make run` has it.
    server = LiveServerThread(
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
