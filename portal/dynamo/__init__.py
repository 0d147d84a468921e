"""The DynamoDB kernel: the one way the apps read and write items.

- An *item* is a subclass of `Item` (people edit it; `revision` guards it) or `PlainItem` (written
  whole). It names its table with `Meta = UsersTable`, has `PK` and `SK`, and may have a place in
  the table's index `GSI1`.
- `Item.fetch(pk, sk)` reads one item or raises `NotFound`, `find(pk, sk)` gives None instead,
  `load(pk, sk, or_raise=…)` raises the caller's own error (one GetItem each); `fetch_all(keys)`
  reads up to 100 (one BatchGetItem), `fetch_of_kinds(…)` the same of several classes.
- `create()` writes an item only where nothing stands, `replace()` only over the revision that was
  read, `update(…)` changes attributes of it, `remove()` deletes that revision; `put()` and
  `forget()` do so whatever stands there.
- `page(...)` reads one page of one Query and gives an opaque cursor for the next one;
  `page_of_kinds(...)` reads items of several classes from one partition. `each_page(...)` goes on
  to the end of a list, for work on every item of it.
- `transaction()` makes up to 100 writes happen together or not at all; `write_batch(...)` writes
  many without that promise; `retry_on_conflict(...)` tries again after another writer.

There is no Scan here. Every failure has one name:
`NotFound`, `AlreadyExists`, `Conflict`, `BadCursor` are answers to the caller; `Unavailable` means
that DynamoDB did not answer.
"""

from portal.aws.errors import NotFound, Unavailable
from portal.dynamo.errors import AlreadyExists, BadCursor, Conflict
from portal.dynamo.items import (
    AnalyticsTable,
    ApisTable,
    DocsTable,
    Item,
    PlainItem,
    TestsTable,
    UsersTable,
    fetch_of_kinds,
)
from portal.dynamo.pages import Page, each_page, page, page_of_kinds
from portal.dynamo.writes import Transaction, retry_on_conflict, transaction, write_batch

__all__ = [
    "AlreadyExists",
    "AnalyticsTable",
    "ApisTable",
    "BadCursor",
    "Conflict",
    "DocsTable",
    "Item",
    "NotFound",
    "Page",
    "PlainItem",
    "TestsTable",
    "Transaction",
    "Unavailable",
    "UsersTable",
    "each_page",
    "fetch_of_kinds",
    "page",
    "page_of_kinds",
    "retry_on_conflict",
    "transaction",
    "write_batch",
]
