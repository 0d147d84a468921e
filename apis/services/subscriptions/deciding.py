"""What the side of an API does: approve, refuse, suspend, resume and end."""

from apis import events
from apis.items import Api, Reader, edits_any, teams_of
from apis.items.subscriptions import ACTIVE, CANCELLED, REQUESTED, SUSPENDED, Subscription
from apis.services.editing import NoSuchStep
from apis.services.subscriptions.ending import close, reason_to_close
from apis.services.subscriptions.known import Known, accepted_comment, again, changing, read
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.errors import ApplicationError, Missing, NotAllowed

APPROVALS = (events.SUBSCRIPTION_APPROVED, events.PLAN_CHANGE_APPROVED)
REFUSALS = (events.SUBSCRIPTION_REFUSED, events.PLAN_CHANGE_REFUSED)


class DecidedAlready(ApplicationError):
    """Nothing waits any more: `done` is what happened last, `by` whom."""

    status = 409


class RequestClosed(ApplicationError):
    """What was asked for cannot be had any more; the request was closed."""

    status = 409


def known_to_owner(user: Reader, slug: str, app_id: str) -> Known:
    """Return what is known of an application and an API of which this person sees the subscribers.

    Raises `Missing`; `NotAllowed` for a reader of the API who is not of its team; `RequestClosed`
    where the API was deleted, for whoever could have decided. One BatchGetItem.
    """
    known = read(slug, app_id)
    if known.api is not None and not known.api.can_be_seen_by(user):
        raise Missing("api_not_found")
    if known.stored and known.subscription is None and _answered_for(known.stored, user):
        raise RequestClosed("closed_api_deleted")
    require_owner_side(known.api_or_404, user)
    known.subscription_or_404  # noqa: B018 - raises
    return known


def require_owner_side(api: Api, user: Reader) -> None:
    """Raise `NotAllowed` unless this person is of the team that owns the API, or an admin."""
    if not api.shows_drafts_to(user):
        raise NotAllowed("not_of_owner_team", params={"team": api.owner})


def decide(*, user: User, api: Api, app_id: str, approve: bool, comment: str = "") -> Subscription:
    """Approve or refuse what an application asked for, and return the subscription.

    Of two who decide at once the first one does; the second is told by whom and how
    (`DecidedAlready`), unless both were the same person with the same answer. What cannot be had
    any more is closed, and `RequestClosed` says why. Raises `NoSuchStep` where the plan's terms
    became others since they were accepted.
    """
    require_editor(api, user)
    comment = accepted_comment(comment)
    return again(lambda: _decide(user, api.slug, app_id, approve, comment))


def suspend(*, user: User, api: Api, app_id: str, comment: str = "") -> Subscription:
    """Let no call of a subscription pass until it is resumed. Again, nothing happens."""
    return _stop_or_go(user, api, app_id, comment, events.SUBSCRIPTION_SUSPENDED)


def resume(*, user: User, api: Api, app_id: str, comment: str = "") -> Subscription:
    """Let calls of a suspended subscription pass again. Again, nothing happens."""
    return _stop_or_go(user, api, app_id, comment, events.SUBSCRIPTION_RESUMED)


def end(*, user: User, api: Api, app_id: str, comment: str = "") -> Subscription:
    """End a subscription; asked for again it waits for approval. Again, nothing happens."""
    return _stop_or_go(user, api, app_id, comment, events.SUBSCRIPTION_ENDED)


def _decide(user: User, slug: str, app_id: str, approve: bool, comment: str) -> Subscription:
    known = known_to_owner(user, slug, app_id)
    require_editor(known.api_or_404, user)
    subscription = known.subscription_or_404
    if not subscription.is_waiting:
        if _was_their_own(subscription, user, approve):
            return subscription
        raise _decided_already(subscription)
    if reason := reason_to_close(known):
        close(known, by=user.profile, reason=reason)
        raise RequestClosed(f"closed_{reason}")
    is_request = subscription.status == REQUESTED
    if approve:
        _require_current_terms(known)
        kind = APPROVALS[0] if is_request else APPROVALS[1]
    else:
        kind = REFUSALS[0] if is_request else REFUSALS[1]
    with changing(
        known, kind, by=user.profile, comment=comment, gives_access=approve
    ) as subscription:
        if approve:
            subscription.approve(by=user)
        else:
            subscription.refuse(by=user)
    return subscription


def _require_current_terms(known: Known) -> None:
    subscription = known.subscription_or_404
    plan = known.plans.named(subscription.waiting_plan_id)
    if (
        plan
        and plan.terms_to_accept
        and (subscription.waiting_terms_revision != plan.terms_revision)
    ):
        raise NoSuchStep("terms_outdated", params={"name": plan.name})


def _stop_or_go(user: User, api: Api, app_id: str, comment: str, kind: str) -> Subscription:
    require_editor(api, user)
    comment = accepted_comment(comment)
    begins, ends = {
        events.SUBSCRIPTION_SUSPENDED: ((ACTIVE,), SUSPENDED),
        events.SUBSCRIPTION_RESUMED: ((SUSPENDED,), ACTIVE),
        events.SUBSCRIPTION_ENDED: ((REQUESTED, ACTIVE, SUSPENDED), CANCELLED),
    }[kind]

    def act() -> Subscription:
        known = known_to_owner(user, api.slug, app_id)
        require_editor(known.api_or_404, user)
        subscription = known.subscription_or_404
        if subscription.status == ends:
            return subscription
        if subscription.status not in begins:
            raise NoSuchStep("no_step_of_subscription", params={"status": subscription.status})
        with changing(
            known, kind, by=user.profile, comment=comment, gives_access=ends == ACTIVE
        ) as subscription:
            subscription.stop_or_go(ends)
        return subscription

    return again(act)


def _was_their_own(subscription: Subscription, user: User, approve: bool) -> bool:
    """Tell whether this person just did what they ask for: a button pressed twice."""
    last = subscription.steps[-1] if subscription.comments else None
    done = APPROVALS if approve else REFUSALS
    return last is not None and last.step in done and last.by == user.email


def _decided_already(subscription: Subscription) -> DecidedAlready:
    last = subscription.steps[-1]
    return DecidedAlready(
        "decided_already", params={"by": last.by, "done": last.step.rpartition("_")[2]}
    )


def _answered_for(subscription: Subscription, user: Reader) -> bool:
    """Tell whether this person decided on the API while it was there."""
    may_decide = user.is_authenticated and user.has_perm("apis.edit_own")
    return edits_any(user) or (may_decide and subscription.team in teams_of(user))
