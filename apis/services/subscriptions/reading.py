"""Lists: the subscriptions of an application, the subscribers of an API, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from apis.items import Api, edits_any
from apis.items.applications import Application
from apis.items.subscriptions import STATUSES, Subscription, WaitingRequest
from portal import clock
from portal.accounts.models import User
from portal.dynamo import BadCursor, Page, PlainItem, fetch_of_kinds, page
from portal.errors import BadInput, fault

PER_PAGE = 25
# Teams of one person that a page is read for; the next page goes on with the others.
TEAMS_ASKED = 25


@dataclass(frozen=True)
class Subscriber:
    """A subscription as the API's owner sees it; `application` is None once that is deleted."""

    subscription: Subscription
    application: Application | None


@dataclass(frozen=True)
class Subscribed:
    """A subscription as the application's side sees it; `api` is None where they do not see it."""

    subscription: Subscription
    api: Api | None


@dataclass(frozen=True)
class Waiting:
    """What waits for a decision."""

    subscription: Subscription
    api: Api
    application: Application


def subscriptions_of(
    application: Application, *, limit: int = 100, cursor: str | None = None
) -> Page[Subscription]:
    """Return a page of an application's subscriptions, ended ones too, by API. One Query."""
    partition, prefix = Subscription.key(application.app_id, "")
    return page(
        Subscription, partition, starts_with=prefix, limit=limit, cursor=cursor, consistent=True
    )


def with_apis(subscriptions: Page[Subscription], user: User) -> Page[Subscribed]:
    """Return up to 100 subscriptions with their APIs as this person sees them. One BatchGetItem."""
    keys = {Api.key(each.api) for each in subscriptions}
    apis = {api.slug: api for api in Api.fetch_all(keys)} if keys else {}

    def seen(subscription: Subscription) -> Api | None:
        api = apis.get(subscription.api)
        return api if api and subscription.is_of(api) and api.can_be_seen_by(user) else None

    rows = [Subscribed(each, seen(each)) for each in subscriptions]
    return Page(rows, subscriptions.next_cursor)


def subscribers_of(
    api: Api, *, status: str = "", cursor: str | None = None, limit: int = PER_PAGE
) -> Page[Subscriber]:
    """Return a page of an API's subscribers, of one status or by status, newest first.

    From the index, which lags a little. One Query, one BatchGetItem.
    """
    if status and status not in STATUSES:
        allowed = ", ".join(STATUSES)
        raise BadInput("bad_request", faults=[fault("one_of", "/status", allowed=allowed)])
    found = page(
        Subscription,
        Subscription.index_partition(api.slug),
        index=True,
        starts_with=f"{status}#" if status else "",
        where=Subscription.api_made == clock.stamp(api.created_at),
        newest_first=True,
        limit=limit,
        cursor=cursor,
    )
    applications = _applications(each.app_id for each in found)
    rows = [Subscriber(each, applications.get(each.app_id)) for each in found]
    return Page(rows, found.next_cursor)


def waiting_for(user: User, *, cursor: str | None = None, limit: int = PER_PAGE) -> Page[Waiting]:
    """Return a page of what waits for a decision of this person's teams, oldest first in each.

    Of an administrator: of all teams. Members who may not decide see it, too. A request that just
    lost its ground is left out, so that a page may come short. One Query for each team until the
    page is full, one BatchGetItem.
    """
    entries = _entries_of_all(cursor, limit) if edits_any(user) else _entries(user, cursor, limit)
    wanted: dict[tuple[str, str], type[PlainItem]] = {}
    for entry in entries:
        wanted[Api.key(entry.api)] = Api
        wanted[Application.key(entry.app_id)] = Application
        wanted[Subscription.key(entry.app_id, entry.api)] = Subscription
    found = fetch_of_kinds(*((kind, key) for key, kind in wanted.items())) if wanted else []
    by_key = {(item.pk, item.sk): item for item in found}
    rows = [_waiting(entry, by_key) for entry in entries]
    return Page([row for row in rows if row and row.api.shows_drafts_to(user)], entries.next_cursor)


def _waiting(entry: WaitingRequest, found: dict[tuple[str, str], PlainItem]) -> Waiting | None:
    api = found.get(Api.key(entry.api))
    application = found.get(Application.key(entry.app_id))
    subscription = found.get(Subscription.key(entry.app_id, entry.api))
    if not (
        isinstance(api, Api)
        and isinstance(application, Application)
        and isinstance(subscription, Subscription)
    ):
        return None
    is_live = subscription.is_waiting and subscription.is_of(api)
    return Waiting(subscription, api, application) if is_live else None


def _entries_of_all(cursor: str | None, limit: int) -> Page[WaitingRequest]:
    return page(
        WaitingRequest, WaitingRequest.PARTITION, limit=limit, cursor=cursor, consistent=True
    )


def _entries(user: User, cursor: str | None, limit: int) -> Page[WaitingRequest]:
    """Return a page of the entries of one team after the other; the cursor names the team."""
    teams = sorted(set(user.teams))
    position, _, inner = (cursor or "0.").partition(".")
    if not position.isascii() or not position.isdigit() or int(position) > len(teams):
        raise BadCursor
    first = int(position)
    entries: list[WaitingRequest] = []
    for number, team in enumerate(teams[first:], first):
        if number - first == TEAMS_ASKED:
            return Page(entries, f"{number}.")
        found = page(
            WaitingRequest,
            WaitingRequest.PARTITION,
            starts_with=WaitingRequest.prefix(team),
            where=WaitingRequest.team == team,
            limit=limit - len(entries),
            cursor=inner or None,
            consistent=True,
        )
        entries, inner = [*entries, *found], ""
        if found.next_cursor:
            return Page(entries, f"{number}.{found.next_cursor}")
        if len(entries) == limit and number + 1 < len(teams):
            return Page(entries, f"{number + 1}.")
    return Page(entries)


def _applications(ids: Iterable[str]) -> dict[str, Application]:
    """Return those of up to 100 applications that are there, by id. One BatchGetItem."""
    keys = {Application.key(app_id) for app_id in ids}
    found = Application.fetch_all(keys) if keys else []
    return {application.app_id: application for application in found}
