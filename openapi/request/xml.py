"""A JSON value as XML, by the `xml` keyword of its schema (OpenAPI 3.2.0, "XML Object")."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.request.errors import NoRequest
from openapi.request.properties import item_schema, property_schema
from openapi.schema.flatten import flatten

DEEPEST = 20
MOST_ELEMENTS = 500
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_IN_A_NAME = re.compile(r"[^\w.-]")
_NOT_FIRST_IN_A_NAME = re.compile(r"^(?![^\W\d])")


def xml_text(value: Any, schema: Any, references: References, name: str = "") -> str:
    """Return a document whose root is named by the schema, else by its component or `name`."""
    flat = flatten(schema, references)
    root = _Writer(references).nodes(value, schema, name or line(flat.name, 120) or "root", 0)
    if len(root) != 1 or not isinstance(root[0], _Element):
        raise NoRequest("request_xml_root")
    return DECLARATION + "\n".join(root[0].lines(""))


@dataclass(slots=True)
class _Element:
    name: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    # Elements, and text that is escaped already.
    children: list["_Element | str"] = field(default_factory=list)

    def lines(self, indent: str) -> list[str]:
        start = " ".join([self.name, *(f"{name}={quoteattr(v)}" for name, v in self.attributes)])
        if not self.children:
            return [f"{indent}<{start}/>"]
        elements = [child for child in self.children if isinstance(child, _Element)]
        if len(elements) == len(self.children):
            below = [line for child in elements for line in child.lines(indent + "  ")]
            return [f"{indent}<{start}>", *below, f"{indent}</{self.name}>"]
        # White space counts beside text.
        inner = "".join(
            child if isinstance(child, str) else "".join(each.strip() for each in child.lines(""))
            for child in self.children
        )
        return [f"{indent}<{start}>{inner}</{self.name}>"]


class _Writer:
    def __init__(self, references: References) -> None:
        self._refs = references
        self._left = MOST_ELEMENTS

    def nodes(self, value: Any, schema: Any, name: str, depth: int) -> "list[_Element | str]":
        """Return what a value becomes inside its parent; `name` is that of its property."""
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            raise NoRequest("request_too_large")
        about = mapping(flatten(schema, self._refs).keywords.get("xml"))
        kind = line(about.get("nodeType"), 20)
        if isinstance(value, list):
            return self._list(value, schema, name, about, depth)
        if kind in ("text", "cdata", "none") and not isinstance(value, dict):
            text = _text(value)
            return [_cdata(text) if kind == "cdata" else escape(text)]
        element = _element(name, about)
        if isinstance(value, dict):
            self._object(element, value, schema, depth)
            return element.children if kind == "none" else [element]
        if text := _text(value):
            element.children.append(escape(text))
        return [element]

    def _list(
        self, value: list[Any], schema: Any, name: str, about: JsonObject, depth: int
    ) -> "list[_Element | str]":
        wrapped = about.get("wrapped") is True or about.get("nodeType") == "element"
        # A name beside a list that is not wrapped has no effect.
        inner = line(about.get("name"), 120) or name if wrapped else name
        items = [
            node
            for at, each in enumerate(value)
            for node in self.nodes(each, item_schema(schema, at, self._refs), inner, depth + 1)
        ]
        if not wrapped:
            return items
        element = _element(name, about)
        element.children = items
        return [element]

    def _object(self, element: _Element, value: JsonObject, schema: Any, depth: int) -> None:
        for name, each in value.items():
            below = property_schema(schema, name, self._refs)
            about = mapping(flatten(below, self._refs).keywords.get("xml"))
            if about.get("attribute") is True or about.get("nodeType") == "attribute":
                attribute = _element(name, about)
                element.attributes += attribute.attributes
                element.attributes.append((attribute.name, _text(each)))
            else:
                element.children += self.nodes(each, below, name, depth + 1)


def _element(name: str, about: JsonObject) -> _Element:
    own = _name(line(about.get("name"), 120) or name)
    prefix, namespace = line(about.get("prefix"), 40), line(about.get("namespace"), 300)
    prefix = _name(prefix) if prefix else ""
    declared = f"xmlns:{prefix}" if prefix else "xmlns"
    attributes = [(declared, namespace)] if namespace else []
    return _Element(f"{prefix}:{own}" if prefix else own, attributes)


def _name(given: str) -> str:
    """Return what can be the name of an element (XML 1.0, 2.3)."""
    return _NOT_FIRST_IN_A_NAME.sub("_", _NOT_IN_A_NAME.sub("_", given))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
