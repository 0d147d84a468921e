"""Paths of usage below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

urlpatterns = [
    path(
        "apis/<str:api>/usage/",
        Endpoint("analytics.endpoints.ApiUsageEndpoint"),
        name="rest-api-usage",
    ),
    path(
        "applications/<str:app_id>/usage/",
        Endpoint("analytics.endpoints.ApplicationUsageEndpoint"),
        name="rest-application-usage",
    ),
]
