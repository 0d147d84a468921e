"""Whether a text matches a pattern, by the library that validates schemas, in bounded time."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema_rs import Validator

BACKTRACKING = 20_000
COMPILED_BYTES = 1_000_000
LONGEST_PATTERN = 4_000
# Patterns that every text matches are common as names of properties.
ANY = frozenset(("", ".*", "^.*$", "^", "$", "^.*", ".*$"))
# Accepted by browsers, refused by stricter engines: a hyphen after a class of characters.
_LOOSE_HYPHEN = re.compile(r"(\[(?:[^\]\\]|\\.)*\\[wdsWDS])-(?=[^\]])")


def matches(pattern: str, text: str) -> bool | None:
    """Return whether the pattern is found in the text; None where the pattern is not understood."""
    if pattern in ANY:
        return True
    compiled = _compiled(pattern)
    return None if compiled is None else compiled.is_valid(text)


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> "Validator | None":
    # Takes a twentieth of a second to import, and most descriptions have no patterns.
    from jsonschema_rs import Draft202012Validator, FancyRegexOptions, ValidationError

    if len(pattern) > LONGEST_PATTERN:
        return None
    options = FancyRegexOptions(
        backtrack_limit=BACKTRACKING, size_limit=COMPILED_BYTES, dfa_size_limit=COMPILED_BYTES
    )
    for spelling in (pattern, _LOOSE_HYPHEN.sub(r"\1\-", pattern)):
        try:
            return Draft202012Validator({"pattern": spelling}, pattern_options=options)
        except (ValidationError, ValueError):
            continue
    return None
