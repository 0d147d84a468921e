"""Kinds of media types (RFC 6838), as far as they decide how a body is written."""

from openapi.common.untrusted import line

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_SEQUENCES = (
    "application/jsonl",
    "application/x-jsonl",
    "application/x-jsonlines",
    "application/ndjson",
    "application/x-ndjson",
    "application/x-json-stream",
    "application/stream+json",
    "application/x-stream+json",
)


def essence(media_type: str) -> str:
    """Return type and subtype in small letters, without parameters."""
    return line(media_type.partition(";")[0], 120).lower()


def is_json(media_type: str) -> bool:
    """Return whether the body is one JSON value; a stream of them is none."""
    name = essence(media_type)
    if is_json_lines(name) or is_json_sequence(name):
        return False
    return name.endswith(("/json", "+json"))


def is_json_lines(media_type: str) -> bool:
    """Return whether the body is one JSON value a line."""
    return essence(media_type) in _SEQUENCES


def is_json_sequence(media_type: str) -> bool:
    """Return whether the body is JSON values with record separators (RFC 7464, RFC 8091)."""
    return essence(media_type).endswith(("/json-seq", "+json-seq"))


def is_xml(media_type: str) -> bool:
    return essence(media_type).endswith(("/xml", "+xml"))


def is_text(media_type: str) -> bool:
    return essence(media_type).startswith("text/")


def is_multipart(media_type: str) -> bool:
    return essence(media_type).startswith("multipart/")
