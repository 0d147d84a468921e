"""The parts of a multipart body (RFC 2046, 5.1; RFC 7578)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser

from openapi.request.faults import Unreadable

MOST_PARTS = 1_000
MOST_HEADER_BYTES = 16_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A part as it came: a file where `file_name` is not empty."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = ""
    file_name: str = ""


def parts(body: bytes, content_type: str) -> list[Upload]:
    """Return the parts in their order; raise `Unreadable` where the body is not made of any."""
    boundary = parameter(content_type, "boundary")
    if not boundary or len(boundary) > 70:
        raise Unreadable("body_without_boundary", {})
    return list(_parts(body, boundary.encode("utf-8", "replace")))


def parameter(header: str, name: str) -> str:
    """Return a parameter of a header such as Content-Type ("" without one)."""
    message = Message()
    message["X"] = re.sub(r"[\r\n]+", " ", header[:2_000])
    value = message.get_param(name, header="X")
    return value if isinstance(value, str) else value[2] if value else ""


def _parts(body: bytes, boundary: bytes) -> Iterator[Upload]:
    marker = b"\r\n--" + boundary
    pieces = (b"\r\n" + body).split(marker, MOST_PARTS + 2)
    if len(pieces) < 2:
        raise Unreadable("body_without_boundary", {})
    if len(pieces) > MOST_PARTS + 1:
        raise Unreadable("text_too_many", {"limit": MOST_PARTS})
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        head, blank, content = piece.partition(b"\r\n\r\n")
        if not blank or len(head) > MOST_HEADER_BYTES:
            raise Unreadable("body_part_broken", {})
        yield _upload(head.partition(b"\r\n")[2].decode("utf-8", "replace"), content)
    raise Unreadable("body_part_broken", {})


def _upload(head: str, content: bytes) -> Upload:
    headers = HeaderParser().parsestr(head)
    disposition = str(headers.get("Content-Disposition", ""))
    return Upload(
        name=parameter(disposition, "name"),
        content=content,
        media_type=str(headers.get("Content-Type", "")).strip(),
        file_name=parameter(disposition, "filename"),
    )
