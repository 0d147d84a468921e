"""Lists: one page of one Query at a time, and cursors."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pynamodb.expressions.condition import Condition

from portal.dynamo.errors import BadCursor, translated
from portal.dynamo.items import PlainItem, of_kinds
from portal.encryption import DecryptionFailed, decrypt, encrypt

T = TypeVar("T")
ItemT = TypeVar("ItemT", bound=PlainItem)
Key = dict[str, dict[str, str]]

TABLE_KEY = ("PK", "SK")
INDEX_KEY = ("PK", "SK", "GSI1PK", "GSI1SK")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The items of one page, or what was made of them, and the cursor of the next one where there
    may be more."""

    items: list[T]
    next_cursor: str | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page(
    item: type[ItemT],
    partition: str,
    *,
    starts_with: str = "",
    where: Condition | None = None,
    index: bool = False,
    limit: int = 25,
    read_ahead: int = 1,
    cursor: str | None = None,
    newest_first: bool = False,
    consistent: bool = False,
) -> Page[ItemT]:
    """Return a page of the items of one partition, in the order of their sort keys. One Query.

    `starts_with` narrows by the sort key. `where` filters what was read, so a page may come short
    of `limit` while there is a next one; `read_ahead` is how many items are read for each one
    asked for. `index` reads from GSI1. Raises `BadCursor` for a cursor that was made up, or given
    for another list.
    """
    key = item.gsi1_sk if index else item.sk
    names = INDEX_KEY if index else TABLE_KEY
    scope = f"{item.Meta.table_name}|{partition}|{starts_with}|{newest_first}"
    query = item.query(
        partition,
        key.startswith(starts_with) if starts_with else None,
        where,
        index_name="GSI1" if index else None,
        scan_index_forward=not newest_first,
        consistent_read=consistent,
        last_evaluated_key=_read_cursor(cursor, names, scope) if cursor else None,
        page_size=limit * read_ahead,
    )
    raw, more = _one_page(query, limit)
    items = [item.from_raw_data(data) for data in raw]
    return Page(items, _write_cursor(more, names, scope) if more else None)


def each_page(item: type[ItemT], partition: str, **options: Any) -> Iterator[Page[ItemT]]:
    """Yield one page after the other until the list ends; options as of `page`. One Query each.

    For work that must come by every item, such as deleting what hangs on something that is gone:
    never for an answer, whose cost would grow with the list.
    """
    cursor: str | None = None
    while True:
        found = page(item, partition, cursor=cursor, **options)
        yield found
        cursor = found.next_cursor
        if cursor is None:
            return


def page_of_kinds(
    kinds: Sequence[type[PlainItem]],
    partition: str,
    *,
    starts_with: str = "",
    limit: int,
    cursor: str | None = None,
    newest_first: bool = False,
    consistent: bool = False,
) -> Page[PlainItem]:
    """Return a page of one partition's items of several kinds, in order of sort keys, or with the
    last first. One Query.

    `starts_with` narrows by the sort key. Each becomes an instance of the kind whose sort key it
    has (`PlainItem.has_key`); an item of no such kind is left out, so a page may come short of
    `limit`. Raises `BadCursor`.
    """
    names = "|".join(kind.__name__ for kind in kinds)
    scope = f"{kinds[0].Meta.table_name}|{partition}|{names}|{starts_with}|{newest_first}"
    query = kinds[0].query(
        partition,
        kinds[0].sk.startswith(starts_with) if starts_with else None,
        scan_index_forward=not newest_first,
        consistent_read=consistent,
        last_evaluated_key=_read_cursor(cursor, TABLE_KEY, scope) if cursor else None,
        page_size=limit,
    )
    raw, more = _one_page(query, limit)
    return Page(of_kinds(kinds, raw), _write_cursor(more, TABLE_KEY, scope) if more else None)


def _one_page(query: Any, limit: int) -> tuple[list[Any], Any]:
    """Send one Query; return up to `limit` raw items, and the key to go on after, if any.

    One request, even where a filter leaves nothing of it: `query` itself would go on.
    """
    with translated():
        answer: dict[str, Any] = next(query.page_iter)
    raw = answer["Items"]
    more = raw[limit - 1] if len(raw) > limit else answer.get("LastEvaluatedKey")
    return raw[:limit], more


def _write_cursor(position: Key, names: tuple[str, ...], scope: str) -> str:
    """Encrypt the place after which the next page begins; `scope` binds it to this list.

    Encrypted and not only signed: the last item read may be one that a filter kept from the reader,
    and its key is part of the place.
    """
    place = json.dumps([position[name]["S"] for name in names])
    return encrypt(place, scope=f"cursor|{scope}")


def _read_cursor(cursor: str, names: tuple[str, ...], scope: str) -> Key:
    try:
        place = decrypt(cursor, scope=f"cursor|{scope}")
    except DecryptionFailed:
        raise BadCursor from None
    return {name: {"S": value} for name, value in zip(names, json.loads(place), strict=True)}
