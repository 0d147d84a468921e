"""APIs as templates show them: with addresses."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apis.items import Api, ApiVersion
from apis.listing import CatalogueEntry
from portal.confirming import Crumbs


def card(entry: CatalogueEntry) -> dict[str, Any]:
    """Return an API as a card or row of a list."""
    return {
        "name": entry.name,
        "url": reverse("api", args=[entry.slug]),
        "summary": entry.summary,
        "owner": entry.owner,
        "status": entry.status,
        "visibility": entry.visibility,
        "category": entry.category.capitalize(),
        "current_version": entry.current_version,
        "updated_at": entry.updated_at,
    }


def detail(api: Api, base_urls: list[str]) -> dict[str, Any]:
    """Return an API as its own page shows it."""
    return {
        "name": api.name,
        "slug": api.slug,
        "summary": api.summary,
        "owner": api.owner,
        "status": api.status,
        "notice": api.notice,
        "visibility": api.visibility,
        "category": api.category.capitalize(),
        "tags": [(tag, reverse("catalogue", query={"tag": tag})) for tag in api.tags],
        "current_version": api.current_version,
        "updated_at": api.updated_at,
        "base_urls": base_urls,
        "support_email": api.support_email,
        "support_url": api.support_url,
        "reference_url": reverse("reference", args=[api.slug, api.current_version]),
        "edit_url": reverse("api-edit", args=[api.slug]),
        "delete_url": reverse("api-delete", args=[api.slug]),
        "add_version_url": reverse("version-add", args=[api.slug]),
    }


def version_row(version: ApiVersion) -> dict[str, Any]:
    """Return a version as a row of its API's page."""
    args = [version.slug, version.version]
    return {
        "name": version.version,
        "status": version.status,
        "format": version.format_label,
        "operation_count": int(version.operation_count),
        "created_at": version.created_at,
        "reference_url": reverse("reference", args=args),
        "description_url": reverse("rest-description", args=args),
        "edit_url": reverse("version", args=args),
    }


def crumbs(api: Api | None = None, version: ApiVersion | None = None) -> Crumbs:
    """Return the way to a page below the catalogue, below an API, or below one of its versions."""
    way = [("APIs", reverse("catalogue"))]
    if api:
        way.append((api.name, reverse("api", args=[api.slug])))
    if api and version:
        way.append((version.version, reverse("version", args=[api.slug, version.version])))
    return way


def with_params(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some parameters changed, on its first page."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path
