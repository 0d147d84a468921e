"""APIs and their versions in the admin: whatever changes goes through the services."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import action, display, register
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format

from apis import application_admin, subscription_admin  # noqa: F401 - register their own models
from apis.admin_models import ApiModel, VersionModel
from apis.forms import WordsField
from apis.items import SLUG, Api, category_of
from apis.services import editing, lifecycle, removal
from apis.services.details import DETAIL_FIELDS
from portal.accounts.models import signed_in
from portal.adminsite.base import ItemAdmin
from portal.adminsite.filters import OwnValuesFilter
from portal.adminsite.querysets import ItemQuerySet

LISTS = ("tags", "readers")


class OwnerFilter(OwnValuesFilter):
    title = parameter_name = "owner"


class CategoryFilter(OwnValuesFilter):
    title = parameter_name = "category"

    def stored(self, text: str) -> str:
        return category_of(text)


@register(ApiModel)
class ApiAdmin(ItemAdmin):
    list_display = [
        "name",
        "slug",
        "owner",
        "status",
        "audience",
        "versions",
        "changed_on",
    ]
    list_filter = ["status", "visibility", OwnerFilter, CategoryFilter]
    search_fields = ["name", "slug", "summary", "owner", "tags"]
    search_help_text = "Part of a name, id, summary, owner or tag."
    ordering = ["name"]
    narrowing = "Search for the beginning of a name to find the others."
    deletion_note = "All its versions and their reference pages go with it."
    change_form_template = "admin/apis/apimodel/change_form.html"
    shown_only = ("slug", "status", "current_version", "version_count", "created_at", "updated_at")
    fieldsets = [
        (None, {"fields": ["name", "summary", "owner", "category", "tags"]}),
        ("Who may see it", {"fields": ["visibility", "readers"]}),
        ("Support", {"fields": ["support_email", "support_url"]}),
        ("Where it stands", {"fields": shown_only}),
    ]
    readonly_fields = shown_only

    @display(description="visibility, category", ordering="visibility")
    def audience(self, api: ApiModel) -> str:
        return ", ".join(filter(None, [api.visibility.capitalize(), api.category]))

    @display(description="version", ordering="current_version")
    def versions(self, api: ApiModel) -> str:
        """Return the current version, and how many there are where it is not the only one."""
        count = f", {api.version_count} versions" if api.version_count > 1 else ""
        return api.current_version + count

    @display(description="last change", ordering="updated_at")
    def changed_on(self, api: ApiModel) -> str:
        return date_format(api.updated_at)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Registering an API is giving its description: the portal's own page does that."""
        return redirect("api-register")

    def get_view_on_site_url(self, obj: ApiModel | None = None) -> str | None:
        return reverse("api", args=[obj.slug]) if obj else None

    def save_model(self, request: HttpRequest, obj: ApiModel, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in DETAIL_FIELDS}
        for name in LISTS:
            changes[name] = WordsField().to_python(changes[name])
        editing.edit_api(user=signed_in(request.user), api=obj.item, **changes)

    def delete_model(self, request: HttpRequest, obj: ApiModel) -> None:
        removal.delete_api(user=signed_in(request.user), api=obj.item)


class ApiFilter(OwnValuesFilter):
    title = "API"
    parameter_name = "slug"


@register(VersionModel)
class VersionAdmin(ItemAdmin):
    list_display = [
        "shown_version",
        "slug",
        "current",
        "status",
        "format_label",
        "operation_count",
        "warning_count",
        "registered_on",
    ]
    list_filter = ["status", ApiFilter]
    search_fields = ["slug", "version", "notes"]
    search_help_text = "Part of an API's id, a version or its notes."
    ordering = ["-created_at"]
    actions = ["make_current", "delete_selected"]
    narrowing = "Choose an API to see all of its versions."
    deletion_note = "Its reference pages go with it."
    shown_only = (
        "slug",
        "version",
        "format_label",
        "operation_count",
        "warning_count",
        "base_url",
        "created_at",
    )
    fieldsets = [
        (None, {"fields": ["status", "notes"]}),
        ("From the description, which never changes", {"fields": shown_only}),
    ]
    readonly_fields = shown_only

    @display(description="version", ordering="version")
    def shown_version(self, version: VersionModel) -> str:
        return version.version

    @display(description="current", boolean=True)
    def current(self, version: VersionModel) -> bool:
        return version.is_current

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list with each of its rows knowing whether it is its API's current version.

        One BatchGetItem for all the APIs of a page.
        """
        listed = super().get_changelist_instance(request)
        _find_current(listed.result_list)
        return listed

    @display(description="registered", ordering="created_at")
    def registered_on(self, version: VersionModel) -> str:
        return date_format(version.created_at)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Adding a version is giving its description, at the page of the API it is for.

        That is the one that the list was narrowed to; without it the API is chosen first.
        """
        api = QueryDict(request.GET.get("_changelist_filters", "")).get(ApiFilter.parameter_name)
        if SLUG.fullmatch(api or ""):
            return redirect("version-add", api)
        self.message_user(request, "Choose the API, then “Add a version”.")
        return redirect("admin:apis_apimodel_changelist")

    def get_view_on_site_url(self, obj: VersionModel | None = None) -> str | None:
        return reverse("version", args=[obj.slug, obj.version]) if obj else None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        """Offer the statuses that may follow, and no others."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and "status" in form.base_fields:
            offered = {obj.item.status, *obj.item.allowed_next_statuses}
            field = form.base_fields["status"]
            field.choices = [choice for choice in field.choices if choice[0] in offered]
        return form

    def save_model(self, request: HttpRequest, obj: VersionModel, form: Any, change: bool) -> None:
        lifecycle.edit_version(
            user=signed_in(request.user),
            api=_api_of(obj),
            version=obj.item,
            status=obj.status,
            notes=obj.notes,
        )

    def delete_model(self, request: HttpRequest, obj: VersionModel) -> None:
        removal.delete_version(user=signed_in(request.user), api=_api_of(obj), version=obj.item)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Ask nobody whether to delete the current version: it stays."""
        version = self.get_object(request, unquote(object_id))
        if version:
            _find_current([version])
            if version.is_current:
                refusal = f"Not deleted. {removal.current_stays()}"
                self.message_user(request, refusal, messages.ERROR)
                return redirect("admin:apis_versionmodel_change", quote(version.pk))
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        _find_current(objs)
        return super().get_deleted_objects(objs, request)

    def note_of_deletion(self, row: VersionModel) -> str:
        if row.is_current:
            return f"This one will not be deleted. {removal.current_stays()}"
        return self.deletion_note

    @action(permissions=["change"], description="Make the selected version its API's current one")
    def make_current(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        """Do so for each API of which one version is selected; refuse it for those with more."""
        admin = signed_in(request.user)
        selected: dict[str, list[VersionModel]] = {}
        for row in queryset:
            selected.setdefault(row.slug, []).append(row)
        for slug, rows in selected.items():
            if len(rows) > 1:
                names = ", ".join(sorted(row.version for row in rows))
                self.message_user(
                    request,
                    f"Only one version of an API can be current. Of {slug} you selected {names}: "
                    "select one of them. Nothing was changed there.",
                    messages.ERROR,
                )
        self.for_each(
            request,
            [rows[0] for rows in selected.values() if len(rows) == 1],
            lambda row: lifecycle.make_current(user=admin, api=_api_of(row), version=row.item),
            "Made current:",
        )


def _find_current(versions: Iterable[VersionModel]) -> None:
    """Let up to 100 versions know whether they are their API's current one. One BatchGetItem."""
    slugs = {version.slug for version in versions}
    apis = {api.slug: api for api in Api.fetch_all(map(Api.key, slugs))} if slugs else {}
    for version in versions:
        api = apis.get(version.slug)
        version.is_current = api is not None and api.is_current(version.item)


def _api_of(version: VersionModel) -> Api:
    return Api.fetch(*Api.key(version.slug))
