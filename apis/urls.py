"""Paths of API management's pages."""

from django.urls import path

from apis.views import life, managing, reading, registering

urlpatterns = [
    path("", reading.home, name="home"),
    path("apis/", reading.catalogue, name="catalogue"),
    path("apis/register/", registering.register, name="api-register"),
    path("apis/<str:api>/", reading.api, name="api"),
    path("apis/<str:api>/edit/", managing.edit_api, name="api-edit"),
    path("apis/<str:api>/delete/", managing.delete_api, name="api-delete"),
    path("apis/<str:api>/versions/add/", registering.add_version, name="version-add"),
    path("apis/<str:api>/versions/<str:version>/", managing.version, name="version"),
    path(
        "apis/<str:api>/versions/<str:version>/replace/",
        registering.replace,
        name="version-replace",
    ),
    path(
        "apis/<str:api>/versions/<str:version>/status/<slug:status>/",
        life.change_status,
        name="version-status",
    ),
    path(
        "apis/<str:api>/versions/<str:version>/current/",
        managing.make_current,
        name="version-current",
    ),
    path(
        "apis/<str:api>/versions/<str:version>/delete/",
        managing.delete_version,
        name="version-delete",
    ),
]
