"""Applications and their keys in the admin: found, suspended, revoked, deleted."""

from typing import Any

from django.contrib.admin import action, display, register
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format

from apis.application_admin_models import ApplicationKeyModel, ApplicationModel
from apis.items.applications import Application
from apis.services import application_keys, applications
from portal.accounts.models import signed_in
from portal.adminsite.base import ItemAdmin
from portal.adminsite.filters import OwnValuesFilter
from portal.adminsite.querysets import ItemQuerySet
from portal.errors import Missing


class OwnerFilter(OwnValuesFilter):
    title = parameter_name = "owner"


class ApplicationFilter(OwnValuesFilter):
    title = "application"
    parameter_name = "app_id"


@register(ApplicationModel)
class ApplicationAdmin(ItemAdmin):
    list_display = ["name", "owner", "suspended", "key_count", "created_on"]
    list_filter = ["suspended", OwnerFilter]
    search_fields = ["name", "app_id", "owner", "description"]
    search_help_text = "Part of a name, id, owner or description."
    ordering = ["name"]
    actions = ["suspend", "resume", "delete_selected"]
    narrowing = "Choose an owner to see all of theirs."
    deletion_note = "Its keys and subscriptions end with it, within a minute."
    change_form_template = "admin/apis/applicationmodel/change_form.html"
    shown_only = ("name", "description", "owner", "app_id", "key_count", "created_by", "created_at")
    fieldsets = [
        ("Decided here", {"fields": ["suspended"]}),
        ("As its owners have it", {"fields": shown_only}),
    ]
    readonly_fields = shown_only

    @display(description="created", ordering="created_at")
    def created_on(self, row: ApplicationModel) -> str:
        return date_format(row.created_at)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The portal's own page creates one."""
        return redirect("application-new")

    def get_view_on_site_url(self, obj: ApplicationModel | None = None) -> str | None:
        return reverse("application", args=[obj.app_id]) if obj else None

    def save_model(
        self, request: HttpRequest, obj: ApplicationModel, form: Any, change: bool
    ) -> None:
        self._set_suspended(request, obj, obj.suspended)

    def delete_model(self, request: HttpRequest, obj: ApplicationModel) -> None:
        applications.delete_application(user=signed_in(request.user), application=obj.item)

    @action(permissions=["change"], description="Suspend selected applications")
    def suspend(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self.for_each(
            request, queryset, lambda row: self._set_suspended(request, row, True), "Suspended"
        )

    @action(permissions=["change"], description="Resume selected applications")
    def resume(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self.for_each(
            request, queryset, lambda row: self._set_suspended(request, row, False), "Resumed"
        )

    def _set_suspended(self, request: HttpRequest, row: ApplicationModel, suspended: bool) -> None:
        applications.set_suspended(
            user=signed_in(request.user), application=row.item, suspended=suspended
        )


@register(ApplicationKeyModel)
class ApplicationKeyAdmin(ItemAdmin):
    list_display = ["hint", "label", "app_id", "state", "may_call", "created_on", "ends", "used_on"]
    list_filter = ["kind", "state", ApplicationFilter]
    search_fields = ["hint", "label", "app_id"]
    search_help_text = "The last four characters of a key, part of its name, an application's id."
    ordering = ["-created_at"]
    actions = ["revoke"]
    narrowing = "Choose an application, or search for its id, to see all of its keys."
    change_form_template = "admin/apis/applicationkeymodel/change_form.html"
    shown_only = (
        "hint",
        "label",
        "app_id",
        "kind",
        "state",
        "may_call",
        "created_by",
        "created_at",
        "ends_on",
        "revoked_at",
        "last_used_at",
    )
    fields = shown_only
    readonly_fields = shown_only

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Keys are made on an application's page, by those who keep them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keys are revoked, and stay as history for 90 days."""
        return False

    @display(description="may call")
    def may_call(self, row: ApplicationKeyModel) -> str:
        return row.scopes or "All subscriptions"

    @display(description="created", ordering="created_at")
    def created_on(self, row: ApplicationKeyModel) -> str:
        return date_format(row.created_at)

    @display(description="ends", ordering="ends_on")
    def ends(self, row: ApplicationKeyModel) -> str:
        return date_format(row.ends_on) if row.ends_on else "Never"

    @display(description="last used", ordering="last_used_at")
    def used_on(self, row: ApplicationKeyModel) -> str:
        return date_format(row.last_used_at) if row.last_used_at else "Never"

    def save_model(
        self, request: HttpRequest, obj: ApplicationKeyModel, form: Any, change: bool
    ) -> None:
        """Do nothing: all that the page shows can only be looked at."""

    @action(permissions=["change"], description="Revoke selected keys")
    def revoke(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        admin = signed_in(request.user)
        self.for_each(
            request,
            queryset,
            lambda row: application_keys.revoke_key(
                user=admin, application=_application_of(row), digest=row.digest
            ),
            "Revoked",
        )


def _application_of(row: ApplicationKeyModel) -> Application:
    key = Application.key(row.app_id)
    return Application.load(*key, or_raise=Missing("application_not_found"))
