"""Teams in the admin."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin import display, register
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from portal.accounts.groups import MAX_TEAM_CHARS
from portal.accounts.items import TEAMS, Team
from portal.accounts.models import signed_in
from portal.accounts.teams import services
from portal.adminsite.base import ItemAdmin
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource


class TeamModel(ItemModel):
    """A team; its members stand on its own page."""

    name = models.CharField(primary_key=True, max_length=MAX_TEAM_CHARS, editable=False)
    description = models.TextField(max_length=services.MAX_DESCRIPTION_CHARS, blank=True)
    owner_count = models.IntegerField("owners")
    created_by = models.CharField("made by", max_length=60, blank=True)
    created_at = models.DateTimeField("made")

    item: Team

    class Meta(ItemModel.Meta):
        verbose_name = "team"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def field_values(cls, item: Team) -> dict[str, Any]:
        return {
            "name": item.name,
            "description": item.description,
            "owner_count": len(item.owners),
            "created_by": item.created_by,
            "created_at": item.created_at,
        }

    @classmethod
    def fetch_item(cls, pk: str) -> Team:
        return Team.fetch(*Team.key(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """All teams, by name; what may be the beginning of a name is looked up first."""
        everything = RowSource(Team, TEAMS, index=True)
        if not words:
            return [everything]
        beginning = words[0].casefold()
        return [RowSource(Team, TEAMS, index=True, starts_with=beginning), everything]

    def audit_subject(self) -> str:
        return self.item.ref

    @property
    def page_url(self) -> str:
        return reverse("team", args=[self.name])


@register(TeamModel)
class TeamAdmin(ItemAdmin):
    """Teams; their members are managed on their own pages, which each one links to."""

    list_display = ["name", "description", "owner_count", "created_at"]
    search_fields = ["name", "description"]
    search_help_text = "Part of a name or a description."
    ordering = ["name"]
    deletion_note = (
        "Its members are members no longer. A team that owns APIs or applications stays; one that "
        "groups name comes back with them at a sign-in."
    )
    fields = ["name", "page", "description", "owner_count", "created_by", "created_at"]
    readonly_fields = ["name", "page", "owner_count", "created_by", "created_at"]

    @display(description="members")
    def page(self, team: TeamModel) -> str:
        return format_html('<a href="{}">Members, APIs and applications</a>', team.page_url)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TeamModel, form: Any, change: bool) -> None:
        by = signed_in(request.user).profile
        services.edit_team(team=obj.item, description=obj.description, by=by)

    def delete_model(self, request: HttpRequest, obj: TeamModel) -> None:
        services.delete_team(team=obj.item, by=signed_in(request.user).profile)
