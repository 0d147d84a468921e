"""Where a description comes from: pasted, uploaded, read from a URL, or sent to S3 beforehand."""

import json
import logging
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from portal.accounts.models import User
from portal.aws import objects
from portal.dynamo import NotFound, Unavailable
from portal.errors import ApplicationError, BadInput, TooLarge, fault
from portal.outbound import fetching

logger = logging.getLogger(__name__)

UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{22}")
UPLOAD_SECONDS = 15 * 60
# Enough to tell JSON from YAML, after a byte order mark and blank lines.
HEAD_BYTES = 256


@dataclass(frozen=True)
class Source:
    """A description's bytes, at hand (`data`) or still in S3 (`key`); `url` is where they were
    read from."""

    size: int
    head: bytes
    data: bytes | None = None
    key: str = ""
    url: str = ""

    @property
    def is_long_work(self) -> bool:
        """Whether registering it takes longer than a request should."""
        is_json = self.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        limit = settings.DIRECT_JSON_MAX_BYTES if is_json else settings.DIRECT_YAML_MAX_BYTES
        return self.size > limit

    def read(self) -> bytes:
        return objects.read(self.key) if self.data is None else self.data

    def staged(self, user: User) -> "Source":
        """Return the same in S3, where a job finds it; S3 drops it after 15 days at the latest."""
        if self.key:
            return self
        key = _key(user, new_upload_id())
        objects.put_once(key, self.read(), content_type="application/octet-stream")
        return replace(self, data=None, key=key)

    @property
    def upload_id(self) -> str:
        """What names it while it is in S3."""
        return self.key.rpartition("/")[2]

    def discard(self) -> None:
        """Remove what was sent to S3 for this one use.

        Where S3 is unavailable just now, the work is done or refused all the same, and the bucket
        drops it after 15 days.
        """
        if self.key:
            try:
                objects.delete(self.key)
            except Unavailable:
                logger.warning("The upload %s could not be removed", self.key, exc_info=True)


def refuse_too_large(size: int) -> None:
    """Raise `TooLarge` for a description of more bytes than are taken."""
    if size > settings.DESCRIPTION_MAX_BYTES:
        raise TooLarge(
            "description_too_large",
            params={"limit": settings.DESCRIPTION_MAX_BYTES // 2**20},
            faults=[fault("too_large", "/spec")],
        )


def from_bytes(data: bytes) -> Source:
    refuse_too_large(len(data))
    return Source(len(data), data[:HEAD_BYTES], data=data)


def from_text(text: str) -> Source:
    """Return a pasted description; a lone surrogate, which JSON can name, is no text."""
    try:
        return from_bytes(text.encode())
    except UnicodeEncodeError:
        raise BadInput("description_no_text", faults=[fault("not_unicode", "/spec")]) from None


def from_object(document: dict[str, Any]) -> Source:
    """Return a description sent as an object, written as compact JSON."""
    try:
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        # What could just be read may be too deep to be written.
        raise BadInput("description_too_deep", faults=[fault("too_deep", "/spec")]) from None
    return from_text(text)


def from_url(url: str) -> Source:
    """Return what a public URL holds. Raises what `portal.outbound.fetching.fetch` raises."""
    try:
        data = fetching.fetch(url, max_bytes=settings.DESCRIPTION_MAX_BYTES)
    except ApplicationError as refusal:
        code, params = refusal.problem.code, refusal.problem.params
        place = fault(code, "/spec_url", **params)
        raise type(refusal)(code, params=params, faults=[place]) from None
    return replace(from_bytes(data), url=url)


def from_upload(upload_id: str, user: User) -> Source:
    """Return what this person sent to S3 before; the key holds their id, so nobody else finds it.

    Raises `BadInput` where there is none and `TooLarge`.
    """
    if not UPLOAD_ID.fullmatch(upload_id):
        raise BadInput("upload_gone", faults=[fault("unknown_upload", "/upload_id")])
    return from_key(_key(user, upload_id))


def from_key(key: str) -> Source:
    size = objects.size_of(key)
    if not size:
        raise BadInput("upload_gone", faults=[fault("unknown_upload", "/upload_id")])
    refuse_too_large(size)
    try:
        return Source(size, objects.read(key, last=min(size, HEAD_BYTES) - 1), key=key)
    except NotFound:
        raise BadInput("upload_gone", faults=[fault("unknown_upload", "/upload_id")]) from None


def new_upload_id() -> str:
    return secrets.token_urlsafe(16)


def begin_upload(user: User, upload_id: str) -> objects.Upload:
    """Return the form by which this person sends one description straight to S3."""
    return objects.accept_upload(
        _key(user, upload_id), max_bytes=settings.DESCRIPTION_MAX_BYTES, seconds=UPLOAD_SECONDS
    )


def _key(user: User, upload_id: str) -> str:
    return f"uploads/{user.pk}/{upload_id}"
