"""What runs in the emulator's process: MiniStack, saving its state while it runs.

MiniStack writes its state only when it is stopped cleanly, and offers no request to make
it do so earlier (1.5.33). So that a crash or a power cut costs seconds and not the day's work,
this saves whenever writes have come to rest. It also stops cleanly when the process that
started it is gone: an emulator nobody supervises would only keep its port busy.

    python -m devstack.ministack_server     configured by MiniStack's own environment variables
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from ministack import app as ministack
from ministack.core import persistence
from ministack.services import lambda_svc

from devstack.saving import Saver, States

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]

WATCH_SECONDS = 0.25
REST_SECONDS = 1.0
LONGEST_WAIT_SECONDS = float(os.environ.get("SAVE_WITHIN_SECONDS", "20"))

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

    def postpone(self) -> None:
        """Have a save tried again: after the next write, or in LONGEST_WAIT_SECONDS."""
        self.newest = self.oldest_unsaved = time.monotonic() + LONGEST_WAIT_SECONDS

    def due(self) -> bool:
        """Return whether writes rest, or have gone on for so long that a save cannot wait."""
        if self.oldest_unsaved is None:
            return False
        now = time.monotonic()
        return (
            now - self.newest >= REST_SECONDS or now - self.oldest_unsaved >= LONGEST_WAIT_SECONDS
        )


class Saving:
    """Begins and follows saves. Everything here runs in the server's own loop, so that no request
    is half-way through a change when a child is forked."""

    def __init__(self, saver: Saver) -> None:
        self.saver = saver
        self.writes = Writes()

    @property
    def has_work(self) -> bool:
        return self.saver.is_running or self.writes.due()

    def step(self) -> None:
        """Look after a save that runs, or begin one that is due."""
        if self.saver.is_running:
            if self.saver.succeeded() is False:
                logger.error("The state could not be saved; it will be tried again")
                self.writes.postpone()
        elif self.writes.due():
            self.writes.oldest_unsaved = None
            try:
                self.saver.begin()
            except OSError:
                logger.exception("The state cannot be saved now; it will be tried again")
                self.writes.postpone()

    def finish(self, services: States) -> None:
        """Save everything at the end; takes the place of MiniStack's own `save_all`."""
        self.writes.oldest_unsaved = None
        try:
            self.saver.finish()
        except (OSError, ExceptionGroup):
            # Like MiniStack itself: the rest of the stop must not be left out.
            logger.exception("The state could not be saved")


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


class FunctionCode:
    """Deletes functions' code that nothing names any more, once the files that named it are gone.

    MiniStack deletes it when it reads Lambda's state, before that is written (1.5.33): a kill in
    between would leave functions without code.
    """

    def __init__(self) -> None:
        self._delete_others = lambda_svc._prune_orphan_code_blobs
        self._named: set[str] | None = None
        lambda_svc._prune_orphan_code_blobs = self._hold_back

    def _hold_back(self, named: set[str]) -> None:
        self._named = named

    def delete_unnamed(self) -> None:
        if self._named is not None:
            self._delete_others(self._named)


def watch(saving: Saving | None, parent: int) -> None:
    """Have `saving` do its work until the process `parent` is gone; then stop cleanly."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
        loop = ministack._MAIN_LOOP
        if saving and loop is not None and saving.has_work:
            loop.call_soon_threadsafe(saving.step)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    saving = None
    if persistence.PERSIST_STATE:
        saver = Saver(
            Path(persistence.STATE_DIR),
            states=ministack._build_persistence_save_dict,
            replaced=FunctionCode().delete_unnamed,
        )
        saving = Saving(saver)
        ministack.app = noting(ministack.app, saving.writes)
        ministack.save_all = saving.finish
    threading.Thread(target=watch, args=(saving, os.getppid()), daemon=True).start()
    ministack.main()


if __name__ == "__main__":
    main()
