"""Paths below `/api/v1/` that belong to no service."""

from django.urls import path

from portal.rest.on_demand import Endpoint
from portal.rest.pages import docs

urlpatterns = [
    path("schema/", Endpoint("portal.rest.documentation.SchemaEndpoint"), name="rest-schema"),
    path("docs/", docs, name="rest-docs"),
    path("me/", Endpoint("portal.rest.me.MeEndpoint"), name="rest-me"),
    path("me/keys/", Endpoint("portal.rest.keys.KeysEndpoint"), name="rest-keys"),
    path("me/keys/<slug:key_id>/", Endpoint("portal.rest.keys.KeyEndpoint"), name="rest-key"),
    path("users/", Endpoint("portal.rest.users.UsersEndpoint"), name="rest-users"),
    path("users/<slug:user_id>/", Endpoint("portal.rest.users.UserEndpoint"), name="rest-user"),
    path(
        "users/<slug:user_id>/sessions/",
        Endpoint("portal.rest.users.UserSessionsEndpoint"),
        name="rest-user-sessions",
    ),
    path("audit/", Endpoint("portal.rest.audit.AuditEndpoint"), name="rest-audit"),
]
