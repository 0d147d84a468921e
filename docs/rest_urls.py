"""Paths of the reference below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

urlpatterns = [
    path(
        "apis/<str:api>/versions/<str:version>/operations/",
        Endpoint("docs.endpoints.OperationsEndpoint"),
        name="rest-operations",
    ),
]
