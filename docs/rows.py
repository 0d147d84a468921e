"""HTML of schema trees, written by hand.

A page shows some two hundred rows. A template takes 120 microseconds for one, this takes ten,
which is most of the time of the page. Everything a description wrote goes through `_text`; only
`Row.description` is HTML, already cleaned by `portal.web.markdown`.
"""

from html import escape
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from docs.reference.row import Example, Row


def _text(value: str) -> str:
    return escape(value, quote=False)


class Rows:
    """Writes rows of one page; `base` is the address of the reference's overview."""

    def __init__(self, base: str) -> None:
        self._schemas = escape(f"{base}schemas/")

    def tree(self, row: Row) -> SafeString:
        """Return a schema that stands by itself: its type, its facts, and its parts open."""
        parts = f'<div class="schema"><p class="schema-type">{self._type(row)}</p>'
        return mark_safe(f"{parts}{self._about(row)}{self._below(row)}</div>")  # noqa: S308

    def list(self, row: Row) -> SafeString:
        """Return the children of a row that stands for a list, such as the query parameters."""
        return mark_safe(self._below(row))  # noqa: S308

    def _row(self, row: Row) -> str:
        label = (
            f'<code class="prop-name">{_text(row.name)}</code>'
            if row.name
            else f'<span class="prop-label">{_text(row.label)}</span>'
        )
        return (
            f'<li class="prop"><div class="prop-head">{label}{self._type(row)}{_marks(row)}</div>'
            f"{self._about(row)}{self._folded(row)}</li>"
        )

    def _type(self, row: Row) -> str:
        kind, name = row.type, self._component(row.type.name, row.type_slug)
        shown = f"{_text(kind.before)}{name}{_text(kind.after)}"
        title = f'<span class="prop-title">{_text(row.title)}</span>' if row.title else ""
        return (f'<span class="prop-type">{shown}</span>' if shown else "") + title

    def _about(self, row: Row) -> str:
        text = f'<div class="prop-text">{row.description}</div>' if row.description else ""
        whole = f'<p class="prop-more"><a href="{_at(row.place)}">All that is said of it</a></p>'
        return text + self._facts(row) + (whole if row.shortened else "")

    def _facts(self, row: Row) -> str:
        facts = [
            f"{word} {_code(value)}"
            for word, value in (("always", row.constant), ("default", row.default))
            if value
        ]
        facts += map(_text, row.notes)
        if row.includes:
            links = (self._component(name, slug) for name, slug in row.includes)
            facts.append(f"includes {', '.join(links)}")
        facts += map(_example, row.examples)
        if row.external:
            link = f'<a href="{escape(row.external.address)}" rel="nofollow noopener">'
            facts.append(f"{link}{_text(row.external.label)}</a>")
        if row.values:
            facts.append(f"one of {_values(row)}")
        shown = "".join(f"<span>{fact}</span>" for fact in facts)
        return f'<div class="prop-facts">{shown}</div>' if shown else ""

    def _component(self, name: str, slug: str) -> str:
        return f'<a href="{self._schemas}{slug}/">{_text(name)}</a>' if slug else _text(name)

    def _folded(self, row: Row) -> str:
        if row.recursive:
            return f'<p class="prop-more">Recursive: {self._type(row)}, as above</p>'
        if not row.children:
            return self._more(row)
        title = _text(row.fold_title)
        return f'<details class="fold"><summary>{title}</summary>{self._below(row)}</details>'

    def _below(self, row: Row) -> str:
        rows = "".join(map(self._row, row.children))
        return (f'<ul class="props" role="list">{rows}</ul>' if rows else "") + self._more(row)

    def _more(self, row: Row) -> str:
        if not row.remaining:
            return ""
        start = f"&amp;from={row.more_from}" if row.more_from else ""
        address = f"{self._schemas}{row.more_slug}/" if row.more_slug else _at(row.more_place)
        here = "" if row.more_slug else start
        return f'<p class="prop-more"><a href="{address}{here}">{_text(row.more_title)}</a></p>'


def _at(place: str) -> str:
    # A lone surrogate in a name has no UTF-8 form; its page then cannot be reached.
    return f"?at={quote(place, safe='', errors='replace')}"


def _marks(row: Row) -> str:
    marks = '<span class="prop-required">required</span>' if row.required else ""
    if row.deprecated:
        marks += '<span class="badge badge-warning">deprecated</span>'
    if row.read_only:
        marks += '<span class="badge">read only</span>'
    if row.write_only:
        marks += '<span class="badge">write only</span>'
    return marks


def _values(row: Row) -> str:
    start = f"&amp;from={row.values_from}" if row.values_from else ""
    left = f'<a href="{_at(row.place)}{start}">and {row.values_left:,} more</a>'
    after = f" {left}" if row.values_left else ""
    if not row.value_labels:
        return " ".join(map(_code, row.values)) + after
    pairs = zip(row.values, row.value_labels, strict=True)
    items = "".join(f"<li>{_code(value)} {_text(label)}</li>" for value, label in pairs)
    return f'<ul class="prop-values" role="list">{items}</ul>{after}'


def _example(example: Example) -> str:
    title = f"example {_text(example.title)}:" if example.title else "example"
    about = f" {_text(example.about)}" if example.about else ""
    if example.address:
        return f"{title} kept at {_code(example.address)}{about}"
    return f"{title} {_code(example.text)}{about}"


def _code(value: str) -> str:
    return f"<code>{_text(value)}</code>"
