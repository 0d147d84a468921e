"""Paths of the Auth service below `/api/v1/`."""

from django.urls import path

from portal.accounts.endpoints import MeEndpoint

urlpatterns = [path("me/", MeEndpoint.as_view(), name="rest-me")]
