"""Pages of the reference."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import conditional_page, require_safe

from apis.visibility import get_api_or_404
from docs.choices import chosen_sample, remember_language
from docs.fragments import operation_call, operation_parts, operation_with
from docs.pages import LONGEST_QUERY, MOST_IN_BROWSER, Reading, numbered, whole_number
from docs.reference import operation as reference
from docs.reference import samples
from docs.reference.cuts import sentences
from docs.reference.navigation import matching
from docs.reference.overview import overview as overview_of
from openapi.pack.reader import Index, OperationEntry, Segment, TagEntry, tag_details
from portal.web.markdown import markdown

# Operations; a description with more lists its tags only.
LISTED_ON_OVERVIEW = 120
# Matches that the browser shows while one types.
MOST_FOUND = 60


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
    index = reading.index
    found = numbered(request, matching(index, query)) if query else None
    tags = numbered(request, index.tags)
    return reading.page(
        "docs/overview.html",
        page="overview",
        overview=overview_of(index),
        query=query,
        pages=tags if found is None else found,
        sections=[_section(index, tag) for tag in tags] if found is None else [],
        absent="This version has no such operation." if wanted else "",
    )


def _section(index: Index, tag: TagEntry) -> dict[str, object]:
    """Return a tag with its operations; without them where all would be too many for a page."""
    return {
        "tag": tag,
        "description": markdown(tag.summary, below=4, most_nodes=12),
        "entries": index.entries(tag.positions) if _all_listed(index) else [],
    }


def _all_listed(index: Index) -> bool:
    return max(len(index.operations), index.memberships) <= LISTED_ON_OVERVIEW


@require_safe
@conditional_page
def tag(request: HttpRequest, api: str, version: str, tag: str) -> HttpResponse:
    reading = Reading(request, api, version)
    found = reading.index.tag(tag)
    if found is None:
        return reading.absent("section", tag)
    about = tag_details(reading.segment(reading.index.tag_range(found)))
    return reading.page(
        "docs/tag.html",
        page="tag",
        tag=found,
        heading=found,
        description=markdown(about.description, below=2),
        external=about.external,
        pages=numbered(request, reading.index.entries(found.positions)),
    )


@require_safe
@conditional_page
def operation(request: HttpRequest, api: str, version: str, operation: str) -> HttpResponse:
    """Show an operation; with `?at=` one part of it, from number `?from=` on.

    `docs.choices` reads what else the address may choose: the sample's language, server and so on.
    """
    reading = Reading(request, api, version)
    index = reading.index
    entry = index.operation(operation)
    if entry is None:
        return reading.absent("operation", operation)
    if place := request.GET.get("at", ""):
        return _part(reading, entry, place, whole_number(request, "from"))
    parts = operation_parts(reading.api, reading.pack, reading.base, entry, raw_url=reading.raw_url)
    chosen = chosen_sample(request, lambda: operation_with(reading.pack, entry, parts.added))
    is_called = entry.kind == "operation"
    response = reading.page(
        "docs/operation.html",
        page="operation",
        tag=index.tag_of(entry),
        entry=entry,
        operation=parts,
        can_edit=reading.api.can_be_edited_by(request.user),
        call=operation_call(reading.pack, reading.base, entry, parts.added, chosen)
        if is_called
        else "",
    )
    remember_language(request, response, chosen)
    return response


def _part(reading: Reading, entry: OperationEntry, place: str, start: int) -> HttpResponse:
    index = reading.index
    segment = reading.segment(index.operation_range(entry.slug))
    row = reference.part(index, entry, segment, place, start)
    if row is None:
        return reading.absent("part", place)
    return reading.page(
        "docs/part.html",
        page="part",
        tag=index.tag_of(entry),
        entry=entry,
        row=row,
        cuts=sentences(segment.cuts),
        place=place,
        start=start,
        back=f"{reading.base}operations/{entry.slug}/",
    )


@require_safe
@conditional_page
def schemas(request: HttpRequest, api: str, version: str) -> HttpResponse:
    reading = Reading(request, api, version)
    listed = reading.index.schemas_by_name
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
    return reading.page(
        "docs/schema.html",
        page="schema",
        row=row,
        cuts=sentences(segment.cuts),
        name=name,
        place=place,
        start=start,
        sample=None if place else _sample(segment),
    )


def _sample(segment: Segment) -> samples.Sample | None:
    """Return an example of a schema, None where the schema is not all there."""
    if segment.cuts:
        return None
    return samples.made(segment.schema, segment.references, "application/json")


@require_safe
def operation_list(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Return operations as [slug, method, path, summary], for the filter in the browser.

    Without `?q=` all of them, or the first 2,000; with it the first of those that match, and how
    many do.
    """
    reading = Reading(request, api, version)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if query:
        found = matching(reading.index, query)
        return JsonResponse({"rows": _rows(found[:MOST_FOUND]), "total": len(found)})
    etag = f'"{reading.pack.key.rpartition("/")[2]}"'
    cached = get_conditional_response(request, etag=etag)
    if cached is not None:
        return cached
    response = JsonResponse(_rows(reading.index.operations[:MOST_IN_BROWSER]), safe=False)
    response["ETag"] = etag
    return response


def _rows(entries: Iterable[OperationEntry]) -> list[list[str]]:
    return [
        [
            each.slug,
            each.method,
            each.short_key,
            each.title if each.title != each.short_key else "",
        ]
        for each in entries
    ]
