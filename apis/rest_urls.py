"""Paths of API management below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

VERSION = "apis/<str:api>/versions/<str:version>/"

urlpatterns = [
    path("apis/", Endpoint("apis.endpoints.apis.ApisEndpoint"), name="rest-apis"),
    path("apis/<str:api>/", Endpoint("apis.endpoints.apis.ApiEndpoint"), name="rest-api"),
    path(
        "apis/<str:api>/versions/",
        Endpoint("apis.endpoints.versions.VersionsEndpoint"),
        name="rest-versions",
    ),
    path(VERSION, Endpoint("apis.endpoints.versions.VersionEndpoint"), name="rest-version"),
    path(
        f"{VERSION}spec",
        Endpoint("apis.endpoints.versions.DescriptionEndpoint"),
        name="rest-description",
    ),
    path("uploads/", Endpoint("apis.endpoints.uploads.UploadsEndpoint"), name="rest-uploads"),
]

urlpatterns += [
    path(
        "apis/<str:api>/gateway/",
        Endpoint("apis.endpoints.gateway.GatewayEndpoint"),
        name="rest-gateway",
    ),
    path(
        "apis/<str:api>/gateway/credential/",
        Endpoint("apis.endpoints.gateway.GatewayCredentialEndpoint"),
        name="rest-gateway-credential",
    ),
]
