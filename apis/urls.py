"""Paths of API management's pages."""

from django.urls import path

from apis.views import (
    application_keys,
    applications,
    managing,
    plans,
    reading,
    registering,
    subscribers,
    subscribing,
)

APPLICATION = "applications/<slug:app_id>/"
KEY = f"{APPLICATION}keys/<slug:digest>/"
SUBSCRIPTION = f"{APPLICATION}subscriptions/<str:api>/"

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
    # Plans and subscriptions.
    path("apis/<str:api>/plans/", plans.plan_list, name="plans"),
    path("apis/<str:api>/plans/add/", plans.add_plan, name="plan-add"),
    path("apis/<str:api>/plans/<str:plan>/", plans.edit_plan, name="plan-edit"),
    path("apis/<str:api>/plans/<str:plan>/close/", plans.close_plan, name="plan-close"),
    path("apis/<str:api>/plans/<str:plan>/reopen/", plans.reopen_plan, name="plan-reopen"),
    path("apis/<str:api>/plans/<str:plan>/delete/", plans.delete_plan, name="plan-delete"),
    path("apis/<str:api>/subscribers/", subscribers.subscribers, name="subscribers"),
    path("apis/<str:api>/subscribers/<slug:app_id>/", subscribers.subscriber, name="subscriber"),
    path(
        "apis/<str:api>/subscribers/<slug:app_id>/<slug:step>/",
        subscribers.subscriber_step,
        name="subscriber-step",
    ),
    path("approvals/", subscribers.approvals, name="approvals"),
    path(SUBSCRIPTION, subscribing.subscription, name="subscription"),
    path(f"{SUBSCRIPTION}plan/", subscribing.choose_plan, name="subscription-plan"),
    path(f"{SUBSCRIPTION}terms/", subscribing.accept_terms, name="subscription-terms"),
    path(f"{SUBSCRIPTION}cancel/", subscribing.cancel, name="subscription-cancel"),
]
