"""Which values are files, and what the caller's file may be called."""

import re

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line
from openapi.request.media_types import essence, is_binary, is_json, is_text, is_xml
from openapi.schema.flatten import flatten

MOST_OPTIONS = 20
_ENDINGS = {
    "application/gzip": "gz",
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/zip": "zip",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
}
_OF_KIND = {"audio": "mp3", "image": "png", "text": "txt", "video": "mp4"}
# What files are called whose media type is not given.
_OF_WORD = {
    "audio": "mp3",
    "avatar": "png",
    "csv": "csv",
    "image": "png",
    "icon": "png",
    "logo": "png",
    "pdf": "pdf",
    "photo": "png",
    "picture": "png",
    "thumbnail": "png",
    "video": "mp4",
    "zip": "zip",
}
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,60}\.[A-Za-z0-9]{1,5}")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
# Keywords that say nothing of the value itself.
_ABOUT = {"title", "description", "deprecated", "readOnly", "writeOnly", "externalDocs", "nullable"}


def is_file(schema: object, references: References) -> bool:
    """Return whether the value is raw bytes (OpenAPI 3.2.0, "Working with Binary Data")."""
    flat = flatten(schema, references)
    if _says_file(flat.keywords):
        return True
    return any(
        _says_file(flatten(option, references).keywords)
        for _, options in flat.unions
        for option in options[:MOST_OPTIONS]
    )


def is_open(schema: object, references: References) -> bool:
    """Return whether a part's schema says nothing: in a multipart body that means bytes."""
    flat = flatten(schema, references)
    if flat.unions or flat.always is not None:
        return False
    return all(key in _ABOUT or key.startswith("x-") for key in flat.keywords)


def file_name(name: str, media_type: str = "", given: object = None) -> str:
    """Return a name such as "photo.png" for the value of `name`.

    `given` is the example of the description, which may be a name of a file already.
    """
    if isinstance(given, str) and _FILE_NAME.fullmatch(given):
        return given
    stem = _NOT_IN_A_NAME.sub("_", name[:60]).strip("_") or "file"
    return f"{stem}.{_ending(media_type) or _ending_by_name(stem)}"


def _says_file(keywords: JsonObject) -> bool:
    if line(keywords.get("format"), 20) in ("binary", "file") or keywords.get("type") == "file":
        return True
    media_type = line(keywords.get("contentMediaType"), 120)
    return bool(media_type) and "contentEncoding" not in keywords and is_binary(media_type)


def _ending(media_type: str) -> str:
    name = essence(media_type)
    if name in ("", "application/octet-stream", "*/*"):
        return ""
    if name in _ENDINGS:
        return _ENDINGS[name]
    if is_json(name):
        return "json"
    if is_xml(name):
        return "xml"
    kind, _, subtype = name.partition("/")
    if re.fullmatch(r"[a-z0-9]{2,4}", subtype) and not is_text(name):
        return subtype
    return _OF_KIND.get(kind, "")


def _ending_by_name(name: str) -> str:
    small = name.lower()
    return next((ending for word, ending in _OF_WORD.items() if word in small), "bin")
