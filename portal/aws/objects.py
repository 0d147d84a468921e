"""Objects in the content bucket: immutable ones named by what is in them, and uploads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from portal.aws.clients import client, is_unavailable
from portal.aws.errors import NotFound, Unavailable

ABSENT = {"404", "NoSuchKey", "NotFound"}
IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Upload:
    """Where and how a browser sends a file straight to S3."""

    url: str
    fields: Mapping[str, str]


def put_once(key: str, data: bytes, *, content_type: str) -> None:
    """Store an object whose key tells its content; one that stands there already is the same."""
    if size_of(key) != len(data):
        _call("put_object", Key=key, Body=data, ContentType=content_type, CacheControl=IMMUTABLE)


def read(key: str, *, first: int = 0, last: int | None = None, bucket: str = "") -> bytes:
    """Return an object's bytes, or those from `first` to `last` inclusive. Raises `NotFound`.

    `bucket` is the content bucket unless another is named.
    """
    wanted = {}
    if first or last is not None:
        wanted["Range"] = f"bytes={first}-{'' if last is None else last}"
    if bucket:
        wanted["Bucket"] = bucket
    body: bytes = _call("get_object", Key=key, **wanted)["Body"].read()
    return body


def size_of(key: str) -> int | None:
    """Return an object's size in bytes, or None where there is none."""
    try:
        size: int = _call("head_object", Key=key)["ContentLength"]
    except NotFound:
        return None
    return size


def delete(key: str) -> None:
    """Delete an object; one that is not there is no error."""
    _call("delete_object", Key=key)


def link(key: str, *, seconds: int = 300, filename: str = "") -> str:
    """Return a URL that reads the object without credentials for this long."""
    params = {"Bucket": settings.CONTENT_BUCKET, "Key": key}
    if filename:
        params["ResponseContentDisposition"] = f'attachment; filename="{filename}"'
    url: str = client("s3").generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)
    return url


def accept_upload(key: str, *, max_bytes: int, seconds: int = 900) -> Upload:
    """Return a form that stores one object of at most `max_bytes` under this key.

    https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
    """
    form = client("s3").generate_presigned_post(
        settings.CONTENT_BUCKET,
        key,
        Conditions=[["content-length-range", 1, max_bytes]],
        ExpiresIn=seconds,
    )
    return Upload(form["url"], form["fields"])


def _call(operation: str, **params: Any) -> Any:
    try:
        return getattr(client("s3"), operation)(**{"Bucket": settings.CONTENT_BUCKET, **params})
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] in ABSENT:
            raise NotFound from None
        if is_unavailable(error):
            raise Unavailable(str(error)) from error
        raise
