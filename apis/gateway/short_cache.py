"""What a process read a moment ago, for some seconds and no longer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class ShortCache(Generic[T]):
    """Keeps at most `most` values, each for as long as it was put for. Safe for threads.

    `clock` returns seconds; where it goes back, what was put later is read again.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._values: OrderedDict[Hashable, tuple[T, float, float]] = OrderedDict()
        self._lock = Lock()

    def __getitem__(self, key: Hashable) -> T:
        """Return the value under a key, or raise KeyError where there is none, or no longer."""
        now = self._clock()
        with self._lock:
            value, begins, ends = self._values[key]
            if not begins <= now < ends:
                del self._values[key]
                raise KeyError(key)
            self._values.move_to_end(key)
        return value

    def put(self, key: Hashable, value: T, *, read_at: float, seconds: float) -> None:
        """Keep a value that was read at this moment of the clock."""
        with self._lock:
            self._values[key] = (value, read_at, read_at + seconds)
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)

    def __contains__(self, key: Hashable) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def __len__(self) -> int:
        return len(self._values)
