"""Names in URLs: stable, unique, readable, and free of characters that servers rewrite."""

import re
import unicodedata

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
OUTSIDE = re.compile(r"[^a-z0-9]+")
PLAIN_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,119}[A-Za-z0-9_-])?")
LONGEST = 80


def slug(value: str) -> str:
    """Return `list-pets` for `listPets`, `pets-list` for `pets/list`; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", value[:400]).encode("ascii", "ignore").decode()
    return OUTSIDE.sub("-", HUMP.sub("-", plain).lower()).strip("-")[:LONGEST].strip("-")


class Slugs:
    """Hands out each slug once: the second `list-pets` is `list-pets-2`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, *candidates: str) -> str:
        """Return the first candidate that gives a slug, with a suffix where that slug is taken."""
        wanted = next((found for c in candidates if (found := slug(c))), "unnamed")
        return self._unique(wanted)

    def take_name(self, name: str) -> str:
        """Return a component's name as it is where it is URL-safe, else its slug."""
        return self._unique(name if PLAIN_NAME.fullmatch(name) else slug(name) or "unnamed")

    def _unique(self, wanted: str) -> str:
        # Names that differ in case only stay apart from each other: some caches fold case.
        free, count = wanted, self._next.get(wanted.lower(), 1)
        while free.lower() in self._taken:
            count += 1
            free = f"{wanted}-{count}"
        self._next[wanted.lower()] = count
        self._taken.add(free.lower())
        return free
