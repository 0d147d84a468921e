"""Paths below `/teams/`."""

from django.urls import path

from portal.accounts.teams import addresses, views

addresses.register()

TEAM = "<team:name>/"

urlpatterns = [
    path("", views.teams, name="teams"),
    path("new/", views.create_team, name="team-create"),
    path(TEAM, views.team, name="team"),
    path(f"{TEAM}edit/", views.edit_team, name="team-edit"),
    path(f"{TEAM}leave/", views.leave, name="team-leave"),
    path(f"{TEAM}delete/", views.delete_team, name="team-delete"),
    path(f"{TEAM}members/add/", views.add_member, name="team-member-add"),
    path(f"{TEAM}members/<slug:user_id>/<slug:step>/", views.change_member, name="team-member"),
]
