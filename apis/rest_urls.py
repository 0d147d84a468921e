"""Paths of API management below `/api/v1/`."""

from django.urls import path

from apis.endpoints.apis import ApiEndpoint, ApisEndpoint
from apis.endpoints.jobs import JobEndpoint, UploadsEndpoint
from apis.endpoints.versions import DescriptionEndpoint, VersionEndpoint, VersionsEndpoint

urlpatterns = [
    path("apis/", ApisEndpoint.as_view(), name="rest-apis"),
    path("apis/<str:api>/", ApiEndpoint.as_view(), name="rest-api"),
    path("apis/<str:api>/versions/", VersionsEndpoint.as_view(), name="rest-versions"),
    path("apis/<str:api>/versions/<str:version>/", VersionEndpoint.as_view(), name="rest-version"),
    path(
        "apis/<str:api>/versions/<str:version>/spec",
        DescriptionEndpoint.as_view(),
        name="rest-description",
    ),
    path("jobs/<str:job_id>/", JobEndpoint.as_view(), name="rest-job"),
    path("uploads/", UploadsEndpoint.as_view(), name="rest-uploads"),
]
