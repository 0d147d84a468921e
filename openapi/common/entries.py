"""Sequences whose members are made when they are asked for."""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Entries(Sequence[T]):
    """Entries that are made when they are asked for: pages show some of very many."""

    def __init__(self, make: Callable[[int], T], positions: Sequence[int]) -> None:
        self._make = make
        self._positions = positions

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> "Entries[T]": ...
    def __getitem__(self, at: int | slice) -> "T | Entries[T]":
        if isinstance(at, slice):
            return Entries(self._make, self._positions[at])
        return self._make(self._positions[at])

    def __len__(self) -> int:
        return len(self._positions)
