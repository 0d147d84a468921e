"""What a `$ref` leads to inside its document: a JSON pointer in a URI fragment, or an anchor."""

import re
from typing import Any
from urllib.parse import unquote

from openapi.common.pointers import pointer_keys
from openapi.common.untrusted import JsonObject
from openapi.common.walk import Part, objects

_POSITION = re.compile(r"[0-9]{1,9}\Z")


class Missing(Exception):
    """The reference leads nowhere in the document."""


class Targets:
    """The targets of a document's references, each looked up where it is asked for."""

    def __init__(self, document: JsonObject, anchors: JsonObject | None = None) -> None:
        """`anchors` are those of the document, where the caller has collected them already."""
        self._document = document
        self._anchors = anchors

    def find(self, ref: str) -> Any:
        """Return the value that `ref` names (RFC 6901, section 6). Raise Missing where none is."""
        if not ref.startswith("#"):
            raise Missing(ref)
        fragment = unquote(ref[1:])
        if fragment and not fragment.startswith("/"):
            return self._anchored(fragment)
        node = self._document
        for key in pointer_keys(fragment):
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and _POSITION.match(key) and int(key) < len(node):
                node = node[int(key)]
            else:
                raise Missing(ref)
        return node

    def _anchored(self, name: str) -> Any:
        if self._anchors is None:
            self._anchors = {}
            for node, part, _ in objects(self._document):
                if part is Part.FIELDS:
                    self._anchors |= dict.fromkeys(anchor_names(node), node)
        if name not in self._anchors:
            raise Missing(name)
        return self._anchors[name]


def anchor_names(node: Any) -> list[str]:
    """Return the names that an object gives itself (JSON Schema 2020-12, section 8.2.2)."""
    names = (node.get("$anchor"), node.get("$dynamicAnchor"))
    return [name for name in names if isinstance(name, str)]
