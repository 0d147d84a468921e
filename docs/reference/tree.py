"""A schema as a tree for reading, as large as the page can carry and no larger.

The tree grows breadth first over everything on the page, so that what a reader sees first is
there first; a component met a second time waits until all others had their turn. Whatever the
budget does not reach is a link: to the component's own page, or to a page of just that part.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from docs.reference.row import (
    AMONG_OTHERS,
    BARE,
    ROOT,
    ROW_BYTES,
    ROW_NODES,
    Limits,
    Row,
    Sent,
    cost,
    row_of,
)
from openapi.common.entries import Entries
from openapi.common.references import References
from openapi.common.untrusted import mapping
from openapi.schema.children import Child, children, has_children, hidden_names
from openapi.schema.facts import listed
from openapi.schema.flatten import Flat
from openapi.schema.simplify import simplified

DEEPEST = 6
HIDDEN = {"readOnly": "read-only, so not sent", "writeOnly": "write-only, so not returned"}


@dataclass(slots=True)
class Budget:
    """What the page can still carry, in nodes (elements and texts) and in bytes of HTML."""

    nodes: int
    bytes: int

    def take(self, nodes: int, size: int) -> bool:
        """Take the cost if there is room for all of it."""
        if nodes > self.nodes or size > self.bytes:
            return False
        self.nodes -= nodes
        self.bytes -= size
        return True

    @property
    def is_spent(self) -> bool:
        """Whether no row has room any more."""
        return self.nodes < ROW_NODES or self.bytes < ROW_BYTES


@dataclass(slots=True)
class _Pending:
    row: Row
    flat: Flat
    inside: frozenset[str]
    depth: int
    start: int = 0
    given: Sequence[Child] | None = None
    in_place: bool = False
    members: Mapping[str, list[str]] = field(default_factory=dict)


class Tree:
    """Grows rows for one page. `hides` is "readOnly" in requests, "writeOnly" in responses.

    `slugs` are the URL names of component schemas.
    """

    def __init__(self, references: References, budget: Budget, slugs: Mapping[str, str]) -> None:
        self._refs = references
        self._slugs = slugs
        self._budget = budget
        self._first: deque[tuple[_Pending, str]] = deque()
        self._again: deque[tuple[_Pending, str]] = deque()
        self._met: set[str] = set()

    def root(
        self,
        child: Child,
        *,
        place: str,
        hides: str = "",
        start: int = 0,
        limits: Limits = ROOT,
    ) -> Row:
        """Return a row that stands by itself; its children come with `grow`."""
        flat = simplified(child.schema, self._refs)
        # On its own page a component goes by what it is, not by its name again.
        is_own_page = not place and flat.ref == mapping(child.schema).get("$ref")
        shown = replace(flat, name="") if is_own_page else flat
        for each in (limits, AMONG_OTHERS, BARE):
            row = row_of(child, place, shown, self._refs, self._slugs, limits=each, start=start)
            if self._budget.take(*cost(row)):
                break
        pending = _Pending(row, flat, flat.followed, 0, start)
        if isinstance(child, Sent):
            pending.members = child.members
        self._queue(pending, hides)
        return row

    def group(self, given: Sequence[Child], *, place: str, start: int = 0) -> Row:
        """Return a row that stands for a list, such as the query parameters."""
        row = Row(place)
        self._first.append((_Pending(row, Flat(), frozenset(), 0, start, given), ""))
        return row

    def grow(self) -> None:
        while self._first or self._again:
            pending, hides = (self._first or self._again).popleft()
            if self._refs.meter.is_spent or self._budget.is_spent:
                self._leave(pending)
            else:
                self._expand(pending, hides)

    def _leave(self, pending: _Pending) -> None:
        """Let a link stand for what is below a row."""
        if pending.given is not None:
            count = len(pending.given) - pending.start
        else:
            left_out = pending.flat.state == "left out"
            count = int(left_out or has_children(pending.flat, self._refs))
        if count > 0:
            pending.row.remaining = count
            pending.row.more_slug = self._slugs.get(pending.flat.name, "")
            pending.row.more_place, pending.row.more_from = pending.row.place, pending.start

    def _queue(self, pending: _Pending, hides: str) -> None:
        ref = pending.flat.ref
        queue = self._again if ref and ref in self._met else self._first
        self._met.add(ref)
        queue.append((pending, hides))

    def _expand(self, pending: _Pending, hides: str) -> None:
        row = pending.row
        found = self._children(pending, hides)
        if pending.flat.state == "left out":
            row.more_slug = self._slugs.get(pending.flat.name, "")
            row.more_place, row.remaining = row.place, 1
            return
        for position, (child, inside) in enumerate(found[pending.start :], pending.start):
            flat = simplified(child.schema, self._refs, inside)
            child.notes = [*child.notes, *pending.members.get(child.name or child.label, ())]
            below = row_of(child, f"{row.place}/{child.step}", flat, self._refs, self._slugs)
            enough = pending.depth >= DEEPEST or self._refs.meter.is_spent
            if enough or not self._budget.take(*cost(below, first=not row.children)):
                row.remaining = len(found) - position
                row.more_place = row.place
                row.more_from = position
                if not row.children:
                    row.more_slug = self._slugs.get(pending.flat.name, "")
                return
            row.children.append(below)
            if flat.ref and flat.ref in inside:
                below.recursive = has_children(flat, self._refs)
                below.more_slug = self._slugs.get(flat.name, "")
                continue
            deeper = _Pending(below, flat, inside | flat.followed, pending.depth + 1)
            deeper.in_place = child.in_place
            self._queue(deeper, hides)

    def _children(self, pending: _Pending, hides: str) -> Sequence[tuple[Child, frozenset[str]]]:
        given, flat, inside = pending.given, pending.flat, pending.inside
        if given is not None:
            return Entries(lambda at: (given[at], inside), range(len(given)))
        found = list(children(flat, self._refs, hides, inside, in_place=pending.in_place))
        if hides and (hidden := hidden_names(flat, (child for child, _ in found))):
            pending.row.notes.append(f"{HIDDEN[hides]}: {listed(hidden)}")
        return found
