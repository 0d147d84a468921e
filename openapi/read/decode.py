"""Bytes to text: JSON and YAML travel as UTF-8, UTF-16 or UTF-32 (RFC 4627 3, YAML 1.2 5.2)."""

import codecs

from openapi.findings import DescriptionError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Which of the first four bytes are zero shows the encoding, since the first two characters are
# ASCII in any description.
_ZEROS = {
    "000x": "utf-32-be",
    "x000": "utf-32-le",
    "0x0x": "utf-16-be",
    "x0x0": "utf-16-le",
}

_OTHER_FILES = (
    (b"PK\x03\x04", "packed_file", "ZIP"),
    (b"\x1f\x8b", "packed_file", "gzip"),
    (b"7z\xbc\xaf", "packed_file", "7z"),
    (b"BZh", "packed_file", "bzip2"),
    (b"\xfd7zXZ", "packed_file", "xz"),
    (b"\x28\xb5\x2f\xfd", "packed_file", "Zstandard"),
    (b"%PDF", "other_file_type", "PDF"),
    (b"\x89PNG", "other_file_type", "PNG"),
    (b"\xff\xd8\xff", "other_file_type", "JPEG"),
    (b"GIF8", "other_file_type", "GIF"),
)


def decode(data: bytes) -> str:
    """Return the text in `data` without its byte order mark.

    Raise DescriptionError with status 400 where it is no text.
    """
    for start, code, name in _OTHER_FILES:
        if data.startswith(start):
            raise DescriptionError.at(code, status=400, type=name)
    encoding, start_of_text = _encoding(data)
    try:
        return data[start_of_text:].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[start_of_text : start_of_text + error.start].decode(encoding, "replace")
        raise DescriptionError.at(
            "invalid_encoding",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
            status=400,
            encoding=encoding.upper(),
            reason=error.reason,
        ) from error


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    zeros = "".join("0" if byte == 0 else "x" for byte in data[:4])
    return _ZEROS.get(zeros, "utf-8"), 0
