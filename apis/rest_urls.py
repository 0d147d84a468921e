"""Paths of API management below `/api/v1/`."""

from django.urls import path

from portal.rest.on_demand import Endpoint

VERSION = "apis/<str:api>/versions/<str:version>/"
APPLICATION = "applications/<slug:app_id>/"
KEY = f"{APPLICATION}keys/<slug:digest>/"

urlpatterns = [
    path("apis/", Endpoint("apis.endpoints.apis.ApisEndpoint"), name="rest-apis"),
    path("apis/<str:api>/", Endpoint("apis.endpoints.apis.ApiEndpoint"), name="rest-api"),
    path(
        "apis/<str:api>/versions/",
        Endpoint("apis.endpoints.versions.VersionsEndpoint"),
        name="rest-versions",
    ),
    path(VERSION, Endpoint("apis.endpoints.versions.VersionEndpoint"), name="rest-version"),
    path(
        f"{VERSION}spec",
        Endpoint("apis.endpoints.versions.DescriptionEndpoint"),
        name="rest-description",
    ),
    path("uploads/", Endpoint("apis.endpoints.uploads.UploadsEndpoint"), name="rest-uploads"),
    # Plans and subscriptions.
    path(
        "apis/<str:api>/plans/", Endpoint("apis.endpoints.plans.PlansEndpoint"), name="rest-plans"
    ),
    path(
        "apis/<str:api>/plans/<str:plan>/",
        Endpoint("apis.endpoints.plans.PlanEndpoint"),
        name="rest-plan",
    ),
    path(
        "apis/<str:api>/subscriptions/",
        Endpoint("apis.endpoints.subscriptions.SubscribersEndpoint"),
        name="rest-subscribers",
    ),
    path(
        "apis/<str:api>/subscriptions/<str:app_id>/",
        Endpoint("apis.endpoints.subscriptions.SubscriberEndpoint"),
        name="rest-subscriber",
    ),
    path(
        f"{APPLICATION}subscriptions/",
        Endpoint("apis.endpoints.subscriptions.ApplicationSubscriptionsEndpoint"),
        name="rest-subscriptions",
    ),
    path(
        f"{APPLICATION}subscriptions/<str:api>/",
        Endpoint("apis.endpoints.subscriptions.ApplicationSubscriptionEndpoint"),
        name="rest-subscription",
    ),
    path(
        "approvals/",
        Endpoint("apis.endpoints.subscriptions.ApprovalsEndpoint"),
        name="rest-approvals",
    ),
    path(
        "applications/",
        Endpoint("apis.endpoints.applications.ApplicationsEndpoint"),
        name="rest-applications",
    ),
    path(
        APPLICATION,
        Endpoint("apis.endpoints.applications.ApplicationEndpoint"),
        name="rest-application",
    ),
    path(
        f"{APPLICATION}keys/",
        Endpoint("apis.endpoints.application_keys.ApplicationKeysEndpoint"),
        name="rest-application-keys",
    ),
    path(
        KEY,
        Endpoint("apis.endpoints.application_keys.ApplicationKeyEndpoint"),
        name="rest-application-key",
    ),
    path(
        f"{KEY}rotate/",
        Endpoint("apis.endpoints.application_keys.RotateEndpoint"),
        name="rest-application-key-rotate",
    ),
    path(
        f"{KEY}wake/",
        Endpoint("apis.endpoints.application_keys.WakeEndpoint"),
        name="rest-application-key-wake",
    ),
]
