"""Paths of the documentation below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

urlpatterns = [
    path(
        "apis/<str:api>/versions/<str:version>/operations/",
        Endpoint("docs.endpoints.operations.OperationsEndpoint"),
        name="rest-operations",
    ),
    path(
        "apis/<str:api>/guide/", Endpoint("docs.endpoints.guides.GuideEndpoint"), name="rest-guide"
    ),
    path(
        "apis/<str:api>/images/",
        Endpoint("docs.endpoints.guides.ImagesEndpoint"),
        name="rest-guide-images",
    ),
    path(
        "apis/<str:api>/images/<str:name>/",
        Endpoint("docs.endpoints.guides.ImageEndpoint"),
        name="rest-guide-image",
    ),
    path(
        "apis/<str:api>/examples/",
        Endpoint("docs.endpoints.examples.ExamplesEndpoint"),
        name="rest-examples",
    ),
    path(
        "apis/<str:api>/examples/<str:example>/",
        Endpoint("docs.endpoints.examples.ExampleEndpoint"),
        name="rest-example",
    ),
]
