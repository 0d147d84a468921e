"""Subscriptions in the admin: found by the id of an API or an application, and stopped."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import action, display, register
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format

from apis.items import Api
from apis.services import subscriptions
from apis.subscription_admin_models import SubscriptionModel
from portal.accounts.models import signed_in
from portal.adminsite.base import ItemAdmin
from portal.adminsite.querysets import ItemQuerySet
from portal.errors import Missing


@register(SubscriptionModel)
class SubscriptionAdmin(ItemAdmin):
    list_display = ["app_id", "api", "status", "plan_id", "asked_on"]
    list_filter = ["status"]
    search_fields = ["api", "app_id"]
    search_help_text = "The whole id of an API or of an application."
    ordering = ["-requested_at"]
    actions = ["suspend", "resume", "end"]
    narrowing = "Search for the id of an application, too."
    change_list_template = "admin/apis/subscriptionmodel/change_list.html"
    change_form_template = "admin/apis/subscriptionmodel/change_form.html"
    shown_only = (
        "api",
        "app_id",
        "status",
        "plan_id",
        "wanted_plan_id",
        "terms_revision",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
    )
    fields = readonly_fields = shown_only

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Access is asked for by an application's side."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Subscriptions end, and stay as history."""
        return False

    @display(description="asked", ordering="requested_at")
    def asked_on(self, row: SubscriptionModel) -> str:
        return date_format(row.requested_at)

    def get_view_on_site_url(self, obj: SubscriptionModel | None = None) -> str | None:
        return reverse("subscriber", args=[obj.api, obj.app_id]) if obj else None

    def save_model(
        self, request: HttpRequest, obj: SubscriptionModel, form: Any, change: bool
    ) -> None:
        """Do nothing: all that the page shows can only be looked at."""

    @action(permissions=["change"], description="Suspend selected subscriptions")
    def suspend(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self._do(request, queryset, subscriptions.suspend, "Suspended")

    @action(permissions=["change"], description="Resume selected subscriptions")
    def resume(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self._do(request, queryset, subscriptions.resume, "Resumed")

    @action(permissions=["change"], description="End selected subscriptions")
    def end(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self._do(request, queryset, subscriptions.end, "Ended")

    def _do(
        self, request: HttpRequest, queryset: ItemQuerySet, act: Callable[..., object], done: str
    ) -> None:
        admin = signed_in(request.user)
        self.for_each(
            request,
            queryset,
            lambda row: act(user=admin, api=_api_of(row), app_id=row.app_id),
            done,
        )


def _api_of(row: SubscriptionModel) -> Api:
    return Api.load(*Api.key(row.api), or_raise=Missing("api_not_found"))
