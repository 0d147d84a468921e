"""The audit log and the group mappings as the admin shows them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import quote
from django.db import models
from django.urls import reverse
from django.utils.html import format_html

from portal import clock
from portal.accounts import audit, roles
from portal.accounts.groups import MAX_GROUP_CHARS
from portal.accounts.items import GroupMapping
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource, equalities
from portal.dynamo import NotFound
from portal.events.items import Event

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
# What an entry is about, by the beginning of its key: the word for it, and its page here.
KINDS = {"API": "API", "APP": "application", "USER": "user", "GROUP": "group"}
PAGES = {
    "API": "admin:apis_apimodel_change",
    "APP": "admin:apis_applicationmodel_change",
    "USER": "admin:accounts_user_change",
    "GROUP": "admin:accounts_groupmappingmodel_change",
}
# What an entry's details call the thing that it is about.
NAMED_BY = {"APP": "name", "USER": "email", "GROUP": "group"}
DELETIONS = (
    audit.ACCOUNT_DELETED,
    audit.GROUP_MAPPING_DELETED,
    "api_deleted",
    "application_deleted",
)


class AuditRecord(ItemModel):
    """One entry of the audit log, to be looked at only."""

    id = models.CharField(primary_key=True, max_length=100, editable=False)
    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    actor = models.CharField("who (id)", max_length=60, blank=True)
    actor_email = models.CharField("who", max_length=254, blank=True)
    subject = models.CharField("to what", max_length=200, blank=True)
    source_ip = models.CharField("from", max_length=60, blank=True)
    details = models.TextField(blank=True)

    item: Event

    class Meta(ItemModel.Meta):
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"

    def __str__(self) -> str:
        return f"{self.item.label}, {self.at:%Y-%m-%d %H:%M:%S} UTC"

    @classmethod
    def field_values(cls, item: Event) -> dict[str, Any]:
        return {
            "id": f"{item.month}~{item.sk}",
            "month": item.month,
            "at": item.at,
            "event": item.kind,
            "actor": item.actor,
            "actor_email": item.actor_email,
            "subject": item.subject,
            "source_ip": item.source_ip,
            "details": json.dumps(item.details, ensure_ascii=False) if item.details else "",
        }

    @classmethod
    def fetch_item(cls, pk: str) -> Event:
        month, _, sk = pk.partition("~")
        if not sk:
            raise NotFound
        newer, before = Event.partitions(month)
        return Event.find(newer, sk) or Event.fetch(before, sk)

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """One month's entries, newest first: this month's where none is asked for."""
        month = terms.get("month__exact", f"{clock.now():%Y-%m}")
        if not MONTH.fullmatch(month):
            return []
        where = equalities(Event, terms, ("actor", "actor_email", "subject"))
        if "event__exact" in terms:
            of_kind = Event.kind == terms["event__exact"]
            where = of_kind if where is None else where & of_kind
        return [
            RowSource(Event, partition, where=where, newest_first=True)
            for partition in Event.partitions(month)
        ]

    def audit_subject(self) -> str:
        return self.subject

    @property
    def label(self) -> str:
        return self.item.label

    @property
    def about(self) -> str:
        """What it was done to, as people know it; a link to it unless it was deleted here."""
        if self.subject == self.actor:
            return "themselves" if self.actor else ""
        kind, _, key = self.subject.partition("#")
        name = self.item.details.get(NAMED_BY.get(kind, ""))
        shown = name or f"{KINDS.get(kind, kind)} {key}".strip()
        if kind not in PAGES or self.event in DELETIONS:
            return shown
        return format_html('<a href="{}">{}</a>', reverse(PAGES[kind], args=[quote(key)]), shown)


class GroupMappingModel(ItemModel):
    """What a group of an identity provider gives here."""

    id = models.CharField(primary_key=True, max_length=200, editable=False)
    provider = models.CharField("identity provider", max_length=20)
    group = models.CharField(
        max_length=MAX_GROUP_CHARS,
        help_text=(
            "As the provider's tokens name it, letter by letter: a name, an id, a path such as "
            "/publisher, or a whole distinguished name."
        ),
    )
    role = models.CharField(
        max_length=20,
        choices=roles.ROLE_CHOICES,
        blank=True,
        help_text="In place of what the group gives by its name or the configuration, from the "
        "next sign-in on. “No role of its own” leaves that as it is.",
    )
    teams = models.CharField(
        max_length=1400, blank=True, help_text="Names of teams, with commas between them."
    )

    item: GroupMapping

    class Meta(ItemModel.Meta):
        verbose_name = "group mapping"

    def __str__(self) -> str:
        return self.group

    @classmethod
    def field_values(cls, item: GroupMapping) -> dict[str, Any]:
        return {
            "id": item.sk,
            "provider": item.provider,
            "group": item.group,
            "role": item.role,
            "teams": ", ".join(item.teams),
        }

    @classmethod
    def fetch_item(cls, pk: str) -> GroupMapping:
        return GroupMapping.fetch(GroupMapping.PARTITION, pk)

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        return [RowSource(GroupMapping, GroupMapping.PARTITION)]

    def audit_subject(self) -> str:
        return self.item.ref

    @property
    def team_names(self) -> list[str]:
        """The teams as a list, of the text that was entered."""
        return [team.strip() for team in self.teams.split(",") if team.strip()]

    @property
    def provider_label(self) -> str:
        """The provider as its sign-in button calls it."""
        known = settings.IDENTITY_PROVIDERS.get(self.provider, {})
        return str(known.get("label", self.provider))
