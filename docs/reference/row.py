"""One schema as a line for reading: its name, type, facts, examples and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi.common.prose import plain
from openapi.common.references import References, schema_name
from openapi.common.untrusted import JsonObject, line, mapping, sequence, text
from openapi.model.addresses import External, external_docs
from openapi.schema.children import Child
from openapi.schema.discriminators import discriminator_notes
from openapi.schema.facts import annotations, constraints, listed, required_here, value_labels
from openapi.schema.flatten import Flat
from openapi.schema.phrases import Type, kind_of, type_of, value
from openapi.values import Given, given
from portal.web.markdown import markdown, nodes

LONGEST_ROOT_DESCRIPTION = 20_000
MOST_INCLUDED = 12
# Nodes (elements and texts) and bytes of a row's fixed mark-up, as docs.rows writes it, and of
# the fold or list around the first of several rows.
ROW_NODES = 10
ROW_BYTES = 190
BRANCH_NODES = 8
BRANCH_BYTES = 200
NOWHERE = External()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one schema is shown: characters of each part and of all values together, and
    counts of values and examples."""

    description: int
    value: int
    all_values: int
    values: int
    examples: int


AMONG_OTHERS = Limits(1_200, 120, 2_400, 24, 4)
ROOT = Limits(LONGEST_ROOT_DESCRIPTION, 240, 12_000, 400, 4)
# Where a page has no room left: what it is, and the way to a page of its own.
BARE = Limits(80, 40, 0, 0, 0)
BY_ITSELF = Limits(LONGEST_ROOT_DESCRIPTION, 4_000, 40_000, 400, 50)


@dataclass(slots=True)
class Sent(Child):
    """A parameter, header or body, with the examples that are given beside its schema.

    `members` are notes on the parts of a body, by their names or labels.
    """

    examples: list[Given] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A value as it would be written, or the `address` where it is kept."""

    text: str
    title: str = ""
    about: str = ""
    address: str = ""


@dataclass(slots=True)
class Row:
    """One schema in the tree.

    `label` is what it is where it is no named property ("option 1", "any other property").
    `place` names it in `?at=`. `type_slug` is the page of the component its type names.
    `includes` are components whose parts it has, by name and page.
    `shortened`: its own page says more of it. `value_labels` are those of `values`, or none.
    `remaining` counts children that did not fit; they are at `more_slug` (a component's page)
    or, if that is empty, at `more_place` from number `more_from` on.
    """

    place: str
    name: str = ""
    label: str = ""
    title: str = ""
    type: Type = field(default_factory=Type)
    type_slug: str = ""
    required: bool = False
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    description: str = ""
    external: External = NOWHERE
    includes: list[tuple[str, str]] = field(default_factory=list)
    shortened: bool = False
    default: str = ""
    constant: str = ""
    examples: list[Example] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    value_labels: list[str] = field(default_factory=list)
    values_left: int = 0
    values_from: int = 0
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
        thing = "option" if "option " in self.children[0].label else "property"
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


def row_of(
    child: Child,
    place: str,
    flat: Flat,
    references: References,
    slugs: Mapping[str, str],
    *,
    limits: Limits = AMONG_OTHERS,
    start: int = 0,
) -> Row:
    """Return a row without children; `start` is the number of the first value shown."""
    keywords = flat.keywords
    kind = type_of(flat, references)
    if child.in_place and str(kind) == "any":
        # It adds to a type that stands above.
        kind = Type()
    plain = kind_of(keywords)
    source = _prose(flat)
    room = _Room(limits, plain)
    constant, default = room.one(keywords, "const"), room.one(keywords, "default")
    enum = sequence(keywords.get("enum"))[start:]
    values = room.many(enum, limits.values)
    given_examples = list(_examples(child, keywords, references))
    examples = room.examples(given_examples)
    row = Row(
        place=place,
        name=child.name,
        label=child.label,
        title=_title(child, keywords, kind),
        type=kind,
        type_slug=slugs.get(kind.name, ""),
        required=child.required,
        deprecated=keywords.get("deprecated") is True,
        read_only=keywords.get("readOnly") is True,
        write_only=keywords.get("writeOnly") is True,
        description=markdown(_cut(source, limits.description), most_nodes=120),
        external=external_docs(keywords["externalDocs"]) if "externalDocs" in keywords else NOWHERE,
        includes=_includes(flat, slugs),
        default=default,
        constant=constant,
        examples=examples,
        values=values,
        value_labels=value_labels(keywords)[start : start + len(values)],
        values_left=len(enum) - len(values),
        values_from=start + len(values) if limits is BY_ITSELF else 0,
        notes=[*child.notes, *filter(None, _notes(child, flat, references, kind))],
    )
    row.shortened = limits is not BY_ITSELF and (
        room.shortened or len(source) > limits.description or len(examples) < len(given_examples)
    )
    return row


def _includes(flat: Flat, slugs: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the components that went into a schema which is none itself, or is on its own page."""
    if flat.name or not flat.followed:
        return []
    names = {schema_name(ref) for ref in flat.followed - {flat.ref}}
    found = [(name, slugs.get(name, "")) for name in sorted(names - {""})]
    return [(line(name, 120), slug) for name, slug in found[:MOST_INCLUDED]]


class _Room:
    """Writes the values of a schema as far as its limits allow."""

    def __init__(self, limits: Limits, kind: str) -> None:
        self._limits = limits
        self._kind = kind
        self._left = limits.all_values
        self.shortened = False

    def one(self, keywords: JsonObject, keyword: str) -> str:
        return self._write(keywords[keyword]) if keyword in keywords else ""

    def many(self, given: list[Any], most: int) -> list[str]:
        """Return the first values, at least one; more where they are short."""
        written: list[str] = []
        for each in given[:most]:
            if written and self._left <= 0:
                break
            written.append(self._write(each))
        return written

    def examples(self, given: list[Given]) -> list[Example]:
        written: list[Example] = []
        for each in given[: self._limits.examples]:
            if written and self._left <= 0:
                break
            about = line(plain(each.description), self._limits.description)
            self._left -= len(about)
            if each.address:
                written.append(Example("", each.title, about, line(each.address, 500)))
            else:
                written.append(Example(self._write(each.value), each.title, about))
        return written

    def _write(self, given: object) -> str:
        written = value(given, self._limits.value, self._kind)
        self._left -= len(written)
        self.shortened |= written.endswith("…")
        return written


def _prose(flat: Flat) -> str:
    """Return the description, with those of inline parts that say something else."""
    whole = text(flat.keywords.get("description"), LONGEST_ROOT_DESCRIPTION + 1)
    if flat.name or not flat.further:
        return whole
    others = [
        text(mapping(part).get("description"), LONGEST_ROOT_DESCRIPTION) for part in flat.further
    ]
    return text("\n\n".join(filter(None, [whole, *others])), LONGEST_ROOT_DESCRIPTION + 1)


def _cut(source: str, limit: int) -> str:
    return source if len(source) <= limit else f"{source[: limit - 1]}…"


def _title(child: Child, keywords: JsonObject, kind: Type) -> str:
    """Return the title, unless it is the name in another spelling."""
    if "title" not in keywords:
        return ""
    title = line(keywords["title"], 200)
    names = (child.name, kind.name)
    return "" if _letters(title) in map(_letters, filter(None, names)) else title


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _notes(child: Child, flat: Flat, references: References, kind: Type) -> Iterable[str]:
    yield from constraints(flat)
    if child.in_place and (needed := required_here(flat)) and "required" not in child.label:
        yield f"{listed(needed)} required"
    # An option's label says it already.
    yield from (n for n in discriminator_notes(flat, references) if n not in child.label)
    yield from annotations(flat, str(kind))
    if "externalDocs" in flat.keywords:
        # What is no address of the web stands there as text.
        documentation = external_docs(flat.keywords["externalDocs"])
        yield "" if documentation else documentation.label


def _examples(child: Child, keywords: JsonObject, references: References) -> Iterable[Given]:
    """Yield what is given beside a schema first, then the schema's own, each value once."""
    found = list(child.examples) if isinstance(child, Sent) else []
    if "example" in keywords:
        found.append(Given("", keywords["example"]))
    own = keywords.get("examples")
    found += [Given("", each) for each in sequence(own)]
    found += given({"examples": mapping(own)}, references)
    seen: list[tuple[str, str]] = []
    for each in found:
        key = (each.address, value(each.value, 400))
        if key not in seen:
            seen.append(key)
            yield each


def cost(row: Row, *, first: bool = False) -> tuple[int, int]:
    """Return the nodes and bytes that the row's HTML takes; its first child pays for the branch."""
    marks = (row.required, row.deprecated, row.read_only, row.write_only, row.shortened, row.title)
    labelled = (row.default, row.constant, row.external.label)
    texts = [*labelled, *row.notes, row.title, row.external.address, *row.values, *row.value_labels]
    texts += [slug for _, slug in row.includes for _ in range(2)]
    for each in row.examples:
        texts += [each.text, each.title, each.about, each.address]
    count = (
        ROW_NODES + 2 * sum(map(bool, marks)) + 4 * sum(map(bool, labelled)) + 2 * len(row.notes)
    )
    count += (5 if row.value_labels else 3) * len(row.values)
    count += 5 * len(row.examples) + 4 * len(row.includes) + 2 * nodes(row.description)
    size = ROW_BYTES + 2 * len(row.place) + len(row.description.encode("utf-8", "replace"))
    size += sum(len(each.encode("utf-8", "replace")) + 20 for each in texts if each)
    return count + (BRANCH_NODES if first else 0), size + (BRANCH_BYTES if first else 0)
