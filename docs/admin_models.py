"""The rows of guides and of added examples; only the admin shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from apis.items import SLUG_LENGTH
from docs.items import EXAMPLES, GUIDES, Contribution, Guide, partition
from docs.services.examples import NUMBER, TITLE_LENGTH
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource
from portal.dynamo import NotFound


class GuideModel(ItemModel):
    """The guide of an API."""

    slug = models.CharField("API", primary_key=True, max_length=SLUG_LENGTH, editable=False)
    content = models.TextField("text")
    updated_by_email = models.CharField("saved by", max_length=254)
    last_updated = models.DateTimeField("last saved")

    item: Guide

    class Meta(ItemModel.Meta):
        verbose_name = "guide"

    def __str__(self) -> str:
        return f"Guide of {self.slug}"

    @classmethod
    def field_values(cls, item: Guide) -> dict[str, Any]:
        return {field.name: getattr(item, field.name) for field in cls._meta.get_fields()}

    @classmethod
    def fetch_item(cls, pk: str) -> Guide:
        return Guide.fetch(*Guide.key(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """All guides, by the ids of their APIs."""
        return [RowSource(Guide, GUIDES, index=True)]

    def audit_subject(self) -> str:
        return f"API#{self.slug}"


class ExampleModel(ItemModel):
    """An example, or code, that people added to an operation."""

    id = models.CharField(primary_key=True, max_length=140, editable=False)
    slug = models.CharField("API", max_length=SLUG_LENGTH)
    method = models.CharField(max_length=20)
    path = models.CharField(max_length=2000)
    place = models.CharField(max_length=300)
    title = models.CharField(max_length=TITLE_LENGTH)
    content = models.TextField("value")
    replaces = models.CharField("in place of", max_length=200)
    updated_by_email = models.CharField("saved by", max_length=254)
    last_updated = models.DateTimeField("last saved")

    item: Contribution

    class Meta(ItemModel.Meta):
        verbose_name = "added example"

    def __str__(self) -> str:
        return f"{self.title} ({self.slug}, {self.method.upper()} {self.path})"

    @classmethod
    def field_values(cls, item: Contribution) -> dict[str, Any]:
        names = {field.name for field in cls._meta.get_fields()} - {"id", "place"}
        same = {name: getattr(item, name) for name in names}
        place = " ".join(filter(None, [item.place.label, item.language]))
        return {"id": f"{item.slug}~{item.number}", "place": place, **same}

    @classmethod
    def fetch_item(cls, pk: str) -> Contribution:
        slug, _, number = pk.partition("~")
        if not NUMBER.fullmatch(number):
            raise NotFound
        return Contribution.fetch(*Contribution.key(slug, number))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """Those of one API where one is named, else of all, by API."""
        if slug := terms.get("slug__exact"):
            prefix = Contribution.PREFIX
            return [RowSource(Contribution, partition(slug), starts_with=prefix)]
        return [RowSource(Contribution, EXAMPLES, index=True)]

    def audit_subject(self) -> str:
        return f"API#{self.slug}"

    def audit_details(self) -> dict[str, Any]:
        return {"number": self.item.number}
