"""Files that people take for OpenAPI descriptions, or export by mistake, named for what they are.

Looked at only where a file cannot be used, so a description is never taken for something else.
"""

import re
from collections.abc import Callable
from typing import Any

from openapi.common.pointers import line_and_column
from openapi.common.untrusted import JsonObject, mapping
from openapi.findings import DescriptionError, Finding

# What cannot be read as a description at all, and so may be another language.
_UNREADABLE = frozenset(
    (
        "invalid_json",
        "invalid_yaml",
        "tag_not_allowed",
        "character_not_allowed",
        "root_is_value",
        "root_is_list",
        "no_version",
        "second_document",
        "name_not_text",
        "unknown_alias",
    )
)
_LOOKED_AT = 20_000
_COMMENT = re.compile(r"\s*(//|/\*)")
_BY_START = (
    ("raml_file", re.compile(r"#%RAML\b")),
    ("api_blueprint_file", re.compile(r"FORMAT:[ \t]*1A\b")),
)
_BY_LINE = (
    ("typespec_file", re.compile(r"""(?m:^import\s+["']@typespec/)""")),
    (
        "protobuf_file",
        re.compile(
            r"""(?m:^\s*syntax\s*=\s*["']proto[23]["']"""
            r"""|^(?:message|service)\s+\w+\s*\{|^package\s+[\w.]+\s*;)"""
        ),
    ),
    (
        "graphql_file",
        re.compile(
            r"(?m:^(?:extend\s+)?(?:type|interface|input|enum|union|scalar)\s+\w+[^:\n]*(?:[{=@]|$)"
            r"|^(?:extend\s+)?schema\s*(?:@[^\n]*)?\{|^directive\s+@\w+)"
        ),
    ),
)
_MARKUP = (
    ("web_page", re.compile(r"<!doctype html|<html\b", re.IGNORECASE)),
    ("wsdl_file", re.compile(r"schemas\.xmlsoap\.org/wsdl|www\.w3\.org/ns/wsdl|<wsdl:")),
    ("wadl_file", re.compile(r"wadl\.dev\.java\.net")),
)


def of_markup(text: str) -> str:
    """Return the code of what a text is that begins with a tag."""
    head = text[:_LOOKED_AT]
    return next((code for code, pattern in _MARKUP if pattern.search(head)), "xml_file")


def named(error: DescriptionError, text: str, document: Any) -> DescriptionError:
    """Return the error that says what a file is, `error` itself where that is not known.

    `document` is what was read from `text`, None where that failed.
    """
    first = error.findings[0]
    if first.code not in _UNREADABLE:
        return error
    head = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    code = _code_of(document) or _of_language(head, is_object=isinstance(document, dict))
    if code:
        return DescriptionError.at(code)
    place = _comment(text, first)
    if place:
        return DescriptionError.at("json_with_comments", line=place[0], column=place[1])
    return error


def _of_language(head: str, *, is_object: bool) -> str:
    """Return the code of the language that a text is in; some read as an object in YAML."""
    for code, pattern in _BY_START:
        if pattern.match(head):
            return code
    # In an object a later line may be anybody's text.
    looks = (pattern.match if is_object else pattern.search for _, pattern in _BY_LINE)
    return next((code for (code, _), look in zip(_BY_LINE, looks, strict=True) if look(head)), "")


def _comment(text: str, fault: Finding) -> tuple[int, int] | None:
    """Return the line and column of a comment at the beginning, or where JSON is at fault."""
    begun = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if _COMMENT.match(text, begun):
        return line_and_column(text, begun)
    if fault.code != "invalid_json" or fault.line is None or fault.column is None:
        return None
    start = 0
    for _ in range(fault.line - 1):
        start = text.index("\n", start) + 1
    comment = _COMMENT.match(text, start + fault.column - 1)
    return line_and_column(text, comment.start(1)) if comment else None


def _code_of(document: Any) -> str:
    """Return the code of what a file is, by the names at its root."""
    if isinstance(document, list):
        document = document[0] if document else None
    if not isinstance(document, dict):
        return ""
    return next((code for code, is_one in _BY_CONTENT if is_one(document)), "")


def _has(*keys: str) -> Callable[[JsonObject], bool]:
    return lambda document: all(key in document for key in keys)


def _is_postman(document: JsonObject) -> bool:
    info = mapping(mapping(document.get("collection", document)).get("info"))
    return "_postman_id" in info or "postman.com/json/collection" in str(info.get("schema"))


def _is_insomnia(document: JsonObject) -> bool:
    kind = str(document.get("type"))
    return "__export_format" in document or ".insomnia.rest/" in kind


def _is_schema(document: JsonObject) -> bool:
    if "json-schema.org" in str(document.get("$schema")):
        return True
    is_one = isinstance(document.get("properties"), dict) or "$defs" in document
    return is_one and "paths" not in document


_BY_CONTENT: tuple[tuple[str, Callable[[JsonObject], bool]], ...] = (
    ("postman_file", _is_postman),
    ("asyncapi_file", _has("asyncapi")),
    ("arazzo_file", _has("arazzo")),
    ("overlay_file", _has("overlay", "actions")),
    ("openrpc_file", _has("openrpc")),
    ("insomnia_file", _is_insomnia),
    ("har_file", lambda document: "entries" in mapping(document.get("log"))),
    ("swagger_1_file", _has("swaggerVersion")),
    ("google_discovery_file", lambda document: "discovery#rest" in str(document.get("kind"))),
    ("graphql_introspection", lambda found: "__schema" in mapping(found.get("data", found))),
    ("smithy_file", _has("smithy")),
    ("cloudformation_file", _has("AWSTemplateFormatVersion")),
    ("json_schema_file", _is_schema),
)
