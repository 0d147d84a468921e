"""The REST API's own description and documentation, below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint
from portal.rest.pages import docs

urlpatterns = [
    path("schema/", Endpoint("portal.rest.documentation.SchemaEndpoint"), name="rest-schema"),
    path("docs/", docs, name="rest-docs"),
]
