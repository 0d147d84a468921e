"""Paths of the Auth service below `/api/v1/`."""

from django.urls import path

from portal.accounts.teams import addresses
from portal.rest.on_demand import Endpoint

addresses.register()

urlpatterns = [
    path("me/", Endpoint("portal.accounts.endpoints.me.MeEndpoint"), name="rest-me"),
    path("me/keys/", Endpoint("portal.accounts.endpoints.keys.KeysEndpoint"), name="rest-keys"),
    path(
        "me/keys/<slug:key_id>/",
        Endpoint("portal.accounts.endpoints.keys.KeyEndpoint"),
        name="rest-key",
    ),
    path("users/", Endpoint("portal.accounts.endpoints.users.UsersEndpoint"), name="rest-users"),
    path(
        "users/<slug:user_id>/",
        Endpoint("portal.accounts.endpoints.users.UserEndpoint"),
        name="rest-user",
    ),
    path(
        "users/<slug:user_id>/sessions/",
        Endpoint("portal.accounts.endpoints.users.UserSessionsEndpoint"),
        name="rest-user-sessions",
    ),
    path("teams/", Endpoint("portal.accounts.endpoints.teams.TeamsEndpoint"), name="rest-teams"),
    path(
        "teams/<team:name>/",
        Endpoint("portal.accounts.endpoints.teams.TeamEndpoint"),
        name="rest-team",
    ),
    path(
        "teams/<team:name>/members/",
        Endpoint("portal.accounts.endpoints.teams.TeamMembersEndpoint"),
        name="rest-team-members",
    ),
    path(
        "teams/<team:name>/members/<slug:user_id>/",
        Endpoint("portal.accounts.endpoints.teams.TeamMemberEndpoint"),
        name="rest-team-member",
    ),
    path("audit/", Endpoint("portal.accounts.endpoints.audit.AuditEndpoint"), name="rest-audit"),
]
