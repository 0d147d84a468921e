"""Changes of what somebody read before: ETag out, If-Match in (RFC 9110, section 13.1.1)."""

from typing import Any, Protocol

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from portal.errors import PreconditionFailed

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that was read: the change is refused (412) where it is outdated.",
)


class Revised(Protocol):
    """What has another revision after each change: an item, or a part of one."""

    @property
    def revision(self) -> Any: ...


def etag_of(item: Revised) -> str:
    return f'"{item.revision}"'


def require_match(request: Request, item: Revised, *others: str) -> None:
    """Raise `PreconditionFailed` where If-Match names another revision than this one, and none of
    the `others`, ETags that its parts are given with."""
    wanted = [tag.strip() for tag in request.headers.get("If-Match", "").split(",") if tag.strip()]
    if wanted and not {"*", etag_of(item), *others} & set(wanted):
        raise PreconditionFailed("changed_meanwhile")
