"""Where in a value something stands, and the choice that is made there."""

from dataclasses import dataclass, replace
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Place:
    """`path` and `name` are those of the property; an item has the name of its list.

    `inside` are the references followed on the way here. `turn` counts attempts at the same
    place: other turns choose other things.
    """

    seed: int = 0
    path: str = ""
    name: str = ""
    depth: int = 0
    turn: int = 0
    inside: frozenset[str] = frozenset()

    def below(self, name: str, refs: frozenset[str]) -> "Place":
        """Return the place of a property."""
        inside = self.inside | refs if refs else self.inside
        return Place(self.seed, f"{self.path}/{name[:80]}", name, self.depth + 1, 0, inside)

    def item(self, position: int, refs: frozenset[str]) -> "Place":
        """Return the place of an item of a list."""
        inside = self.inside | refs if refs else self.inside
        path = f"{self.path}/{position}"
        return Place(self.seed, path, self.name, self.depth + 1, position, inside)

    def again(self, turn: int) -> "Place":
        return replace(self, turn=turn)

    def choose(self, count: int) -> int:
        """Return a number below `count`: the turn's for seed 0, any for another seed."""
        return (self.turn + (self._hash("") if self.seed else 0)) % count

    def pick(self, salt: str, count: int) -> int:
        """Return a number below `count` that depends on seed, place and turn."""
        return self._hash(f"{self.turn}{salt}") % count

    def _hash(self, salt: str) -> int:
        return crc32(f"{self.seed}{self.path}{salt}".encode("utf-8", "surrogatepass")) >> 3
