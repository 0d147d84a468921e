"""Ids and names, as they are made from what people write."""

import re

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 64
VERSION_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
VERSION_LENGTH = 64
# Paths of the portal's own beside `/apis/{api}/` and `/docs/{api}/{version}/`.
RESERVED_SLUGS = {"register"}
RESERVED_VERSIONS = {"changelog", "add", "guide", "examples"}


def slug_of(title: str) -> str:
    """Return an API's id made from its title, transliterated: ASCII letters, digits and single
    hyphens; "" where the title has nothing to make it from."""
    # Imported late: only a registration needs its tables.
    from anyascii import anyascii

    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(title).lower())
    # Room is left for the suffix that tells APIs of one title apart.
    return plain[: SLUG_LENGTH - 8].strip("-")


def version_name_of(version: str) -> str:
    """Return a version's id made from `info.version`: safe in a URL and in a file name."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", version)[:VERSION_LENGTH].strip("-._")
    if plain in RESERVED_VERSIONS:
        return f"v-{plain}"
    return plain or "1"


def category_of(text: str) -> str:
    """Return a category as it is stored and looked up: in lower case, with single spaces."""
    return " ".join(text.split()).lower()


def tag_of(text: str) -> str:
    """Return a tag as it is stored and looked up: in lower case, its words joined by hyphens."""
    return "-".join(text.split()).lower()
