"""The sections of a description: its tags in the order and groups they are read in.

Tags stand in groups by `x-tagGroups` and, from OpenAPI 3.2 on, below their `parent`. What people
read as a tag's name is its `summary` (3.2) or `x-displayName`. Operations without a tag come under
headings made from their paths.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text
from openapi.model import path_groups
from openapi.model.outline import Outlined
from openapi.model.slugs import Slugs, slug

WEBHOOKS = "Webhooks"
UNTAGGED = "Other operations"
# Where there is no other heading.
ALL = "Operations"
# Of tags without a group where others have one.
UNGROUPED = "Other sections"
BELOW = " / "
LONGEST_NAME = 120
LONGEST_DESCRIPTION = 20_000
# Operations under all tags together; past them, each comes under its first tag only.
MOST_ENTRIES = 200_000
# Of the names that lead to a tag, the last ones stand in its group's heading.
MOST_IN_HEADING = 3


@dataclass(slots=True)
class Tag:
    """`name` is as given, `title` what people read; `group` is the heading it stands under."""

    slug: str
    name: str
    title: str
    group: str = ""
    description: str = ""
    external: JsonObject = field(default_factory=dict)
    operations: list[int] = field(default_factory=list)


def tags(document: JsonObject, found: Sequence[Outlined]) -> list[Tag]:
    """Return the tags that have operations, tags below them or something said of them."""
    declared: dict[str, JsonObject] = {}
    for entry in map(mapping, sequence(document.get("tags"))):
        if isinstance(entry.get("name"), str) and entry["name"].strip():
            declared.setdefault(entry["name"], entry)
    members = _members(found, declared)
    known = [*declared, *(name for name in members if name not in declared)]
    slugs = Slugs()
    slug_of = {name: slugs.take(name, "tag") for name in known}
    return [
        Tag(
            slug=slug_of[name],
            name=line(name, LONGEST_NAME),
            title=_title(name, declared),
            group=group,
            description=text(declared.get(name, {}).get("description"), LONGEST_DESCRIPTION),
            external=mapping(declared.get(name, {}).get("externalDocs")),
            operations=members.get(name, []),
        )
        for name, group in _Arranged(document, known, declared).placed()
        if name in members or _says_something(declared.get(name, {}))
    ]


def _title(name: str, declared: dict[str, JsonObject]) -> str:
    entry = declared.get(name, {})
    given = line(entry.get("summary"), LONGEST_NAME) or line(
        entry.get("x-displayName"), LONGEST_NAME
    )
    return given or line(name, LONGEST_NAME)


def _says_something(entry: JsonObject) -> bool:
    return bool(text(entry.get("description")).strip() or mapping(entry.get("externalDocs")))


def _members(found: Sequence[Outlined], declared: dict[str, JsonObject]) -> dict[str, list[int]]:
    """Return the positions of operations by the tag, or the heading, that they come under."""
    members: dict[str, list[int]] = {}
    untagged: list[int] = []
    room = MOST_ENTRIES
    for position, outlined in enumerate(found):
        given = [WEBHOOKS] if outlined.kind == "webhook" else outlined.tags
        for name in given if room > 0 else given[:1]:
            members.setdefault(name, []).append(position)
        room -= len(given)
        if not given:
            untagged.append(position)
    headings = path_groups.headings([found[position].key for position in untagged])
    # A heading that reads like a tag means the same.
    same = {slug(name): name for name in reversed([*declared, *members]) if slug(name)}
    for position, heading in zip(untagged, headings, strict=True):
        name = same.get(slug(heading), heading) or UNTAGGED
        members.setdefault(name, []).append(position)
    if others := members.pop(UNTAGGED, None):
        members[UNTAGGED if members else ALL] = others
    return members


class _Arranged:
    """Tags in reading order, each with the heading it stands under."""

    def __init__(
        self, document: JsonObject, known: list[str], declared: dict[str, JsonObject]
    ) -> None:
        self._known = known
        self._declared = declared
        self._left = dict.fromkeys(known)
        self._groups = list(map(mapping, sequence(document.get("x-tagGroups"))))
        self._below: dict[str, list[str]] = {}
        for name in known:
            if parent := self._parent(name):
                self._below.setdefault(parent, []).append(name)

    def placed(self) -> Iterator[tuple[str, str]]:
        """Yield every tag once: those of groups, the others, last those that are no navigation."""
        for group in self._groups:
            for name in names(group.get("tags")):
                yield from self._with_those_below(name, line(group.get("name"), LONGEST_NAME))
        rest = UNGROUPED if len(self._left) < len(self._known) else ""
        roots = [name for name in self._left if not self._parent(name)]
        # What has no heading would read as a part of the one before it.
        roots.sort(key=lambda name: (bool(self._kind(name)), name in self._below))
        for name in roots:
            yield from self._with_those_below(name, self._kind(name) or rest)
        # What is left stands below itself.
        for name in list(self._left):
            yield from self._with_those_below(name, rest)

    def _with_those_below(self, root: str, group: str) -> Iterator[tuple[str, str]]:
        waiting = [(root, (group,) if group else ())]
        while waiting:
            name, above = waiting.pop()
            if name not in self._left:
                continue
            del self._left[name]
            below = self._below.get(name, [])
            if below:
                above = (*above, _title(name, self._declared))[-MOST_IN_HEADING:]
            yield name, BELOW.join(above)
            # The nearest come first: a heading then has all that stand directly under it together.
            waiting += ((each, above) for each in reversed(below) if each in self._below)
            waiting += ((each, above) for each in reversed(below) if each not in self._below)

    def _parent(self, name: str) -> str:
        parent = self._declared.get(name, {}).get("parent")
        return parent if isinstance(parent, str) and parent in self._declared else ""

    def _kind(self, name: str) -> str:
        """Return a heading for tags that are no navigation (3.2: "badge", "audience" …)."""
        kind = line(self._declared.get(name, {}).get("kind"), 40)
        return "" if kind in ("", "nav") else kind[:1].upper() + kind[1:]
