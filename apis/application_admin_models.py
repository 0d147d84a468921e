"""The rows of applications and their keys; only the admin shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from apis.items.applications import (
    APPLICATION_KEYS,
    APPLICATIONS,
    KEY_STATES,
    Application,
    ApplicationKey,
)
from apis.services.application_keys import state_of
from apis.services.applications import APP_ID, DESCRIPTION_LENGTH, NAME_LENGTH
from apis.services.key_making import KINDS
from portal.accounts.keys import MAX_LABEL_CHARS
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource, equalities

KIND_CHOICES = [(kind, kind.capitalize()) for kind in KINDS]
STATE_CHOICES = [(state, state.capitalize()) for state in KEY_STATES]


class ApplicationModel(ItemModel):
    """What calls APIs."""

    app_id = models.CharField("id", primary_key=True, max_length=16, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(max_length=DESCRIPTION_LENGTH, blank=True)
    owner = models.CharField(max_length=120, help_text="TEAM# and a team, or USER# and an id.")
    suspended = models.BooleanField(
        default=False, help_text="None of its keys is accepted. It takes effect within a minute."
    )
    key_count = models.IntegerField("keys")
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField("created")

    item: Application

    class Meta(ItemModel.Meta):
        verbose_name = "application"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def field_values(cls, item: Application) -> dict[str, Any]:
        names = [field.name for field in cls._meta.get_fields() if field.name != "key_count"]
        same = {name: getattr(item, name) for name in names}
        return {**same, "key_count": len(item.standing_keys)}

    @classmethod
    def fetch_item(cls, pk: str) -> Application:
        return Application.fetch(*Application.key(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """All applications, by owner."""
        where = equalities(Application, terms, ("suspended", "owner"))
        return [RowSource(Application, APPLICATIONS, index=True, where=where)]

    def audit_subject(self) -> str:
        return self.item.ref


class ApplicationKeyModel(ItemModel):
    """A key of an application, also one that ended in the last 90 days."""

    digest = models.CharField("id", primary_key=True, max_length=64, editable=False)
    hint = models.CharField("key", max_length=40)
    label = models.CharField("name", max_length=MAX_LABEL_CHARS)
    app_id = models.CharField("application", max_length=16)
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    state = models.CharField(max_length=20, choices=STATE_CHOICES)
    scopes = models.CharField("may call", max_length=2000, blank=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField("created")
    ends_on = models.DateTimeField("ends", null=True)
    revoked_at = models.DateTimeField("revoked", null=True)
    last_used_at = models.DateTimeField("last used", null=True)

    item: ApplicationKey

    class Meta(ItemModel.Meta):
        verbose_name = "application key"

    def __str__(self) -> str:
        return f"{self.label} ({self.hint})"

    @classmethod
    def field_values(cls, item: ApplicationKey) -> dict[str, Any]:
        made = ("state", "scopes")
        names = [field.name for field in cls._meta.get_fields() if field.name not in made]
        same = {name: getattr(item, name) for name in names}
        return {**same, "state": state_of(item), "scopes": ", ".join(item.scopes)}

    @classmethod
    def fetch_item(cls, pk: str) -> ApplicationKey:
        return ApplicationKey.fetch(*ApplicationKey.key_of(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """All keys, by application; those of one application where its id is asked for."""
        where = equalities(ApplicationKey, terms, ("kind",))
        ids = [terms.get("app_id__exact", ""), *words]
        return [
            RowSource(ApplicationKey, APPLICATION_KEYS, index=True, starts_with=begin, where=where)
            for begin in [f"{each}#" for each in ids if APP_ID.fullmatch(each)] or [""]
        ]

    def audit_subject(self) -> str:
        return f"APP#{self.app_id}"

    def audit_details(self) -> dict[str, Any]:
        return {"hint": self.hint}
