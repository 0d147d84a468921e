"""The REST API's own description."""

import hashlib
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.threads import cached_once


class Document(NamedTuple):
    """The description in one format, as it is sent."""

    body: bytes
    etag: str


class SchemaEndpoint(APIView):
    """The OpenAPI description of this REST API, for everybody."""

    permission_classes = [AllowAny]
    authentication_classes = []
    renderer_classes = SpectacularAPIView.renderer_classes

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """Return the description, which is the same for everybody until the process ends."""
        renderer = request.accepted_renderer
        document = _document(type(renderer))
        unchanged = get_conditional_response(request, etag=document.etag)
        if unchanged is not None:
            return unchanged
        name = f"{settings.SPECTACULAR_SETTINGS['TITLE']}.{renderer.format}"
        headers = {"ETag": document.etag, "Content-Disposition": f'inline; filename="{name}"'}
        media_type = f"{renderer.media_type}; charset=utf-8"
        return HttpResponse(document.body, content_type=media_type, headers=headers)


@cached_once
def _schema() -> dict[str, Any]:
    """Return the description as an object.

    The generator changes the endpoints' classes while it works: two at once fail.
    """
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


@cached_once
def _document(renderer: type[BaseRenderer]) -> Document:
    body: Any = renderer().render(_schema(), renderer_context={})
    return Document(body, f'"{hashlib.sha256(body).hexdigest()}"')
