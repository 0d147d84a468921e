"""Records gathered by a process that has no log subscription, stored together every second or two.

What a process that is killed has not stored yet is lost: two seconds of records at most.
"""

import atexit
import logging
import threading
from collections.abc import Callable, Sequence

from portal.request_context import RequestContext, use_context
from portal.threads import cached_once
from portal.usage import storing

logger = logging.getLogger(__name__)

SECONDS = 1.5
FULL = 500
# What is kept while nothing can be stored; about 10 MB.
MOST = 20_000
ATTEMPTS = 20


class Buffer:
    """Gathers records and stores them. Safe for threads."""

    def __init__(self, store: Callable[[Sequence[str]], object], *, most: int = MOST) -> None:
        self._store = store
        self._most = most
        self._records: list[str] = []
        self._failures = 0
        self._lost = 0
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._full = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, record: str) -> None:
        """Keep a record; beyond the most that is kept it is lost, and counted as such."""
        with self._lock:
            if len(self._records) >= self._most:
                self._lost += 1
                return
            self._records.append(record)
            if self._thread is None:
                self._begin()
        if len(self._records) >= FULL:
            self._full.set()

    def flush(self) -> None:
        """Store what was added before. Where that fails it is kept for the next call; after twenty
        it is given up, and the log says how much that was."""
        with self._flushing:
            with self._lock:
                records = list(self._records)
            if records:
                self._put(records)
            if lost := self._take_lost():
                logger.error("%s usage records were lost: they could not be stored", lost)

    def _put(self, records: list[str]) -> None:
        try:
            with use_context(RequestContext(background=True)):
                self._store(records)
        except Exception:
            self._failures += 1
            logger.warning("Usage records could not be stored", exc_info=True)
            if self._failures < ATTEMPTS:
                return
            with self._lock:
                self._lost += len(records)
        self._failures = 0
        with self._lock:
            del self._records[: len(records)]

    def _take_lost(self) -> int:
        with self._lock:
            # While attempts go on, more may be lost; it is said once.
            if self._failures:
                return 0
            lost, self._lost = self._lost, 0
            return lost

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._work, name="usage records", daemon=True)
        self._thread.start()
        atexit.register(self.flush)

    def _work(self) -> None:
        while True:
            self._full.wait(SECONDS)
            self._full.clear()
            self.flush()


@cached_once
def shared_buffer() -> Buffer:
    """Return the buffer of this process."""
    return Buffer(storing.store)
