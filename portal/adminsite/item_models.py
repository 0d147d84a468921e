"""Item models: what Django's forms and admin see of a DynamoDB item.

An item model is an unmanaged model without a table. It is made from one item, keeps it, and is
never saved itself: the use cases of its app's services write the item. So a `save()` nobody
thought of fails loudly, there being no database.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models

from portal.adminsite.querysets import ItemQuerySet, RowSource
from portal.dynamo import PlainItem


class ItemManager(models.Manager[Any]):
    def get_queryset(self) -> ItemQuerySet:  # type: ignore[override]
        return ItemQuerySet(self.model)


class ItemModel(models.Model):
    """The base of every row: subclasses add the fields to show, and the four methods below."""

    item: PlainItem

    objects: ClassVar[ItemManager] = ItemManager()

    class Meta:
        abstract = True
        managed = False
        base_manager_name = "objects"
        # Permissions follow from the role; none are kept anywhere.
        default_permissions = ()

    @classmethod
    def field_values(cls, item: Any) -> dict[str, Any]:
        """Return the fields' values that an item gives."""
        raise NotImplementedError

    @classmethod
    def fetch_item(cls, pk: str) -> PlainItem:
        """Return the item behind a primary key, or raise `NotFound`. One GetItem."""
        raise NotImplementedError

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """Return the Queries that find what is asked for, the narrowest first.

        `terms` are the filters that all must hold, e.g. `{"role__exact": "admin"}`; `words` is
        what was typed into the search box. They may narrow what is read and need not decide it:
        each row is looked at again afterwards.
        """
        raise NotImplementedError

    def audit_subject(self) -> str:
        """Return what the audit log knows this thing by."""
        raise NotImplementedError

    def audit_details(self) -> dict[str, Any]:
        """Return what tells the entries about this thing from others of the same subject."""
        return {}

    @classmethod
    def of(cls, item: PlainItem) -> Self:
        """Return the row of an item that was read."""
        row = cls(**cls.field_values(item))
        row.item = item
        row._state.adding = False
        return row

    @property
    def revision(self) -> int:
        """Return which revision of the item this row was made from; 0 where it has none."""
        return getattr(self.item, "revision", 0)
