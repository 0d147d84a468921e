"""Ends that nobody asked for: what a subscription is about is gone, or may not be seen any more.

Whoever finds a request that lost its ground closes it: the subscribers of events, and whoever is
about to decide on it.
"""

from collections.abc import Iterator

from apis import events
from apis.items import Api
from apis.items.subscriptions import REQUESTED, Subscription, WaitingRequest
from apis.services.subscriptions.known import (
    Known,
    again,
    answers_calls,
    changing,
    read,
    write_entry,
)
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.dynamo import each_page, transaction
from portal.events.recording import Actor

BATCH = 50

API_GONE = "api_deleted"
API_RETIRED = "api_retired"
APPLICATION_GONE = "application_deleted"
OUT_OF_SIGHT = "out_of_sight"


def end_all_of_application(*, by: Actor, app_id: str) -> None:
    """End every subscription of an application that was deleted."""
    partition, prefix = Subscription.key(app_id, "")
    for found in each_page(
        Subscription, partition, starts_with=prefix, limit=BATCH, consistent=True
    ):
        for each in found:
            _end(each, by=by, reason=APPLICATION_GONE)


def end_all_of_api(*, by: Actor, slug: str, team: str, at_most: int | None = None) -> None:
    """End every subscription to an API that is deleted; `team` owned it.

    Those to an API that took its id meanwhile stay. `at_most`: so many that wait, and so many of
    all; another call goes on.
    """
    # What waits is found where reads are consistent; the index, which lags, has the others.
    for found in (waiting_of(slug, team), _subscribers_of(slug)):
        for number, each in enumerate(found):
            if number == at_most:
                break
            _end(each, by=by, reason=API_GONE)


def waiting_of(slug: str, team: str) -> Iterator[Subscription]:
    """Yield the subscriptions to an API that wait for a decision of this team.

    One Query for each 50 that wait for the team, one BatchGetItem for those of the API.
    """
    for found in each_page(
        WaitingRequest,
        WaitingRequest.PARTITION,
        starts_with=WaitingRequest.prefix(team),
        where=(WaitingRequest.api == slug) & (WaitingRequest.team == team),
        limit=BATCH,
        consistent=True,
    ):
        keys = [Subscription.key(each.app_id, each.api) for each in found]
        yield from Subscription.fetch_all(keys) if keys else ()


def _subscribers_of(slug: str) -> Iterator[Subscription]:
    for found in each_page(
        Subscription, Subscription.index_partition(slug), index=True, limit=BATCH
    ):
        yield from (each for each in found if not each.has_ended)


def _end(subscription: Subscription, *, by: Actor, reason: str) -> None:
    """End a subscription that stands on nothing any more, unless it has ended by now."""

    def end() -> None:
        known = read(subscription.api, subscription.app_id)
        stored = known.stored
        if stored is None or stored.has_ended:
            return
        if known.subscription is None:
            known.api = None
        elif reason == API_GONE:
            # An API that took the id meanwhile has this one.
            return
        close_or_end(known, by=by, reason=reason)

    again(end)


def close_or_end(known: Known, *, by: Actor, reason: str) -> None:
    """End a request or a subscription because of what else happened, which `reason` says."""
    stored = known.stored
    if stored and stored.status == REQUESTED:
        kind = events.SUBSCRIPTION_CLOSED
    elif reason == APPLICATION_GONE:
        kind = events.SUBSCRIPTION_CANCELLED
    else:
        kind = events.SUBSCRIPTION_ENDED
    with changing(known, kind, by=by, reason=reason) as subscription:
        subscription.end()


def close(known: Known, *, by: Actor, reason: str) -> None:
    """Close what waits: the request for a subscription, or that for another plan."""
    subscription = known.subscription_or_404
    if subscription.status == REQUESTED:
        close_or_end(known, by=by, reason=reason)
    else:
        with changing(known, events.PLAN_CHANGE_CLOSED, by=by, reason=reason) as subscription:
            subscription.withdraw_wish()


def reason_to_close(known: Known) -> str:
    """Return why what waits cannot be had any more, "" where it can.

    One GetItem; a Query more where the API's current version is retired.
    """
    if known.application is None:
        return APPLICATION_GONE
    if not answers_calls(known.api_or_404):
        return API_RETIRED
    subscription = known.subscription_or_404
    person = Profile.find(subscription.requested_by, Profile.SK)
    sees = person and not person.disabled and known.api_or_404.can_be_seen_by(User.of(person))
    return "" if sees else OUT_OF_SIGHT


def review_waiting(*, by: Actor, slug: str, team: str) -> None:
    """Look again at what waits for this team's decision on an API after that was changed.

    What cannot be had any more is closed; what another team decides now moves to that team.
    """
    for each in waiting_of(slug, team):
        again(lambda each=each: _review(by, each))  # type: ignore[misc]


def _review(by: Actor, waiting: Subscription) -> None:
    known = read(waiting.api, waiting.app_id)
    subscription, api = known.subscription, known.api
    if subscription is None or api is None or not subscription.is_waiting:
        return
    if reason := reason_to_close(known):
        close(known, by=by, reason=reason)
    elif subscription.team != api.owner:
        _move(subscription, api)


def _move(subscription: Subscription, api: Api) -> None:
    """Let another team find what waits. The event is that of the API's change."""
    before = WaitingRequest.of(subscription)
    subscription.team = api.owner
    with transaction() as writes:
        writes.replace(subscription)
        write_entry(writes, before, WaitingRequest.of(subscription))
