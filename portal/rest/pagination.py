"""Pages of REST lists: `?cursor=` and `?limit=`, never a count."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.request import Request

from portal.dynamo import Page
from portal.rest.serializers import InputSerializer

DEFAULT_LIMIT = 25
MAX_LIMIT = 100


class PageParams(InputSerializer):
    """The query parameters of every list."""

    cursor = serializers.CharField(
        required=False, help_text="Where to go on: `next_cursor` of the page before."
    )
    limit = serializers.IntegerField(
        required=False, default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT
    )


class PageOutput(serializers.Serializer[Any]):
    """What every list answers; each adds its `items`."""

    next_cursor = serializers.CharField(allow_null=True)
    next = serializers.URLField(allow_null=True)


def paged(request: Request, found: Page[Any], represent: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a page as the body of a list: its items, the next cursor, the next page's URL."""
    next_url = None
    if found.next_cursor:
        query: QueryDict = request.query_params.copy()
        query["cursor"] = found.next_cursor
        next_url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {
        "items": [represent(item) for item in found],
        "next_cursor": found.next_cursor,
        "next": next_url,
    }
