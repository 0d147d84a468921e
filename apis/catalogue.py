"""The catalogue: entries derived from an API, one in each list that it stands in.

A list is one partition, `LIST#{audience}#{facet}`, so that every catalogue page is one Query,
however many APIs there are. `public` holds what anybody may see, `members` holds everything; an
entry with `readers` is for those teams and for admins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pynamodb.attributes import (
    ListAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition

from apis.items import (
    ACTIVE,
    DRAFT,
    PUBLIC,
    Api,
    Reader,
    category_of,
    edits_any,
    reads_internal,
    tag_of,
    teams_of,
)
from portal import clock
from portal.dynamo import ApisTable, Page, PlainItem, Transaction, each_page, page

MAX_WORDS = 9
# Each would take the place of one of those.
# fmt: off
FILLERS = frozenset((
    "about", "all", "an", "and", "any", "are", "as", "at", "be", "before", "by", "can", "for",
    "from", "have", "how", "if", "in", "into", "is", "it", "its", "more", "not", "of", "on", "or",
    "our", "out", "over", "so", "than", "that", "the", "their", "them", "these", "they", "this",
    "to", "up", "use", "using", "via", "what", "when", "where", "which", "who", "will", "with",
    "you", "your",
))
# fmt: on
# A filter throws away most of what was read; reading more at once makes fuller pages.
READ_AHEAD = 8
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: 300 operators
# in an expression, 4 KB of it.
MAX_TEAMS = 100


class CatalogueEntry(PlainItem):
    """One API in one list: `LIST#{audience}#{facet} / {place in its order}#{slug}`."""

    Meta = ApisTable

    slug = UnicodeAttribute()
    name = UnicodeAttribute()
    summary = UnicodeAttribute()
    owner = UnicodeAttribute()
    # The owner as lists are narrowed to it, in whatever case somebody asks; older entries lack it.
    owner_folded = UnicodeAttribute(attr_name="ownerFolded", null=True)
    category = UnicodeAttribute()
    tags = ListAttribute[str]()
    visibility = UnicodeAttribute()
    status = UnicodeAttribute()
    current_version = UnicodeAttribute(attr_name="currentVersion")
    # When the API last had a new version or another status: not moved by every edit.
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt")
    # Every searched word with a space before it, so that " pay" finds a word's beginning.
    text = UnicodeAttribute()
    readers = UnicodeSetAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a catalogue is narrowed by; an empty string does not narrow.

    However it is written: all but the words are looked up in lower case.
    """

    q: str = ""
    status: str = ""
    category: str = ""
    owner: str = ""
    tag: str = ""
    visibility: str = ""

    def __post_init__(self) -> None:
        stored = {
            "status": self.status.lower(),
            "category": category_of(self.category),
            "owner": self.owner.casefold(),
            "tag": tag_of(self.tag),
            "visibility": self.visibility.lower(),
        }
        for name, value in stored.items():
            object.__setattr__(self, name, value)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are searched: lower case, each once, in order.

    Without those that tell nothing, as single characters do, unless there are no others.
    """
    # A sort key holds 1,024 bytes, and an API's name stands in it beside the word.
    words = dict.fromkeys(word[:40] for word in re.findall(r"\w+", text.casefold()))
    return [word for word in words if len(word) > 1 and word not in FILLERS] or list(words)


def _words_of(api: Api) -> list[str]:
    """Return the words that an API is found by."""
    return words_of(f"{api.name} {api.slug} {api.summary}")[:MAX_WORDS]


def entries_of(api: Api) -> list[CatalogueEntry]:
    """Return every catalogue entry that an API has to have; nothing is read or written.

    At most 23 in each of two audiences, so that renaming an API (all entries replaced) fits into
    one transaction.
    """
    audiences = ["members"]
    if api.visibility == PUBLIC and api.status != DRAFT:
        audiences.append("public")
    places = _places(api)
    return [
        _entry(api, f"LIST#{audience}#{facet}", f"{order}#{api.slug}")
        for audience in audiences
        for facet, order in places
    ]


def write_changes(writes: Transaction, before: Api | None, after: Api | None) -> None:
    """Add to the transaction what turns the entries of `before` into those of `after`."""
    old = {(entry.pk, entry.sk): entry for entry in (entries_of(before) if before else [])}
    new = {(entry.pk, entry.sk): entry for entry in (entries_of(after) if after else [])}
    for key, entry in old.items():
        if key not in new:
            writes.remove(entry)
    for key, entry in new.items():
        if key not in old or old[key].serialize() != entry.serialize():
            writes.put(entry)


def list_apis(
    user: Reader, filters: Filters, *, limit: int = 24, cursor: str | None = None
) -> Page[CatalogueEntry]:
    """Return a page of the APIs that this reader may see, by name. One Query.

    A page may come short, or empty, while there is a next one. Raises `BadCursor`.
    """
    facet, searched = _partition(filters)
    where = _all_of([*_narrowing(filters, facet), *_for_readers(user)])
    found = page(
        CatalogueEntry,
        f"LIST#{_audience(user)}#{facet}",
        starts_with=searched,
        where=where,
        limit=limit,
        read_ahead=READ_AHEAD if where is not None or searched else 1,
        cursor=cursor,
    )
    if not searched:
        return found
    return Page([entry for entry in found if _is_first_match(entry, searched)], found.next_cursor)


def recent_apis(user: Reader, *, limit: int) -> Page[CatalogueEntry]:
    """Return what changed last among the APIs that this reader may see. One Query."""
    where = _all_of(_for_readers(user))
    return page(
        CatalogueEntry,
        f"LIST#{_audience(user)}#recent",
        where=where,
        limit=limit,
        read_ahead=READ_AHEAD if where is not None else 1,
        newest_first=True,
    )


def owned_apis(owner: str, *, limit: int) -> list[CatalogueEntry]:
    """Return APIs of a team as they are now, drafts too, up to `limit`. One Query.

    Further ones where many teams differ by the case of their names only.
    """
    partition = f"LIST#members#owner:{owner.casefold()}"
    found: list[CatalogueEntry] = []
    where = CatalogueEntry.owner == owner
    for read in each_page(CatalogueEntry, partition, where=where, limit=limit, consistent=True):
        found += read.items
        if len(found) >= limit:
            break
    return found[:limit]


def _places(api: Api) -> list[tuple[str, str]]:
    """Return each list that the API stands in, with what orders it there."""
    name = api.name.casefold()
    lists = [
        "all",
        f"status:{api.status}",
        f"visibility:{api.visibility}",
        f"owner:{api.owner.casefold()}",
        *([f"category:{api.category}"] if api.category else []),
        *(f"tag:{tag}" for tag in api.tags),
    ]
    return [
        ("recent", clock.stamp(api.listed_at)),
        *((facet, name) for facet in lists),
        *(("words", f"{word}#{name}") for word in _words_of(api)),
    ]


def _entry(api: Api, pk: str, sk: str) -> CatalogueEntry:
    return CatalogueEntry(
        pk,
        sk,
        slug=api.slug,
        name=api.name,
        summary=api.summary,
        owner=api.owner,
        owner_folded=api.owner.casefold(),
        category=api.category,
        tags=list(api.tags),
        visibility=api.visibility,
        status=api.status,
        current_version=api.current_version,
        updated_at=api.listed_at,
        text="".join(f" {word}" for word in _words_of(api)),
        readers=api.restricted_to,
    )


def _audience(user: Reader) -> str:
    return "members" if reads_internal(user) else "public"


def _partition(filters: Filters) -> tuple[str, str]:
    """Return the list that the fewest APIs stand in by experience, and a prefix within it."""
    words = words_of(filters.q)
    if words:
        return "words", max(words, key=len)
    if filters.tag:
        return f"tag:{filters.tag}", ""
    if filters.owner:
        return f"owner:{filters.owner}", ""
    if filters.category:
        return f"category:{filters.category}", ""
    if filters.status and filters.status != ACTIVE:
        return f"status:{filters.status}", ""
    if filters.visibility:
        return f"visibility:{filters.visibility}", ""
    return (f"status:{filters.status}" if filters.status else "all"), ""


def _narrowing(filters: Filters, facet: str) -> Iterable[Condition]:
    """Yield a condition for every filter but the one that chose the list."""
    for name in ("status", "category", "visibility"):
        value = getattr(filters, name)
        if value and facet != f"{name}:{value}":
            yield getattr(CatalogueEntry, name) == value
    if filters.owner and facet != f"owner:{filters.owner}":
        owner = filters.owner
        yield (CatalogueEntry.owner == owner) | (CatalogueEntry.owner_folded == owner)
    if filters.tag and facet != f"tag:{filters.tag}":
        yield CatalogueEntry.tags.contains(filters.tag)
    words = words_of(filters.q)
    for word in words:
        if word != max(words, key=len):
            yield CatalogueEntry.text.contains(f" {word}")


def _for_readers(user: Reader) -> list[Condition]:
    if not user.is_authenticated or edits_any(user):
        return []
    allowed = CatalogueEntry.readers.does_not_exist()
    for team in teams_of(user)[:MAX_TEAMS]:
        allowed = allowed | CatalogueEntry.readers.contains(team)
    return [allowed]


def _all_of(conditions: Iterable[Condition]) -> Condition | None:
    result: Condition | None = None
    for condition in conditions:
        result = condition if result is None else result & condition
    return result


def _is_first_match(entry: CatalogueEntry, prefix: str) -> bool:
    """Tell whether an API with several words of this beginning is met here for the first time."""
    word = entry.sk.partition("#")[0]
    return word == min(other for other in entry.text.split() if other.startswith(prefix))
