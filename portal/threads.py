"""What several threads may ask for at the same moment, as the first requests of a process do."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import ParamSpec, TypeVar

ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")


def cached_once(make: Callable[ParamsT, ResultT]) -> Callable[ParamsT, ResultT]:
    """Cache a function's results by its arguments, and let only one thread at a time make them.

    `functools.lru_cache` alone calls the function in every thread that asks before there is a
    result. Use this where it must not run twice at once, or where each must get the same object.
    """
    cached = lru_cache(make)
    lock = Lock()

    @wraps(make)
    def get(*args: ParamsT.args, **kwargs: ParamsT.kwargs) -> ResultT:
        with lock:
            return cached(*args, **kwargs)  # type: ignore[arg-type]

    return get
