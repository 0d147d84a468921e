"""Pages of the reference."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import conditional_page, require_safe

from apis.visibility import get_api_or_404
from docs.fragments import operation_parts
from docs.pages import LONGEST_QUERY, Reading, numbered, whole_number
from docs.reference import operation as reference
from docs.reference import samples
from docs.reference.markdown import markdown
from docs.reference.navigation import MOST_TAGS, matching
from docs.reference.overview import overview as overview_of
from openapi.model.addresses import external_docs
from openapi.pack.reader import Index, OperationEntry, TagEntry
from openapi.values import example

# Operations; a description with more lists its tags only.
LISTED_ON_OVERVIEW = 120


@require_safe
def current(request: HttpRequest, api: str) -> HttpResponse:
    """Redirect to the reference of the API's current version."""
    found = get_api_or_404(api, request.user)
    return redirect("reference", found.slug, found.current_version)


@require_safe
@conditional_page
def overview(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Show what the API is; with `?q=` its matching operations; `?operation=` goes to that one."""
    reading = Reading(request, api, version)
    wanted = request.GET.get("operation", "")
    if reading.index.operation(wanted):
        return redirect("operation", api, version, wanted)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    return reading.page(
        "docs/overview.html",
        page="overview",
        overview=overview_of(reading.index),
        query=query,
        pages=numbered(request, matching(reading.index, query)) if query else None,
        sections=[] if query else _sections(reading.index),
        absent="This version has no such operation." if wanted else "",
    )


def _sections(index: Index) -> list[dict[str, object]]:
    """Return the tags with their operations; without them where all would be too many for a page.

    A description is given to as many tags as stand beside the page.
    """
    listed = sum(len(tag.positions) for tag in index.tags) <= LISTED_ON_OVERVIEW
    return [
        {
            "tag": tag,
            "description": _short(tag) if position < MOST_TAGS else "",
            "entries": _entries(index, tag) if listed else [],
        }
        for position, tag in enumerate(index.tags)
    ]


def _short(tag: TagEntry) -> str:
    return markdown(tag.description[:600], below=4, most_nodes=12)


def _entries(index: Index, tag: TagEntry) -> list[OperationEntry]:
    return [index.operations[position] for position in tag.positions]


@require_safe
@conditional_page
def tag(request: HttpRequest, api: str, version: str, tag: str) -> HttpResponse:
    reading = Reading(request, api, version)
    found = reading.index.tag(tag)
    if found is None:
        return reading.absent("section", tag)
    return reading.page(
        "docs/tag.html",
        page="tag",
        tag=found,
        heading=found,
        description=markdown(found.description, below=2),
        external=external_docs(found.external),
        pages=numbered(request, _entries(reading.index, found)),
    )


@require_safe
@conditional_page
def operation(request: HttpRequest, api: str, version: str, operation: str) -> HttpResponse:
    """Show an operation; with `?at=` one part of it, from number `?from=` on."""
    reading = Reading(request, api, version)
    index = reading.index
    entry = index.operation(operation)
    if entry is None:
        return reading.absent("operation", operation)
    if place := request.GET.get("at", ""):
        return _part(reading, entry, place, whole_number(request, "from"))
    return reading.page(
        "docs/operation.html",
        page="operation",
        tag=index.tag_of(entry),
        entry=entry,
        operation=operation_parts(
            reading.api, reading.pack, reading.base, entry, raw_url=reading.raw_url
        ),
        can_edit=reading.api.can_be_edited_by(request.user),
    )


def _part(reading: Reading, entry: OperationEntry, place: str, start: int) -> HttpResponse:
    index = reading.index
    segment = reading.segment(index.operation_range(entry.slug))
    row = reference.part(index, segment, place, start)
    if row is None:
        return reading.absent("part", place)
    return reading.page(
        "docs/part.html",
        page="part",
        tag=index.tag_of(entry),
        entry=entry,
        row=row,
        place=place,
        start=start,
        back=f"{reading.base}operations/{entry.slug}/",
    )


@require_safe
@conditional_page
def schemas(request: HttpRequest, api: str, version: str) -> HttpResponse:
    reading = Reading(request, api, version)
    listed = sorted(reading.index.schema_slugs.items(), key=lambda pair: pair[0].lower())
    return reading.page("docs/schemas.html", page="schemas", pages=numbered(request, listed))


@require_safe
@conditional_page
def schema(request: HttpRequest, api: str, version: str, schema: str) -> HttpResponse:
    """Show a component schema; with `?at=` one part of it, from number `?from=` on."""
    reading = Reading(request, api, version)
    index = reading.index
    name = index.schema_name(schema)
    if name is None:
        return reading.absent("schema", schema)
    segment = reading.segment(index.schema_range(schema))
    place, start = request.GET.get("at", ""), whole_number(request, "from")
    row = reference.schema(index, segment, place, start)
    if row is None:
        return reading.absent("part", place)
    made = example(segment.schema, segment.references)
    return reading.page(
        "docs/schema.html",
        page="schema",
        row=row,
        name=name,
        place=place,
        start=start,
        sample=None if place else samples.shown(made, "application/json", made=True),
    )


@require_safe
def operation_list(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Return every operation as [slug, method, path, summary], for the filter in the browser."""
    reading = Reading(request, api, version)
    etag = f'"{reading.pack.key.rpartition("/")[2]}"'
    cached = get_conditional_response(request, etag=etag)
    if cached is not None:
        return cached
    rows = [
        [each.slug, each.method, each.key, each.title if each.title != each.key else ""]
        for each in reading.index.operations
    ]
    response = JsonResponse(rows, safe=False)
    response["ETag"] = etag
    return response
