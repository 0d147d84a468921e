"""The rows of subscriptions; only the admin shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from apis.items import SLUG, SLUG_LENGTH
from apis.items.subscriptions import STATUSES, Subscription
from apis.services.applications import APP_ID
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource
from portal.dynamo import NotFound

STATUS_CHOICES = [(status, status.capitalize()) for status in STATUSES]


class SubscriptionModel(ItemModel):
    """An application's right to call an API, or the request for it."""

    id = models.CharField(primary_key=True, max_length=140, editable=False)
    api = models.CharField("API", max_length=SLUG_LENGTH)
    app_id = models.CharField("application", max_length=16)
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    plan_id = models.CharField("plan", max_length=32)
    wanted_plan_id = models.CharField("plan asked for", max_length=32, null=True)
    terms_revision = models.IntegerField("terms accepted")
    requested_by = models.CharField(max_length=60)
    requested_at = models.DateTimeField("asked")
    decided_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField("decided", null=True)

    item: Subscription

    class Meta(ItemModel.Meta):
        verbose_name = "subscription"

    def __str__(self) -> str:
        return f"{self.app_id} at {self.api}"

    @classmethod
    def field_values(cls, item: Subscription) -> dict[str, Any]:
        names = [field.name for field in cls._meta.get_fields() if field.name != "id"]
        same = {name: getattr(item, name) for name in names}
        return {"id": f"{item.app_id}~{item.api}", **same}

    @classmethod
    def fetch_item(cls, pk: str) -> Subscription:
        app_id, _, api = pk.partition("~")
        if not api:
            raise NotFound
        return Subscription.fetch(*Subscription.key(app_id, api))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """The subscriptions of the applications, and to the APIs, whose ids are searched for.

        No index has those of all APIs: without an id there are none.
        """
        sources = []
        for word in words:
            if APP_ID.fullmatch(word):
                partition, prefix = Subscription.key(word, "")
                sources.append(RowSource(Subscription, partition, starts_with=prefix))
            if SLUG.fullmatch(word):
                partition = Subscription.index_partition(word)
                sources.append(RowSource(Subscription, partition, index=True, newest_first=True))
        return sources

    def audit_subject(self) -> str:
        return f"API#{self.api}"

    def audit_details(self) -> dict[str, Any]:
        return {"application": self.app_id}
