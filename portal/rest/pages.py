"""The page of the REST API's documentation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show Swagger UI over the schema; all of it is served from here."""
    return render(request, "rest/docs.html")
