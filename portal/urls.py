"""Which app answers which path."""

from django.urls import include, path

from portal.web import health, static_files

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("static/<path:name>", static_files.serve),
    path("favicon.ico", static_files.favicon),
    path("", include("apis.gateway.urls")),
    path("", include("apis.urls")),
    path("docs/", include("docs.urls")),
    path("account/", include("portal.accounts.urls")),
    path("teams/", include("portal.accounts.teams.urls")),
    path("jobs/", include("portal.jobs.urls")),
    path("api/v1/", include("portal.rest.urls")),
    path("api/v1/", include("portal.accounts.rest_urls")),
    path("api/v1/", include("portal.jobs.rest_urls")),
    path("api/v1/", include("apis.rest_urls")),
    path("api/v1/", include("docs.rest_urls")),
    path("api/v1/", include("analytics.rest_urls")),
    path("admin/", include("portal.adminsite.urls")),
]

handler400 = handler403 = handler404 = "portal.web.error_pages.refused"
handler500 = "portal.web.error_pages.server_error"
