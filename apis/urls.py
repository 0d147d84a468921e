"""Paths of API management's pages."""

from django.urls import path

from apis.views import application_keys, applications, gateway, managing, reading, registering

APPLICATION = "applications/<slug:app_id>/"
KEY = f"{APPLICATION}keys/<slug:digest>/"

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
        managing.change_status,
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
    path("applications/", applications.applications, name="applications"),
    path("applications/new/", applications.create, name="application-new"),
    path(APPLICATION, applications.application, name="application"),
    path(f"{APPLICATION}edit/", applications.edit, name="application-edit"),
    path(f"{APPLICATION}hand-over/", applications.hand_over, name="application-hand-over"),
    path(f"{APPLICATION}delete/", applications.delete, name="application-delete"),
    path(f"{APPLICATION}keys/new/", application_keys.create, name="application-key-new"),
    path(f"{KEY}rotate/", application_keys.rotate, name="application-key-rotate"),
    path(f"{KEY}revoke/", application_keys.revoke, name="application-key-revoke"),
    path(f"{KEY}wake/", application_keys.wake, name="application-key-wake"),
]

urlpatterns += [
    # What an API's owner decides about the gateway.
    path("apis/<str:api>/gateway/", gateway.gateway, name="gateway"),
    path(
        "apis/<str:api>/gateway/versions/<str:version>/try/",
        gateway.try_upstream,
        name="gateway-try",
    ),
    path(
        "apis/<str:api>/gateway/rules/<slug:direction>/add/<slug:part>/",
        gateway.add_rule,
        name="gateway-rule-add",
    ),
    path(
        "apis/<str:api>/gateway/rules/<slug:direction>/<int:number>/",
        gateway.edit_rule,
        name="gateway-rule",
    ),
    path(
        "apis/<str:api>/gateway/rules/<slug:direction>/<int:number>/move/",
        gateway.move_rule,
        name="gateway-rule-move",
    ),
    path(
        "apis/<str:api>/gateway/rules/<slug:direction>/<int:number>/delete/",
        gateway.remove_rule,
        name="gateway-rule-delete",
    ),
    path("apis/<str:api>/gateway/credential/", gateway.credential, name="gateway-credential"),
    path(
        "apis/<str:api>/gateway/credential/delete/",
        gateway.remove_credential,
        name="gateway-credential-delete",
    ),
]
