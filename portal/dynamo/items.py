"""Items, and the five tables they stand in."""

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from types import SimpleNamespace
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from pynamodb.attributes import UnicodeAttribute, VersionAttribute
from pynamodb.connection import TableConnection
from pynamodb.exceptions import TableError, UpdateError, VerboseClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import MetaProtocol, Model

from portal.aws.errors import NotFound, Unavailable
from portal.dynamo.backoff import pause
from portal.dynamo.connection import connection
from portal.dynamo.errors import AlreadyExists, Conflict, translated

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
MAX_PK_BYTES = 2048
MAX_SK_BYTES = 1024
READ_ATTEMPTS = 4

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

    # The sort key of the one item of this kind in a partition, or how the sort keys of many begin.
    SK: ClassVar[str] = ""
    PREFIX: ClassVar[str] = ""

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    gsi1_pk = UnicodeAttribute(null=True, attr_name="GSI1PK")
    gsi1_sk = UnicodeAttribute(null=True, attr_name="GSI1SK")
    gsi1 = GSI1()

    @classmethod
    def has_key(cls, sk: str) -> bool:
        """Tell whether an item with this sort key is of this kind."""
        return sk == cls.SK if cls.SK else bool(cls.PREFIX) and sk.startswith(cls.PREFIX)

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
    def find(cls, pk: str, sk: str, *, consistent: bool = True) -> Self | None:
        """Return the item under this key, or None. One GetItem."""
        try:
            return cls.fetch(pk, sk, consistent=consistent)
        except NotFound:
            return None

    @classmethod
    def load(cls, pk: str, sk: str, *, or_raise: Exception, consistent: bool = True) -> Self:
        """Return the item under this key, or raise this error. One GetItem."""
        found = cls.find(pk, sk, consistent=consistent)
        if found is None:
            raise or_raise
        return found

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

    def update(  # type: ignore[override]
        self, *actions: Action, condition: Condition | None = None
    ) -> None:
        """Change attributes of the item that stands there, and take over what it holds then.

        `actions` as PynamoDB has them: `Api.name.set("x")`, `Api.count.add(1)`,
        `Api.notes.remove()`. Raises `NotFound` where nothing stands there, `Conflict` with what
        stands there where `condition` does not hold. One UpdateItem.
        """
        self._update(actions, condition, over_revision=False)

    def upsert(self, *actions: Action, condition: Condition | None = None) -> None:
        """Change attributes of the item, which is made where none stands, as `update` does.

        Raises `Conflict` with what stands there, if anything does, where `condition` does not hold.
        One UpdateItem.
        """
        request = self.get_update_kwargs_from_instance(
            list(actions), condition, "ALL_OLD", add_version_condition=False
        )
        self._send_update(request, or_raise=Conflict)

    def _update(
        self, actions: Sequence[Action], condition: Condition | None, *, over_revision: bool
    ) -> None:
        request = self.update_request(actions, condition, over_revision=over_revision)
        self._send_update(request, or_raise=_unmet)

    def _send_update(
        self,
        request: dict[str, Any],
        *,
        or_raise: Callable[[dict[str, Any] | None], Exception],
    ) -> None:
        with translated():
            try:
                answer = self._get_connection().connection.dispatch(
                    "UpdateItem", request | {"ReturnValues": "ALL_NEW"}
                )
            except VerboseClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    raise or_raise(_stored_in(error)) from None
                raise UpdateError(str(error), error) from error
        self.deserialize(answer["Attributes"])

    def update_request(
        self, actions: Sequence[Action], condition: Condition | None, *, over_revision: bool
    ) -> dict[str, Any]:
        """Return the parameters of an update of the item that stands there.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
        """
        return self.get_update_kwargs_from_instance(
            list(actions),
            _all_of(type(self).pk.exists(), condition),
            "ALL_OLD",
            add_version_condition=over_revision,
        )

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

    def update(  # type: ignore[override]
        self, *actions: Action, condition: Condition | None = None, any_revision: bool = False
    ) -> None:
        """Change attributes of the revision that was read, or of any revision; see `PlainItem`.

        Either way the item gets the next revision, so that an editor who read it before loses.
        """
        self._update(actions, condition, over_revision=not any_revision)

    def remove(self) -> None:
        """Delete the revision that was read, or raise `Conflict`. One DeleteItem."""
        with translated():
            self.delete()


def _all_of(first: Condition, second: Condition | None) -> Condition:
    return first if second is None else first & second


def _stored_in(error: VerboseClientError) -> dict[str, Any] | None:
    """Return the item that failed a condition: PynamoDB leaves it in the error it came from."""
    response: dict[str, Any] = getattr(error.__cause__, "response", {})
    return response.get("Item")


def _unmet(stored: dict[str, Any] | None) -> Exception:
    return Conflict(stored) if stored else NotFound()


def fetch_of_kinds(*wanted: tuple[type[PlainItem], tuple[str, str]]) -> list[PlainItem]:
    """Return those items of one table that there are, each by its class and key, in any order.

    Reads are consistent. One BatchGetItem for up to 100.
    """
    kinds = list(dict.fromkeys(kind for kind, _ in wanted))
    table = kinds[0]._get_connection()
    keys: Any = [{"PK": pk, "SK": sk} for _, (pk, sk) in wanted]
    found: list[Any] = []
    for attempt in range(READ_ATTEMPTS):
        with translated():
            answer = connection().batch_get_item(table.table_name, keys, consistent_read=True)
        found += answer["Responses"].get(table.table_name, [])
        # What DynamoDB left over while it was busy is not absent.
        keys = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
        if not keys:
            break
        pause(attempt)
        keys = [{name: value["S"] for name, value in key.items()} for key in keys]
    else:
        raise Unavailable("a batch was not read whole")
    return of_kinds(kinds, found)


def of_kinds(kinds: Sequence[type[PlainItem]], raw: Iterable[Any]) -> list[PlainItem]:
    """Return raw items as instances of the kind whose sort key each has; those of none left out."""
    return [
        kind.from_raw_data(data) for data in raw for kind in kinds if kind.has_key(data["SK"]["S"])
    ]
