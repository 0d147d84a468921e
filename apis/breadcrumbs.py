"""The way to a page that stands below an API."""

from django.urls import reverse

from apis.items import Api, ApiVersion
from apis.items.applications import Application
from portal.web.confirmation import Crumbs


def crumbs(api: Api | None = None, version: ApiVersion | None = None) -> Crumbs:
    """Return the way to a page below the catalogue, below an API, or below one of its versions."""
    way = [("APIs", reverse("catalogue"))]
    if api:
        way.append((api.name, reverse("api", args=[api.slug])))
    if api and version:
        way.append((version.version, reverse("version", args=[api.slug, version.version])))
    return way


def application_crumbs(application: Application | None = None) -> Crumbs:
    """Return the way to a page below the list of applications, or below one of them."""
    way = [("Applications", reverse("applications"))]
    if application:
        way.append((application.name, reverse("application", args=[application.app_id])))
    return way
