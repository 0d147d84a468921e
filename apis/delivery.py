"""Handing a stored description out over HTTP: whole, in part, unchanged, or by a link."""

import re

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from apis.items import ApiVersion
from portal.aws import objects
from portal.errors import Problem
from portal.web.error_pages import respond

# One range; of several the whole is sent instead, as RFC 9110 (14.2) allows.
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def description_answer(request: Request, version: ApiVersion) -> HttpResponse:
    """Return a version's description as it was sent.

    Where an answer cannot be so large (Lambda), it redirects to S3, which answers for five minutes.
    """
    stored = version.description
    size, etag = int(stored.bytes), description_etag(version)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    filename = f"{version.slug}-{version.version}.{stored.format}"
    if settings.TRANSFER_MAX_BYTES and size > settings.TRANSFER_MAX_BYTES:
        return HttpResponseRedirect(objects.link(stored.key, filename=filename))
    answer = _bytes_answer(request, version, size, etag)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Content-Disposition"] = f'inline; filename="{filename}"'
    return answer


def description_etag(version: ApiVersion) -> str:
    return f'"{version.description.sha256}"'


def _bytes_answer(request: Request, version: ApiVersion, size: int, etag: str) -> HttpResponse:
    key, content_type = version.description.key, version.content_type
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    if (
        not wanted
        or not _is_valid(*wanted.groups())
        or request.headers.get("If-Range", etag) != etag
    ):
        return HttpResponse(objects.read(key), content_type=content_type)
    first, last = _bounds(wanted[1], wanted[2], size)
    if first > last:
        answer = respond(request, Problem(416, "range_not_satisfiable", {"size": size}))
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    data = objects.read(key, first=first, last=last)
    answer = HttpResponse(data, status=206, content_type=content_type)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _is_valid(first: str, last: str) -> bool:
    """Tell a range from what is to be ignored: one without numbers, or that ends before it begins.

    https://www.rfc-editor.org/rfc/rfc9110.html#section-14.1.1
    """
    return int(first) <= int(last) if first and last else bool(first or last)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte asked for; `-n` asks for the last n."""
    if not first:
        return max(0, size - int(last)), (size - 1 if int(last) else -1)
    return int(first), min(int(last or size), size - 1)
