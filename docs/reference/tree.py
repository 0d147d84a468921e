"""A schema as a tree for reading, as large as the page can carry and no larger.

The tree grows breadth first over everything on the page, so that what a reader sees first is
there first; a component met a second time waits until all others had their turn. Whatever the
budget does not reach is a link: to the component's own page, or to a page of just that part.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from docs.reference.markdown import markdown, nodes
from openapi.common.references import References
from openapi.common.untrusted import sequence, text
from openapi.schema.children import Child, children, has_children
from openapi.schema.flatten import Flat, flatten
from openapi.schema.phrases import Type, constraints, type_of, value

DEEPEST = 6
LONGEST_DESCRIPTION = 1_200
LONGEST_ROOT_DESCRIPTION = 20_000
MOST_VALUES = 24
MOST_ROOT_VALUES = 400
# Nodes (elements and texts) and bytes of a row's fixed mark-up, as docs.rows writes it, and of
# the fold or list around the first of several rows.
ROW_NODES = 10
ROW_BYTES = 200
BRANCH_NODES = 8
BRANCH_BYTES = 200


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


@dataclass(slots=True)
class Row:
    """One schema in the tree.

    `label` is what it is where it is no named property ("option 1", "any other property").
    `place` names it in `?at=`. `type_slug` is the page of the component its type names.
    `remaining` counts children that did not fit; they are at `more_slug` (a component's page)
    or, if that is empty, at `more_place` from number `more_from` on.
    """

    place: str
    name: str = ""
    label: str = ""
    type: Type = field(default_factory=Type)
    type_slug: str = ""
    required: bool = False
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    description: str = ""
    shortened: bool = False
    default: str = ""
    constant: str = ""
    example: str = ""
    values: list[str] = field(default_factory=list)
    values_left: int = 0
    notes: list[str] = field(default_factory=list)
    children: list["Row"] = field(default_factory=list)
    recursive: bool = False
    remaining: int = 0
    more_slug: str = ""
    more_place: str = ""
    more_from: int = 0

    @property
    def fold_title(self) -> str:
        """What opening the row shows: "4 properties of Pet", "3 options"."""
        count = len(self.children) + self.remaining
        thing = "option" if self.children[0].label.startswith("option") else "property"
        if self.children[0].name == "" and thing == "property":
            thing = "part"
        plural = "properties" if thing == "property" else f"{thing}s"
        of = f" of {self.type.name}" if self.type.name else ""
        return f"{count:,} {thing if count == 1 else plural}{of}"

    @property
    def more_title(self) -> str:
        """The words of the link to what is not shown."""
        if self.more_slug:
            return f"All of {self.type.name}"
        if not self.children:
            return "Show what it is made of"
        return f"{self.remaining:,} more"


@dataclass(slots=True)
class _Pending:
    row: Row
    flat: Flat
    inside: frozenset[str]
    depth: int
    start: int = 0
    given: list[Child] | None = None


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

    def root(self, schema: object, *, place: str, hides: str = "", start: int = 0) -> Row:
        """Return a row for a schema; its children come with `grow`."""
        flat = flatten(schema, self._refs)
        # On its own page a component goes by what it is, not by its name again.
        unnamed = flat if place else replace(flat, name="")
        row = self._row(Child("", schema), place, unnamed, LONGEST_ROOT_DESCRIPTION)
        self._budget.take(*_cost(row))
        self._queue(_Pending(row, flat, flat.followed, 0, start), hides)
        return row

    def group(self, given: list[Child], *, place: str, start: int = 0) -> Row:
        """Return a row that stands for a list, such as the query parameters."""
        row = Row(place)
        self._first.append((_Pending(row, Flat(), frozenset(), 0, start, given), ""))
        return row

    def grow(self) -> None:
        while self._first or self._again:
            pending, hides = (self._first or self._again).popleft()
            self._expand(pending, hides)

    def _queue(self, pending: _Pending, hides: str) -> None:
        ref = pending.flat.ref
        queue = self._again if ref and ref in self._met else self._first
        self._met.add(ref)
        queue.append((pending, hides))

    def _expand(self, pending: _Pending, hides: str) -> None:
        row = pending.row
        if pending.given is None:
            found = list(children(pending.flat, self._refs, hides, pending.inside))
        else:
            found = [(child, pending.inside) for child in pending.given]
        if pending.flat.state == "left out":
            row.more_slug = self._slugs.get(pending.flat.name, "")
            row.more_place, row.remaining = row.place, 1
            return
        for position, (child, inside) in enumerate(found[pending.start :], pending.start):
            flat = flatten(child.schema, self._refs, inside)
            below = self._row(child, f"{row.place}/{child.step}", flat)
            deep = pending.depth >= DEEPEST
            if deep or not self._budget.take(*_cost(below, first=not row.children)):
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
            self._queue(_Pending(below, flat, inside | flat.followed, pending.depth + 1), hides)

    def _row(self, child: Child, place: str, flat: Flat, limit: int = LONGEST_DESCRIPTION) -> Row:
        keywords = flat.keywords
        source = text(keywords.get("description"), LONGEST_ROOT_DESCRIPTION)
        listed = sequence(keywords.get("enum"))
        most = MOST_VALUES if limit == LONGEST_DESCRIPTION else MOST_ROOT_VALUES
        given = keywords.get("example", next(iter(sequence(keywords.get("examples"))), None))
        kind = type_of(flat, self._refs)
        return Row(
            place=place,
            name=child.name,
            label=child.label,
            type=kind,
            type_slug=self._slugs.get(kind.name, ""),
            required=child.required,
            deprecated=keywords.get("deprecated") is True,
            read_only=keywords.get("readOnly") is True,
            write_only=keywords.get("writeOnly") is True,
            description=markdown(text(source, limit), most_nodes=120),
            shortened=len(source) > limit,
            default=value(keywords["default"]) if "default" in keywords else "",
            constant=value(keywords["const"]) if "const" in keywords else "",
            example=value(given) if isinstance(given, str | int | float) else "",
            values=[value(item) for item in listed[:most]],
            values_left=max(0, len(listed) - most),
            notes=constraints(flat),
        )


def _cost(row: Row, *, first: bool = False) -> tuple[int, int]:
    """Return the nodes and bytes that the row's HTML takes; its first child pays for the branch."""
    marks = (row.required, row.deprecated, row.read_only, row.write_only, row.shortened)
    labelled = (row.default, row.constant, row.example, *row.notes)
    texts = (*labelled, *row.values)
    count = ROW_NODES + 2 * sum(marks) + 4 * sum(map(bool, labelled)) + 3 * len(row.values)
    count += 2 * nodes(row.description)
    size = ROW_BYTES + 2 * len(row.place) + len(row.description.encode("utf-8", "replace"))
    size += sum(len(each.encode("utf-8", "replace")) + 20 for each in texts if each)
    return count + (BRANCH_NODES if first else 0), size + (BRANCH_BYTES if first else 0)
