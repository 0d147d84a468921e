"""Reading a description's reference from its pack, as a page does."""

from docs.reference import operation as views
from docs.reference.row import Row
from openapi.pack.reader import OperationEntry
from tests.openapi.packed import Packed, description, document, get

__all__ = ["Reader", "child", "description", "document", "get"]


class Reader(Packed):
    """A pack, and the views of what was read of it."""

    def entry(self, slug: str = "list-pets") -> OperationEntry:
        entry = self.index.operation(slug)
        assert entry
        return entry

    def operation(self, slug: str = "list-pets") -> views.Operation:
        entry = self.entry(slug)
        return views.operation(self.index, entry, self.segment(self.index.operation_range(slug)))

    def part(self, place: str, start: int = 0, slug: str = "list-pets") -> Row | None:
        segment = self.segment(self.index.operation_range(slug))
        return views.part(self.index, self.entry(slug), segment, place, start)

    def schema(self, slug: str, place: str = "", start: int = 0) -> Row | None:
        segment = self.segment(self.index.schema_range(slug))
        return views.schema(self.index, segment, place, start)


def child(row: Row, *names: str) -> Row:
    """The row below, by the names of properties or the labels of alternatives."""
    for name in names:
        row = next(each for each in row.children if name in (each.name, each.label))
    return row
