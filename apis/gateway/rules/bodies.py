"""Rules for JSON bodies: of up to a megabyte, everything else passes as it is.

ETag stays: what a rule makes of a representation is the same each time, and If-None-Match and
If-Match are the upstream's to answer. What digests the bytes of the body goes.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from apis.gateway.messages import Answer, Body, Call, Fields, first_of, without
from apis.gateway.rules.documents import Document, TooLargeError
from apis.items.gateway_rules import Rule

MAX_BODY_BYTES = 1_000_000
# RFC 8259, RFC 6839 (3.1).
_JSON = re.compile(r"application/(?:[a-z0-9!#$&^_.+-]+\+)?json", re.IGNORECASE)
# What says something of the bytes (RFC 9530, RFC 3230, RFC 1864), and that parts may be asked for.
_OF_THE_BYTES = ("Accept-Ranges", "Content-Digest", "Content-MD5", "Digest", "Repr-Digest")
_PARTIAL_CONTENT = 206
_NEGATIVE_ZERO = re.compile(r"-0(?![.0-9eE])")
_SURROGATE = re.compile("[\ud800-\udfff]")


class JoinedBody:
    """What was read of a client's body, then the rest of it."""

    def __init__(self, begun: bytes, rest: Body) -> None:
        self._begun = BytesIO(begun)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        if begun := self._begun.read(size):
            return begun + self._rest.read() if size < 0 else begun
        return self._rest.read(size)


class JoinedAnswer:
    """What was read of an upstream's body, then the rest of it."""

    def __init__(self, begun: list[bytes], rest: Iterator[bytes], whole: Iterable[bytes]) -> None:
        self._begun, self._rest, self._whole = begun, rest, whole

    def __iter__(self) -> Iterator[bytes]:
        yield from self._begun
        yield from self._rest

    def close(self) -> None:
        _close(self._whole)


def call_with_changed_body(call: Call, rules: Sequence[Rule]) -> Call:
    """Return the call with its body changed, or as it is where that is none to change."""
    if not _is_plain_json(call.fields) or (call.length or 0) > MAX_BODY_BYTES:
        return call
    most = MAX_BODY_BYTES + 1 if call.length is None else call.length
    data = _read(call.body, most)
    changed = None
    if len(data) <= MAX_BODY_BYTES and call.length in (None, len(data)):
        changed = _changed(data, rules)
    if changed is None:
        return replace(call, body=JoinedBody(data, call.body))
    return replace(
        call,
        fields=_fields_for(call.fields, changed),
        body=BytesIO(changed),
        length=len(changed),
    )


def answer_with_changed_body(answer: Answer, rules: Sequence[Rule]) -> Answer:
    """Return the answer with its body changed, or as it is where that is none to change."""
    announced = first_of(answer.fields, "Content-Length") or ""
    too_large = announced.isdecimal() and int(announced[:20]) > MAX_BODY_BYTES
    if answer.status == _PARTIAL_CONTENT or too_large or not _is_plain_json(answer.fields):
        return answer
    begun, rest = _begin(answer.body)
    data = b"".join(begun)
    if len(data) > MAX_BODY_BYTES:
        return replace(answer, body=JoinedAnswer(begun, rest, answer.body))
    _close(answer.body)
    if not data:
        # An answer to HEAD: what it says of the length is not that of the body GET gets.
        return replace(answer, fields=without(answer.fields, "Content-Length"), body=begun)
    changed = _changed(data, rules)
    if changed is None:
        return replace(answer, body=begun)
    return replace(answer, fields=_fields_for(answer.fields, changed), body=[changed])


def _is_plain_json(fields: Fields) -> bool:
    media_type = (first_of(fields, "Content-Type") or "").partition(";")[0].strip()
    coding = (first_of(fields, "Content-Encoding") or "identity").strip().lower()
    return bool(_JSON.fullmatch(media_type)) and coding == "identity"


def _fields_for(fields: Fields, body: bytes) -> Fields:
    kept = without(fields, "Content-Length", *_OF_THE_BYTES)
    return [*kept, ("Content-Length", str(len(body)))]


def _read(body: Body, most: int) -> bytes:
    """Read up to `most` bytes; a socket may give fewer than are asked for at once."""
    data = bytearray()
    while len(data) < most and (piece := body.read(most - len(data))):
        data += piece
    return bytes(data)


def _begin(body: Iterable[bytes]) -> tuple[list[bytes], Iterator[bytes]]:
    """Read pieces of a body until it ends or is too large; return them, and those that follow."""
    pieces, begun, size = iter(body), [], 0
    try:
        for piece in pieces:
            begun.append(piece)
            size += len(piece)
            if size > MAX_BODY_BYTES:
                break
    except BaseException:
        _close(body)
        raise
    return begun, pieces


def _close(body: object) -> None:
    close = getattr(body, "close", None)
    if close:
        close()


def _changed(data: bytes, rules: Sequence[Rule]) -> bytes | None:
    """Return JSON as the rules leave it, None where it is no JSON or would become too large.

    Numbers keep their digits ("1.10", "-0", 20 of them): while the document is in hand, those that
    Python would write otherwise are strings behind a mark that no sender can know.
    """
    mark = secrets.token_hex(6)

    def load(text: str) -> Any:
        keep: Any = mark.__add__
        integers = keep if _NEGATIVE_ZERO.search(text) else None
        return json.loads(text, parse_float=keep, parse_int=integers, parse_constant=_refuse)

    try:
        document = Document(load(data.decode("utf-8-sig")), load=load, room=MAX_BODY_BYTES)
        if not document.change(rules):
            return data
        return re.sub(f'"{mark}([^"]*)"', r"\1", _written(document.value)).encode()
    except (ValueError, RecursionError, TooLargeError):
        return None


def _written(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half of a pair of surrogates stands in JSON as an escape only (RFC 8259, 8.2).
    return json.dumps(value, separators=(",", ":")) if _SURROGATE.search(text) else text


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
