"""Several writes that happen together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition

from portal.dynamo.connection import connection
from portal.dynamo.errors import AlreadyExists, Conflict, translated
from portal.dynamo.items import Item, PlainItem


class Transaction:
    """The writes of one `with transaction()` block, sent when it ends."""

    def __init__(self) -> None:
        self._checks: list[dict[str, Any]] = []
        self._deletes: list[dict[str, Any]] = []
        self._puts: list[dict[str, Any]] = []
        self._lost_races: list[type[Exception]] = []
        self._revised: list[Item] = []

    def create(self, item: PlainItem) -> None:
        """Write the item where none stands."""
        self._put(item, type(item).pk.does_not_exist(), lost_race=AlreadyExists)

    def replace(self, item: Item) -> None:
        """Write over the revision that was read."""
        self._put(item, None, lost_race=Conflict)

    def put(self, item: PlainItem) -> None:
        """Write the item whatever stands there."""
        self._put(item, None, lost_race=Conflict)

    def remove(self, item: PlainItem) -> None:
        """Delete the item: a plain one whatever it holds, another only at the revision read."""
        self._deletes.append(item.get_delete_kwargs_from_instance())

    def require(self, item: type[PlainItem], pk: str, sk: str, condition: Condition) -> None:
        """Let the others through only while this condition holds for the item under this key."""
        self._checks.append(
            item.get_operation_kwargs_from_class(pk, range_key=sk, condition=condition)
        )

    def _put(
        self, item: PlainItem, condition: Condition | None, *, lost_race: type[Exception]
    ) -> None:
        self._puts.append(item.get_save_kwargs_from_instance(condition=condition))
        self._lost_races.append(lost_race)
        if isinstance(item, Item):
            self._revised.append(item)

    def _commit(self) -> None:
        try:
            connection().transact_write_items(self._checks, self._deletes, self._puts, [])
        except TransactWriteError as error:
            with translated(lost_race=self._lost_race(error)):
                raise
        for item in self._revised:
            item.update_local_version_attribute()

    def _lost_race(self, error: TransactWriteError) -> type[Exception]:
        """Return what the first failed condition means; DynamoDB lists reasons in our order."""
        meanings = [Conflict] * (len(self._checks) + len(self._deletes)) + self._lost_races
        for reason, meaning in zip(error.cancellation_reasons, meanings, strict=False):
            if reason and reason.code == "ConditionalCheckFailed":
                return meaning
        return Conflict


@contextmanager
def transaction() -> Iterator[Transaction]:
    """Collect writes and send them as one when the block ends; nothing is sent if it raises.

    At most 100 items, 4 MB in all, no item twice
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).
    Raises `AlreadyExists` or `Conflict` as the single verbs do, and then nothing was written.
    """
    writes = Transaction()
    yield writes
    with translated():
        writes._commit()
