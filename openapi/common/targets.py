"""What a `$ref` leads to inside its document: a JSON pointer in a URI fragment."""

import re
from typing import Any
from urllib.parse import unquote

from openapi.common.pointers import pointer_keys
from openapi.common.untrusted import JsonObject

_POSITION = re.compile(r"[0-9]{1,9}\Z")


class Missing(LookupError):
    """The reference leads nowhere in the document."""


class Targets:
    """The targets of a document's references, each looked up where it is asked for."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document

    def find(self, ref: str) -> Any:
        """Return the value that `ref` names (RFC 6901, section 6). Raise Missing where none is.

        Anchors are none: reading rewrites references to them as pointers.
        """
        if not ref.startswith("#"):
            raise Missing(ref)
        return find_below(self._document, ref[1:])


def find_below(value: Any, fragment: str) -> Any:
    """Return the value that a pointer, as it stands in a URI fragment, names below `value`."""
    plain = unquote(fragment)
    if plain and not plain.startswith("/"):
        raise Missing(fragment)
    for key in pointer_keys(plain):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and _POSITION.match(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            raise Missing(fragment)
    return value


def anchor_names(node: Any) -> list[str]:
    """Return the names that an object gives itself (JSON Schema 2020-12, section 8.2.2)."""
    names = (node.get("$anchor"), node.get("$dynamicAnchor"))
    return [name for name in names if isinstance(name, str)]
