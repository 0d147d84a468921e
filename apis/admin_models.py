"""The rows of APIs and versions; only the admin shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from apis.items import (
    APIS,
    SLUG_LENGTH,
    STATUSES,
    VERSION_LENGTH,
    VERSIONS,
    VISIBILITIES,
    Api,
    ApiVersion,
)
from apis.services.details import (
    CATEGORY_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    NOTES_LENGTH,
    SUMMARY_LENGTH,
    TEAM_LENGTH,
    URL_LENGTH,
)
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource, equalities
from portal.dynamo import NotFound

STATUS_CHOICES = [(status, status.capitalize()) for status in STATUSES]
VISIBILITY_CHOICES = [(visibility, visibility.capitalize()) for visibility in VISIBILITIES]


class ApiModel(ItemModel):
    """A product in the catalogue."""

    slug = models.CharField("id", primary_key=True, max_length=SLUG_LENGTH, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    summary = models.TextField(max_length=SUMMARY_LENGTH, blank=True)
    owner = models.CharField("owner team", max_length=TEAM_LENGTH)
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    tags = models.CharField(max_length=400, blank=True, help_text="With commas between them.")
    visibility = models.CharField(max_length=20, choices=VISIBILITY_CHOICES)
    readers = models.CharField(
        "teams that may see it",
        max_length=2000,
        blank=True,
        help_text="For a restricted API, beside its owner team, with commas between them.",
    )
    support_email = models.CharField("support address", max_length=EMAIL_LENGTH, blank=True)
    support_url = models.CharField("support page", max_length=URL_LENGTH, blank=True)
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    current_version = models.CharField(max_length=VERSION_LENGTH)
    version_count = models.IntegerField("versions")
    created_at = models.DateTimeField("registered")
    updated_at = models.DateTimeField("last change")

    item: Api

    class Meta(ItemModel.Meta):
        verbose_name = "API"
        verbose_name_plural = "APIs"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def field_values(cls, item: Api) -> dict[str, Any]:
        same = {
            name: getattr(item, name)
            for name in (field.name for field in cls._meta.get_fields())
            if name not in ("tags", "readers")
        }
        return {**same, "tags": ", ".join(item.tags), "readers": ", ".join(item.readers)}

    @classmethod
    def fetch_item(cls, pk: str) -> Api:
        return Api.fetch(*Api.key(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """All APIs, by name; what may be the beginning of a name is looked up first."""
        where = equalities(Api, terms, ("status", "visibility", "owner", "category"))
        everything = RowSource(Api, APIS, index=True, where=where)
        if not words:
            return [everything]
        beginning = words[0].casefold()
        return [RowSource(Api, APIS, index=True, starts_with=beginning, where=where), everything]

    def audit_subject(self) -> str:
        return self.item.pk


class VersionModel(ItemModel):
    """A version of an API."""

    id = models.CharField(primary_key=True, max_length=140, editable=False)
    slug = models.CharField("API", max_length=SLUG_LENGTH)
    version = models.CharField(max_length=VERSION_LENGTH)
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    notes = models.TextField(max_length=NOTES_LENGTH, blank=True)
    format_label = models.CharField("format", max_length=20)
    operation_count = models.IntegerField("operations")
    warning_count = models.IntegerField("warnings")
    base_url = models.CharField("base URL", max_length=URL_LENGTH)
    created_at = models.DateTimeField("registered")
    deprecated_from = models.DateTimeField(null=True)
    sunset_at = models.DateTimeField("answers until", null=True)
    successor = models.CharField(max_length=VERSION_LENGTH)

    item: ApiVersion
    # What only the API knows: the list asks it.
    is_current = False

    class Meta(ItemModel.Meta):
        verbose_name = "version"
        verbose_name_plural = "versions"

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @classmethod
    def field_values(cls, item: ApiVersion) -> dict[str, Any]:
        names = [field.name for field in cls._meta.get_fields() if field.name != "id"]
        same = {name: getattr(item, name) for name in names}
        return {"id": f"{item.slug}~{item.version}", **same}

    @classmethod
    def fetch_item(cls, pk: str) -> ApiVersion:
        slug, _, version = pk.partition("~")
        if not version:
            raise NotFound
        return ApiVersion.fetch(*ApiVersion.key(slug, version))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """One API's versions where one is named, else those of all APIs, newest first."""
        where = equalities(ApiVersion, terms, ("status",))
        slug = terms.get("slug__exact")
        if slug:
            partition, prefix = ApiVersion.key(slug, "")
            return [RowSource(ApiVersion, partition, starts_with=prefix, where=where)]
        return [RowSource(ApiVersion, VERSIONS, index=True, where=where, newest_first=True)]

    def audit_subject(self) -> str:
        return self.item.pk

    def audit_details(self) -> dict[str, Any]:
        return {"version": self.version}
