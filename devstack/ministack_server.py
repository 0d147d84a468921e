"""What runs in the emulator's process: MiniStack, saving its state while it runs.

MiniStack writes its state only when it is stopped in good order, and offers no request to make
it do so earlier (1.5.33). So that a crash or a power cut costs seconds and not the day's work,
this saves whenever writes have come to rest. It also stops in good order when the process that
started it is gone: an emulator nobody supervises would only keep its port busy.

    python -m devstack.ministack_server     configured by MiniStack's own environment variables
"""

import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ministack import app as ministack
from ministack.core import persistence

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]

WATCH_SECONDS = 1.0
REST_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 20.0

# The last word of X-Amz-Target in DynamoDB, SQS and Cognito calls that change nothing.
READS = ("BatchGet", "Describe", "Get", "List", "Query", "Receive", "Scan")


class Writes:
    """When something was last written, and when the oldest write not yet saved came."""

    def __init__(self) -> None:
        self.newest = 0.0
        self.oldest_unsaved: float | None = None

    def note(self) -> None:
        self.newest = time.monotonic()
        if self.oldest_unsaved is None:
            self.oldest_unsaved = self.newest

    def due(self) -> bool:
        """True once writes rest, or have gone on for so long that a save cannot wait for it."""
        if self.oldest_unsaved is None:
            return False
        now = time.monotonic()
        return (
            now - self.newest >= REST_SECONDS or now - self.oldest_unsaved >= LONGEST_WAIT_SECONDS
        )

    def save(self) -> None:
        self.oldest_unsaved = None
        persistence.save_all(ministack._build_persistence_save_dict())


def noting(app: Asgi, writes: Writes) -> Asgi:
    """Wrap `app` so that each request which may change something is noted."""

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        await app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not reads(scope):
            writes.note()

    return wrapped


def reads(scope: Scope) -> bool:
    target: str = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1")
    return target.rpartition(".")[2].startswith(READS)


def watch(writes: Writes, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
        # In the server's own loop, so that no request changes a table while it is written out.
        if writes.due() and ministack._MAIN_LOOP is not None:
            ministack._MAIN_LOOP.call_soon_threadsafe(writes.save)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    writes = Writes()
    if persistence.PERSIST_STATE:
        ministack.app = noting(ministack.app, writes)
    threading.Thread(target=watch, args=(writes, os.getppid()), daemon=True).start()
    ministack.main()


if __name__ == "__main__":
    main()
