"""Items, and the five tables they stand in."""

from collections.abc import Iterable
from threading import Lock
from types import SimpleNamespace
from typing import Self, cast

from django.conf import settings
from pynamodb.attributes import UnicodeAttribute, VersionAttribute
from pynamodb.connection import TableConnection
from pynamodb.exceptions import TableError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import MetaProtocol, Model

from portal.aws.errors import NotFound
from portal.dynamo.connection import connection
from portal.dynamo.errors import AlreadyExists, translated

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
MAX_PK_BYTES = 2048
MAX_SK_BYTES = 1024

_adding_table = Lock()


def _table(name: str) -> MetaProtocol:
    """Return PynamoDB's `Meta` of a table; the prefix tells stages apart within one account."""
    return cast(MetaProtocol, SimpleNamespace(table_name=f"{settings.TABLE_PREFIX}{name}"))


UsersTable = _table("users")
ApisTable = _table("apis")
DocsTable = _table("docs")
AnalyticsTable = _table("analytics")
TestsTable = _table("tests")


class GSI1(GlobalSecondaryIndex["PlainItem"]):
    """Each table's one index. It is sparse: only items with both attributes are in it.

    Reads from it lag a little behind writes, so it serves lists and never a decision.
    """

    class Meta:
        index_name = "GSI1"
        projection = AllProjection()

    gsi1_pk = UnicodeAttribute(hash_key=True, attr_name="GSI1PK")
    gsi1_sk = UnicodeAttribute(range_key=True, attr_name="GSI1SK")


class PlainItem(Model):
    """An item that is written whole, whatever stood there: derived ones, sessions, log entries.

    Each item class names its table (`Meta = UsersTable`), adds its attributes (camelCase in the
    table), builds its keys, and tells facts about itself. Use cases are in `services.py`.
    """

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    gsi1_pk = UnicodeAttribute(null=True, attr_name="GSI1PK")
    gsi1_sk = UnicodeAttribute(null=True, attr_name="GSI1SK")
    gsi1 = GSI1()

    @classmethod
    def fetch(cls, pk: str, sk: str, *, consistent: bool = True) -> Self:
        """Return the item under this key, or raise `NotFound`. One GetItem.

        A key that is too long for DynamoDB, as somebody may write into a URL, has no item: asking
        for it would be an error.
        """
        if len(pk.encode()) > MAX_PK_BYTES or len(sk.encode()) > MAX_SK_BYTES:
            raise NotFound
        with translated():
            return cls.get(pk, sk, consistent_read=consistent)

    @classmethod
    def fetch_all(cls, keys: Iterable[tuple[str, str]]) -> list[Self]:
        """Return those items of up to 100 keys that there are, in any order. One BatchGetItem."""
        with translated():
            return list(cls.batch_get(keys))

    @classmethod
    def forget(cls, pk: str, sk: str) -> None:
        """Delete what stands under this key, if anything does. One DeleteItem."""
        with translated():
            cls(pk, sk).delete(add_version_condition=False)

    def create(self) -> None:
        """Write the item where none stands, or raise `AlreadyExists`. One PutItem."""
        with translated(lost_race=AlreadyExists):
            self.save(type(self).pk.does_not_exist())

    def put(self) -> None:
        """Write the item whatever stands there. One PutItem."""
        with translated():
            self.save()

    def rewrite(self) -> None:
        """Write over the item that stands there, or raise `NotFound`. One PutItem."""
        with translated(lost_race=NotFound):
            self.save(type(self).pk.exists())

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        shared = connection()
        if table.connection is not shared:
            meta = table.get_meta_table()
            # PynamoDB refuses a second one, and several threads may come here first.
            with _adding_table:
                try:
                    shared.get_meta_table(meta.table_name)
                except TableError:
                    shared.add_meta_table(meta)
            table.connection = shared
        return table


class Item(PlainItem):
    """An item that people edit: `revision` makes the second of two writers lose, and know it."""

    revision = VersionAttribute()

    def replace(self) -> None:
        """Write over the revision that was read, or raise `Conflict`. One PutItem."""
        with translated():
            self.save()

    def remove(self) -> None:
        """Delete the revision that was read, or raise `Conflict`. One DeleteItem."""
        with translated():
            self.delete()
