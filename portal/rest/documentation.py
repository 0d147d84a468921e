"""The REST API's own description, and a page to read and try it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny


class SchemaEndpoint(SpectacularAPIView):
    """The OpenAPI description of this REST API, for everybody."""

    permission_classes = [AllowAny]
    authentication_classes = []


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show Swagger UI over the schema; all of it is served from here."""
    return render(request, "rest/docs.html")
