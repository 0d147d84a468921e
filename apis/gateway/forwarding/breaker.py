"""Leaves an upstream alone for a while that failed several times in a row."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

FAILURES = 5
REST_SECONDS = 10.0
# Past so many upstreams the ones that are well are forgotten.
MOST_UPSTREAMS = 1000


@dataclass
class _Record:
    failures: int = 0
    opened_at: float = 0.0
    has_trial: bool = False


class CircuitBreaker:
    """Counts failures in a row by upstream, in this process.

    After `FAILURES` of them no call passes for `REST_SECONDS`, then one call on trial: it closes
    the circuit where it works, and opens it anew where it fails.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._records: dict[Hashable, _Record] = {}

    def lets_pass(self, upstream: Hashable) -> bool:
        """Tell whether a call may go out. Who is let pass says afterwards how it went."""
        with self._lock:
            record = self._records.get(upstream)
            if record is None or record.failures < FAILURES:
                return True
            if record.has_trial or self._clock() < record.opened_at + REST_SECONDS:
                return False
            record.has_trial = True
            return True

    def worked(self, upstream: Hashable) -> None:
        with self._lock:
            self._records.pop(upstream, None)

    def failed(self, upstream: Hashable) -> None:
        with self._lock:
            if len(self._records) >= MOST_UPSTREAMS and upstream not in self._records:
                self._records.clear()
            record = self._records.setdefault(upstream, _Record())
            record.failures += 1
            record.opened_at = self._clock()
            record.has_trial = False

    def ended_otherwise(self, upstream: Hashable) -> None:
        """Give a trial back that said nothing of the upstream: the client went, for example."""
        with self._lock:
            if record := self._records.get(upstream):
                record.has_trial = False
