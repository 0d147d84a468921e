"""Paths of jobs' pages, below `/jobs/`."""

from django.urls import path

from portal.jobs import views

urlpatterns = [
    path("<str:job_id>/", views.job, name="job"),
    path("<str:job_id>/status/", views.job_status, name="job-status"),
    path("<str:job_id>/cancel/", views.cancel, name="job-cancel"),
]
