"""Kinds of media types (RFC 6838), as far as they decide how a body is written."""

from openapi.common.untrusted import line

FORM = "application/x-www-form-urlencoded"
MULTIPART_FORM = "multipart/form-data"
JSON = "application/json"
BINARY = "application/octet-stream"
EVENTS = "text/event-stream"
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

# Of application/…, what is known not to be text.
_BINARY = (
    "octet-stream",
    "pdf",
    "zip",
    "gzip",
    "x-gzip",
    "x-tar",
    "x-7z-compressed",
    "msword",
    "wasm",
    "cbor",
    "msgpack",
    "x-msgpack",
    "protobuf",
    "x-protobuf",
    "x-binary",
    "binary",
    "dicom",
    "pkcs10",
    "pkcs12",
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


def is_binary(media_type: str) -> bool:
    """Return whether the body is bytes that no text stands for."""
    name = essence(media_type)
    kind, _, subtype = name.partition("/")
    if kind in ("image", "audio", "video", "font", "model"):
        return not is_xml(name)
    if kind != "application":
        return False
    office = ("vnd.ms-", "vnd.openxmlformats", "vnd.oasis.opendocument")
    return subtype in _BINARY or (subtype.startswith(office) and not is_xml(name))
