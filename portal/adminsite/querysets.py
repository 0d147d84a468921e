"""A list-backed query set: it answers what Django's admin asks, from a few DynamoDB Queries.

Nothing is read before somebody looks at the rows. Then at most `MAX_QUERIES` Queries are sent, and
reading ends at `MAX_ROWS` rows; `is_cut` tells that there was more. Filters become key conditions
and filter expressions where the model says how (`ItemModel.sources`); all of them, the order and
the pages are applied to the rows read. A look-up that is not known here raises `UnknownLookup`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import Field, Q
from pynamodb.expressions.condition import Condition

from portal.dynamo import NotFound, PlainItem, each_page
from portal.dynamo.items import MAX_PK_BYTES, MAX_SK_BYTES

if TYPE_CHECKING:
    from portal.adminsite.item_models import ItemModel

MAX_ROWS = 1000
MAX_QUERIES = 4
# Longer than any key; DynamoDB itself refuses one of more than 2,048 bytes as a fault of ours.
MAX_KEY_LENGTH = 500


class UnknownLookup(FieldError, ValueError):
    """A filter or an order that these lists do not have.

    Both kinds, for the admin answers either with a redirect to the plain list, each elsewhere.
    """


@dataclass(frozen=True)
class RowSource:
    """One list to read rows from, as `portal.dynamo.page` takes it."""

    item: type[PlainItem]
    partition: str
    index: bool = False
    starts_with: str = ""
    where: Condition | None = None
    newest_first: bool = False

    def pages(self) -> Iterator[tuple[list[PlainItem], bool]]:
        """Yield the items of one page after the other, and whether there are more."""
        if len(self.partition.encode()) > MAX_PK_BYTES:
            return
        if len(self.starts_with.encode()) > MAX_SK_BYTES:
            return
        for read in each_page(
            self.item,
            self.partition,
            index=self.index,
            starts_with=self.starts_with,
            where=self.where,
            newest_first=self.newest_first,
            limit=MAX_ROWS,
        ):
            yield read.items, read.next_cursor is not None


def equalities(
    item: type[PlainItem], terms: Mapping[str, Any], names: Iterable[str]
) -> Condition | None:
    """Return the filter expression for those of the named attributes that `terms` asks for."""
    found: Condition | None = None
    for name in names:
        if f"{name}__exact" in terms:
            condition = getattr(item, name) == terms[f"{name}__exact"]
            found = condition if found is None else found & condition
    return found


def _contains(value: Any, wanted: Any) -> bool:
    return value is not None and str(wanted).lower() in str(value).lower()


def _starts(value: Any, wanted: Any) -> bool:
    return value is not None and str(value).lower().startswith(str(wanted).lower())


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "gte": lambda value, wanted: value is not None and bool(value >= wanted),
    "lt": lambda value, wanted: value is not None and bool(value < wanted),
    "isnull": lambda value, wanted: (value in (None, "")) is wanted,
    "icontains": _contains,
    "istartswith": _starts,
}


@dataclass(frozen=True)
class Term:
    """One condition on one field, e.g. `role__exact="admin"`."""

    field: "Field[Any, Any]"
    operator: str
    value: Any

    @property
    def name(self) -> str:
        return f"{self.field.name}__{self.operator}"

    def holds(self, row: "ItemModel") -> bool:
        return OPERATORS[self.operator](getattr(row, self.field.attname), self.value)


@dataclass(frozen=True)
class Rows:
    rows: list[Any]
    is_cut: bool = False


class ItemQuerySet:
    """Faces of one kind: filtered, searched, ordered and sliced. Each verb returns a new one."""

    ordered = True  # by its primary key at least, so pages never overlap

    def __init__(
        self,
        model: "type[ItemModel]",
        *,
        terms: Sequence[Term] = (),
        words: Sequence[str] = (),
        searched: Sequence[str] = (),
        order: Sequence[str] = ("pk",),
        rows: Rows | None = None,
    ) -> None:
        self.model = model
        self.verbose_name = model._meta.verbose_name
        self.verbose_name_plural = model._meta.verbose_name_plural
        # What the admin asks a real query about; there are no joins and no order of the query's.
        self.query = SimpleNamespace(select_related=False, order_by=())
        self._terms = tuple(terms)
        self._words = tuple(words)
        self._searched = tuple(searched)
        self._order = tuple(order)
        self._rows = rows

    def filter(self, *conditions: Q, **lookups: Any) -> Self:
        """Return the rows for which all the conditions hold; `Q` objects joined by AND only."""
        return self._with(terms=[*self._terms, *self._parse(conditions, lookups)])

    def search(self, words: Sequence[str], fields: Sequence[str]) -> Self:
        """Return the rows in which each word stands in one of the fields, whatever its case."""
        return self._with(words=words, searched=fields)

    def order_by(self, *names: str) -> Self:
        for name in names:
            self._field(name.lstrip("-"))
        return self._with(order=names or ("pk",))

    def all(self) -> Self:
        return self._clone()

    def distinct(self) -> Self:
        return self._clone()

    def none(self) -> Self:
        return self._with(rows=Rows([]))

    def _clone(self) -> Self:
        """Return the same rows: what was read for one is not read again for the other."""
        return self._with(rows=self._rows)

    def get(self, *conditions: Q, **lookups: Any) -> Any:
        """Return the row with this primary key, for which the other conditions hold. One GetItem.

        Raises the model's `DoesNotExist`; `UnknownLookup` where something else is asked for.
        """
        parsed = self._parse(conditions, lookups)
        if not (parsed and parsed[0].field.primary_key and parsed[0].operator == "exact"):
            raise UnknownLookup("One row is found by its primary key only.")
        found = self._with(terms=[*self._terms, *parsed])._by_key([parsed[0].value])
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def count(self) -> int:
        return len(self._read().rows)

    def exists(self) -> bool:
        return bool(self._read().rows)

    @property
    def is_cut(self) -> bool:
        """Tell whether there is more than what was read."""
        return self._read().is_cut

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._read().rows)

    def __getitem__(self, place: int | slice) -> Any:
        return self._read().rows[place]

    def _with(self, **changes: Any) -> Self:
        kept = {
            "terms": self._terms,
            "words": self._words,
            "searched": self._searched,
            "order": self._order,
        }
        return type(self)(self.model, **{**kept, **changes})

    def _read(self) -> Rows:
        if self._rows is None:
            keys = [term.value for term in self._terms if _is_key_list(term)]
            rows = Rows(self._by_key(keys[0])) if keys else self._query()
            self._rows = Rows(self._sorted(rows.rows), rows.is_cut)
        return self._rows

    def _by_key(self, keys: Iterable[str]) -> list[Any]:
        """Read the rows one by one, as they are now: lists lag behind writes."""
        found = []
        for key in dict.fromkeys(keys):
            if not 0 < len(key) <= MAX_KEY_LENGTH:
                continue
            with suppress(NotFound):
                found.append(self.model.of(self.model.fetch_item(key)))
        return [row for row in found if self._holds(row)]

    def _query(self) -> Rows:
        found: dict[Any, Any] = {}
        queries = 0
        for source in self.model.sources({t.name: t.value for t in self._terms}, self._words):
            for items, more in source.pages():
                queries += 1
                rows = (self.model.of(item) for item in items)
                found.update((row.pk, row) for row in rows if self._holds(row))
                if queries >= MAX_QUERIES or len(found) >= MAX_ROWS:
                    return Rows(list(found.values()), is_cut=more)
        return Rows(list(found.values()))

    def _holds(self, row: "ItemModel") -> bool:
        return all(term.holds(row) for term in self._terms) and all(
            any(_contains(getattr(row, name), word) for name in self._searched)
            for word in self._words
        )

    def _sorted(self, rows: list[Any]) -> list[Any]:
        for name in reversed(self._order):
            attribute = self._field(name.lstrip("-")).attname
            rows = sorted(rows, key=_rank(attribute), reverse=name.startswith("-"))
        return rows

    def _parse(self, conditions: Iterable[Q], lookups: Mapping[str, Any]) -> list[Term]:
        terms = [self._term(name, value) for name, value in lookups.items()]
        for condition in conditions:
            if condition.negated or (condition.connector != Q.AND and len(condition) > 1):
                raise UnknownLookup("Conditions are joined by AND only here.")
            for child in condition.children:
                if isinstance(child, Q):
                    terms += self._parse([child], {})
                elif isinstance(child, tuple):
                    terms.append(self._term(*child))
                else:
                    raise UnknownLookup("Only look-ups by name are known here.")
        return terms

    def _term(self, lookup: str, value: Any) -> Term:
        name, _, operator = lookup.partition("__")
        field, operator = self._field(name), operator or "exact"
        if operator not in OPERATORS:
            raise UnknownLookup(f"The look-up {lookup} is not known here.")
        return Term(field, operator, _converted(field, operator, value))

    def _field(self, name: str) -> "Field[Any, Any]":
        if name == "pk":
            return self.model._meta.pk
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise UnknownLookup(str(error)) from None
        if not isinstance(field, Field):
            raise UnknownLookup(f"{name} is not a field of its own.")
        return field


def _is_key_list(term: Term) -> bool:
    return term.field.primary_key and term.operator == "in"


def _converted(field: "Field[Any, Any]", operator: str, value: Any) -> Any:
    """Return a look-up's value (text, from a query string) as the field holds it."""
    try:
        match operator:
            case "in":
                return [field.to_python(each) for each in value]
            case "isnull":
                return bool(value)
            case "icontains" | "istartswith":
                return str(value)
            case _:
                return field.to_python(value)
    except ValidationError as error:
        raise UnknownLookup(f"{field.name} is never {value!r}.") from error


def _rank(attribute: str) -> Callable[[Any], tuple[bool, Any]]:
    """Return a sort key under which what is missing comes first and letters ignore their case."""

    def rank(row: Any) -> tuple[bool, Any]:
        value = getattr(row, attribute)
        return value is not None, value.lower() if isinstance(value, str) else value or 0

    return rank
