"""Paths of jobs below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

urlpatterns = [
    path("jobs/<str:job_id>/", Endpoint("portal.jobs.endpoints.JobEndpoint"), name="rest-job"),
    path(
        "jobs/<str:job_id>/cancel/",
        Endpoint("portal.jobs.endpoints.JobCancellationEndpoint"),
        name="rest-job-cancel",
    ),
]
