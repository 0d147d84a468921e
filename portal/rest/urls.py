"""Paths below `/api/v1/` that belong to no service."""

from django.urls import path

from portal.rest.on_demand import Endpoint
from portal.rest.pages import docs

urlpatterns = [
    path("schema/", Endpoint("portal.rest.documentation.SchemaEndpoint"), name="rest-schema"),
    path("docs/", docs, name="rest-docs"),
    path("me/", Endpoint("portal.rest.me.MeEndpoint"), name="rest-me"),
]
