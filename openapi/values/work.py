"""How much work a value may take, and what is raised where none can be made."""

from collections.abc import Iterator
from contextlib import contextmanager

from openapi.messages import Params, message_of

# A step is one schema or one value looked at: 3 to 10 microseconds.
MOST_STEPS = 30_000
# Values in one made value: optional ones are left out beyond the first number, and where required
# ones go beyond the second there is none.
MOST_OPTIONAL = 160
MOST_VALUES = 2_000


class NoValue(ValueError):
    """No valid value can be made of a schema. `code` and `params` say why."""

    def __init__(self, code: str, params: Params | None = None) -> None:
        self.code = code
        self.params: Params = params or {}
        super().__init__(message_of(code, self.params))


class Exhausted(NoValue):
    """The work that one value, or all those of a page, may take was done without finding one."""


class Work:
    """Counts steps; share one between all values of a page to bound the page.

    `used` is how many were taken so far.
    """

    def __init__(self, steps: int = MOST_STEPS, code: str = "value_too_complex") -> None:
        self.used = 0
        self._limit = steps
        self._code = code

    def step(self, count: int = 1) -> None:
        """Take so many steps. Raise Exhausted where that is too many."""
        self.used += count
        if self.used > self._limit:
            raise Exhausted(self._code)

    @contextmanager
    def share(self, parts: int) -> Iterator[None]:
        """Allow no more than one of so many parts of what is left, for something optional."""
        limit = self._limit
        self._limit = self.used + max(limit - self.used, 0) // parts
        try:
            yield
        finally:
            self._limit = limit
