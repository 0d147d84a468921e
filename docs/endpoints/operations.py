"""REST of the reference: what a version's operations are, and where each is explained."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.packs import open_pack
from apis.visibility import get_version_or_404
from docs.pages import LONGEST_QUERY
from docs.reference.navigation import matching
from openapi.pack.reader import OperationEntry
from portal.dynamo import BadCursor, Page
from portal.encryption import DecryptionFailed, decrypt, encrypt
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.serializers import problems


class OperationParams(PageParams):
    q = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_QUERY,
        help_text="Words of the method, path, name or summary; all of them must stand there.",
    )


class OperationOutput(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Its name in the reference's addresses.")
    kind = serializers.ChoiceField(["operation", "webhook"])
    method = serializers.CharField()
    path = serializers.CharField(help_text="Of a webhook: its name.")
    summary = serializers.CharField()
    tag = serializers.CharField()
    deprecated = serializers.BooleanField()
    url = serializers.URLField(help_text="Its page in the reference.")

    class Meta:
        ref_name = "Operation"


class OperationPage(PageOutput):
    items = OperationOutput(many=True)


class OperationsEndpoint(APIView):
    """The operations of a version."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="list_operations",
        summary="List operations",
        tags=["Reference"],
        parameters=[OperationParams],
        responses={200: OperationPage, **problems(404)},
    )
    def get(self, request: Request, api: str, version: str) -> Response:
        """Return a page of a version's operations, in the order of its description."""
        _, found = get_version_or_404(api, version, request.user)
        params = OperationParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        values = params.validated_data
        index = open_pack(version=found).index
        scope = f"operations|{api}|{version}|{found.description.sha256}|{values['q']}"

        def represent(entry: OperationEntry) -> dict[str, Any]:
            return {
                "id": entry.slug,
                "kind": entry.kind,
                "method": entry.verb,
                "path": entry.key,
                "summary": entry.summary,
                "tag": index.tag_of(entry).name,
                "deprecated": entry.deprecated,
                "url": reverse("operation", [api, version, entry.slug], request=request),
            }

        entries = matching(index, values["q"])
        shown = _page(entries, values["limit"], values.get("cursor"), scope)
        return Response(paged(request, shown, represent))


def _page(
    entries: Sequence[OperationEntry], limit: int, cursor: str | None, scope: str
) -> Page[Any]:
    """Return a page of what is in memory. Raise `BadCursor` for a cursor of another list."""
    try:
        start = int(decrypt(cursor, scope=scope)) if cursor else 0
    except DecryptionFailed:
        raise BadCursor from None
    end = start + limit
    return Page(
        list(entries[start:end]), encrypt(str(end), scope=scope) if end < len(entries) else None
    )
