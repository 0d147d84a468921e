"""Guides and added examples in the admin: found and deleted there, written on their own pages."""

from typing import Any

from django.contrib.admin import display, register
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format

from apis.items import Api
from docs.admin_models import ExampleModel, GuideModel
from docs.services import examples, guides
from portal.accounts.models import signed_in
from portal.adminsite.base import ItemAdmin
from portal.adminsite.filters import OwnValuesFilter
from portal.errors import ChangedMeanwhile


class ApiFilter(OwnValuesFilter):
    title = "API"
    parameter_name = "slug"


class WrittenAdmin(ItemAdmin):
    """What is written elsewhere, each by the people whose API it is about."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="last saved", ordering="last_updated")
    def saved_on(self, row: Any) -> str:
        return f"{date_format(row.last_updated)}, {row.updated_by_email}"


@register(GuideModel)
class GuideAdmin(WrittenAdmin):
    list_display = ["slug", "saved_on"]
    search_fields = ["slug", "content", "updated_by_email"]
    search_help_text = "Part of an API's id, of the text, or of who saved it."
    ordering = ["slug"]
    deletion_note = "Its images stay with the API."
    fields = ["slug", "updated_by_email", "last_updated", "content"]

    def get_view_on_site_url(self, obj: GuideModel | None = None) -> str | None:
        return reverse("guide", args=[obj.slug]) if obj else None

    def delete_model(self, request: HttpRequest, obj: GuideModel) -> None:
        guides.delete_guide(user=signed_in(request.user), api=_api_of(obj.slug), guide=obj.item)


@register(ExampleModel)
class ExampleAdmin(WrittenAdmin):
    list_display = ["title", "slug", "operation", "place", "saved_on"]
    list_filter = [ApiFilter]
    search_fields = ["title", "slug", "path", "content", "updated_by_email"]
    search_help_text = "Part of a title, an API's id, a path, the value, or of who saved it."
    ordering = ["slug"]
    narrowing = "Choose an API to see all of its examples."
    fields = [
        "slug",
        "method",
        "path",
        "place",
        "title",
        "replaces",
        "updated_by_email",
        "last_updated",
        "content",
    ]

    @display(description="operation", ordering="path")
    def operation(self, row: ExampleModel) -> str:
        return f"{row.method.upper()} {row.path}"

    def get_view_on_site_url(self, obj: ExampleModel | None = None) -> str | None:
        return reverse("examples", args=[obj.slug]) if obj else None

    def delete_model(self, request: HttpRequest, obj: ExampleModel) -> None:
        examples.delete_example(
            user=signed_in(request.user), api=_api_of(obj.slug), contribution=obj.item
        )


def _api_of(slug: str) -> Api:
    return Api.load(*Api.key(slug), or_raise=ChangedMeanwhile("api_gone"))
