"""Paths below `/api/v1/` that belong to no service."""

from django.urls import path

from portal.rest.documentation import SchemaEndpoint, docs
from portal.rest.me import MeEndpoint

urlpatterns = [
    path("schema/", SchemaEndpoint.as_view(), name="rest-schema"),
    path("docs/", docs, name="rest-docs"),
    path("me/", MeEndpoint.as_view(), name="rest-me"),
]
