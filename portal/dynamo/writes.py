"""Several writes: together or not at all, many in one request, again after a conflict."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from portal.aws.errors import NotFound, Unavailable
from portal.dynamo.backoff import pause
from portal.dynamo.connection import connection
from portal.dynamo.errors import AlreadyExists, Conflict, translated
from portal.dynamo.items import Item, PlainItem

T = TypeVar("T")

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
BATCH = 25
BATCH_ATTEMPTS = 8


class Transaction:
    """The writes of one `with transaction()` block, sent when it ends."""

    def __init__(self) -> None:
        self._checks: list[dict[str, Any]] = []
        self._deletes: list[dict[str, Any]] = []
        self._puts: list[dict[str, Any]] = []
        self._updates: list[dict[str, Any]] = []
        self._lost_races: list[type[Exception]] = []
        self._revised: list[Item] = []
        self._after_commit: list[Callable[[], object]] = []

    def create(self, item: PlainItem) -> None:
        """Write the item where none stands."""
        self._put(item, type(item).pk.does_not_exist(), lost_race=AlreadyExists)

    def replace(self, item: Item) -> None:
        """Write over the revision that was read."""
        self._put(item, None, lost_race=Conflict)

    def put(self, item: PlainItem) -> None:
        """Write the item whatever stands there."""
        self._put(item, None, lost_race=Conflict)

    def update(
        self,
        item: PlainItem,
        *actions: Action,
        condition: Condition | None = None,
        any_revision: bool = False,
    ) -> None:
        """Change attributes of the item that stands there, as the items' own `update` does.

        `item` itself keeps the values it has, so set them too where it is used afterwards.
        """
        over_revision = isinstance(item, Item) and not any_revision
        self._updates.append(item.update_request(actions, condition, over_revision=over_revision))
        if isinstance(item, Item):
            self._revised.append(item)

    def remove(self, item: PlainItem, *, condition: Condition | None = None) -> None:
        """Delete the item: a plain one whatever it holds, or not there at all unless `condition`
        says otherwise; another only at the revision read."""
        self._deletes.append(item.get_delete_kwargs_from_instance(condition=condition))

    def require(self, item: type[PlainItem], pk: str, sk: str, condition: Condition) -> None:
        """Let the others through only while this condition holds for the item under this key."""
        self._checks.append(
            item.get_operation_kwargs_from_class(pk, range_key=sk, condition=condition)
        )

    def after_commit(self, act: Callable[[], object]) -> None:
        """Call `act` once the writes are stored, not at all where they are not."""
        self._after_commit.append(act)

    def _put(
        self, item: PlainItem, condition: Condition | None, *, lost_race: type[Exception]
    ) -> None:
        self._puts.append(item.get_save_kwargs_from_instance(condition=condition))
        self._lost_races.append(lost_race)
        if isinstance(item, Item):
            self._revised.append(item)

    def _commit(self) -> None:
        if not (self._checks or self._deletes or self._puts or self._updates):
            return
        try:
            connection().transact_write_items(
                self._checks, self._deletes, self._puts, self._updates
            )
        except TransactWriteError as error:
            with translated(lost_race=self._lost_race(error)):
                raise
        for item in self._revised:
            item.update_local_version_attribute()

    def _lost_race(self, error: TransactWriteError) -> type[Exception]:
        """Return what the first failed condition means; DynamoDB lists reasons in our order."""
        reasons = list(error.cancellation_reasons)
        before = [Conflict] * (len(self._checks) + len(self._deletes)) + self._lost_races
        meanings: list[type[Exception]] = [*before, *[Conflict] * len(self._updates)]
        for position, (reason, meaning) in enumerate(zip(reasons, meanings, strict=False)):
            if reason and reason.code == "ConditionalCheckFailed":
                is_gone = position >= len(before) and not reason.raw_item
                return NotFound if is_gone else meaning
        return Conflict


@contextmanager
def transaction() -> Iterator[Transaction]:
    """Collect writes and send them as one when the block ends; nothing is sent if it raises, or
    collects none.

    At most 100 items, 4 MB in all, no item twice
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).
    Raises `AlreadyExists` or `Conflict` as the single verbs do, and then nothing was written.
    """
    writes = Transaction()
    yield writes
    with translated():
        writes._commit()
    for act in writes._after_commit:
        act()


def write_batch(*, put: Sequence[PlainItem] = (), forget: Sequence[PlainItem] = ()) -> None:
    """Write and delete many items of one table, whatever stands there, in any order.

    One BatchWriteItem for each 25, and further ones for what DynamoDB leaves over while it is
    busy. Not all or nothing: raises `Unavailable` where something is left after eight attempts.
    """
    requests = [{"PutRequest": {"Item": item.serialize()}} for item in put]
    requests += [
        {"DeleteRequest": {"Key": {"PK": {"S": item.pk}, "SK": {"S": item.sk}}}} for item in forget
    ]
    if not requests:
        return
    table = (*put, *forget)[0].Meta.table_name
    for start in range(0, len(requests), BATCH):
        left = {table: requests[start : start + BATCH]}
        for attempt in range(BATCH_ATTEMPTS):
            left = _write_some(left)
            if not left:
                break
            pause(attempt)
        else:
            raise Unavailable("a batch was not written whole")


def _write_some(requests: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Send one BatchWriteItem and return what DynamoDB left over."""
    with translated():
        try:
            answer = connection().dispatch("BatchWriteItem", {"RequestItems": requests})
        except (BotoCoreError, ClientError) as error:
            raise PutError(str(error), error) from error
    left: dict[str, list[Any]] = answer.get("UnprocessedItems") or {}
    return left


def retry_on_conflict(act: Callable[[], T], *, attempts: int = 5) -> T:
    """Return what `act` returns, called again where another writer got in between.

    `act` must read what it changes anew each time. Raises `Conflict` where every attempt met one.
    """
    for attempt in range(attempts - 1):
        try:
            return act()
        except Conflict:
            pause(attempt)
    return act()
