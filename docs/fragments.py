"""Parts of the reference that say the same to every reader, kept by the process once rendered.

Making an operation's view and its HTML is two thirds of what its page costs. It depends on the
pack, whose key names its content, on the address of the reference, and on what people added to the
operation, which has a revision: never on who reads, which is settled before any of this is asked
for.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apis.breadcrumbs import crumbs
from apis.byte_cache import ByteCache
from apis.items import Api, ApiVersion
from apis.packs import OpenPack
from docs.contributions import Checked, accepted_examples, checked, for_operation
from docs.reference.call import call
from docs.reference.choosing import Chosen
from docs.reference.contributed import AddedExample, with_examples
from docs.reference.cuts import sentences
from docs.reference.navigation import navigation, neighbours
from docs.reference.operation import operation as view_of
from docs.side import side_samples
from openapi.model.operations import Operation
from openapi.pack.reader import OperationEntry, TagEntry
from openapi.request.gateway import Gateway

# Some 300 pages of GitHub's description, whose operations take 50 KB each.
CACHE_BYTES = 16 * 1024 * 1024
# Operations that the browser gets all at once, to find some of them by itself.
MOST_IN_BROWSER = 2_000


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page is: its kind, the tag or operation it is about, and what was searched for."""

    page: str
    tag: TagEntry | None = None
    entry: OperationEntry | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class OperationParts:
    """What an operation's page shows, and beside it."""

    article: SafeString
    samples: SafeString
    contributions: tuple[Checked, ...]
    # Those of them that are among the samples.
    added: tuple[AddedExample, ...]


rendered_navigation: ByteCache[SafeString] = ByteCache(CACHE_BYTES // 4)
rendered_operations: ByteCache[OperationParts] = ByteCache(CACHE_BYTES)
rendered_calls: ByteCache[SafeString] = ByteCache(CACHE_BYTES // 2)


def side_navigation(
    pack: OpenPack, base: str, shown: Beside, *, api: Api, versions: Sequence[ApiVersion]
) -> SafeString:
    """Return the column beside a page. `versions` are those that its reader can switch between.

    What a reader searched for is not kept: no cache has room for all of it.
    """

    def render() -> tuple[SafeString, int]:
        index, tag, entry = pack.index, shown.tag, shown.entry
        context = {
            "base": base,
            "api": api,
            "version": pack.version,
            "versions": versions,
            "page": shown.page,
            "query": shown.query,
            "entry": entry,
            "navigation": navigation(index, tag, entry),
            "has_schemas": bool(index.schema_slugs),
            "search_asks": len(index.operations) > MOST_IN_BROWSER,
        }
        html = render_to_string("docs/_navigation.html", context)
        return html, sys.getsizeof(html)

    if shown.query:
        return render()[0]
    about = (shown.page, shown.tag and shown.tag.slug, shown.entry and shown.entry.slug)
    other = tuple((each.version, each.status) for each in versions)
    key = (pack.key, base, *about, api.name, api.guide_revision, other)
    return rendered_navigation.get(key, render)


def operation_parts(
    api: Api, pack: OpenPack, base: str, entry: OperationEntry, *, raw_url: Callable[[], str]
) -> OperationParts:
    """Return the parts of an operation's page. At most one S3 request, and one Query."""
    added = for_operation(api, entry)

    def render() -> tuple[OperationParts, int]:
        index = pack.index
        segment = pack.segment(index.operation_range(entry.slug))
        contributions: tuple[Checked, ...] = ()
        if added:
            described = index.open_operation(entry, segment)
            contributions = checked(added, described, pack.version.version)
        shown = accepted_examples(contributions)
        view = view_of(index, entry, with_examples(segment, shown))
        previous, following = neighbours(index, entry)
        context = {
            "base": base,
            "raw_url": raw_url,
            "crumbs": [*crumbs(api), (pack.version.version, base)],
            "entry": entry,
            "operation": view,
            "samples": side_samples(view, has_call=entry.kind == "operation"),
            "cuts": sentences(segment.cuts),
            "previous": previous,
            "next": following,
        }
        article = render_to_string("docs/_operation.html", context)
        samples = render_to_string("docs/_samples.html", context)
        parts = OperationParts(article, samples, contributions, shown)
        size = sys.getsizeof(article) + sys.getsizeof(samples)
        return parts, size + sum(1_000 + len(each.contribution.content) for each in contributions)

    revision = api.examples_revision if added else ""
    return rendered_operations.get((pack.key, base, entry.slug, api.name, revision), render)


def operation_with(
    pack: OpenPack,
    entry: OperationEntry,
    added: Sequence[AddedExample],
    gateway: Gateway | None,
) -> Operation:
    """Return an operation with the examples that people added, and with the gateway among its
    servers. At most one S3 request."""
    segment = pack.segment(pack.index.operation_range(entry.slug))
    operation = pack.index.open_operation(entry, with_examples(segment, added))
    return gateway.offered_for(operation) if gateway else operation


def operation_call(
    pack: OpenPack,
    base: str,
    entry: OperationEntry,
    added: tuple[AddedExample, ...],
    chosen: Chosen,
    gateway: Gateway | None,
) -> SafeString:
    """Return the sample call of an operation, with what a reader may choose about it.

    At most one S3 request. What a reader typed is not kept: no cache has room for all of it.
    """

    def render() -> tuple[SafeString, int]:
        view = call(operation_with(pack, entry, added, gateway), chosen, gateway)
        html = render_to_string("docs/_call.html", {"base": base, "call": view})
        return html, sys.getsizeof(html)

    if not chosen.is_listed or added:
        return render()[0]
    return rendered_calls.get((pack.key, base, entry.slug, chosen, gateway), render)
