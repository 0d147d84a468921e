"""A least-recently-used cache bounded by bytes, for what a process reads again and again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class ByteCache(Generic[T]):
    """Keeps values while their weights add up to at most ``most_bytes``. Safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """The value under the key; ``make`` gives it and its weight in bytes where it is absent.

        Two threads may make the same value at once; a value heavier than the cache is not kept.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
        value, weight = make()
        with self._lock:
            if key not in self._values and weight <= self._most:
                self._values[key] = (value, weight)
                self._held += weight
                while self._held > self._most:
                    _, (_, freed) = self._values.popitem(last=False)
                    self._held -= freed
        return value

    @property
    def held(self) -> int:
        """The bytes that its values add up to."""
        return self._held

    def clear(self) -> None:
        """Forget every value."""
        with self._lock:
            self._values.clear()
            self._held = 0
