"""What the side of an application does: ask for access, change the plan, accept terms, cancel."""

from apis import events
from apis.items import DRAFT, Api
from apis.items.applications import Application
from apis.items.plans import MANUAL, Plan
from apis.items.subscriptions import ACTIVE, CANCELLED, REQUESTED, SUSPENDED, Subscription
from apis.services.editing import NoSuchStep
from apis.services.subscriptions.known import (
    Known,
    accepted_comment,
    again,
    answers_calls,
    changing,
    read,
)
from apis.visibility import require_application_user
from portal.accounts.models import User
from portal.errors import AlreadyThere, Invalid, Missing, fault


def subscribe(
    *,
    user: User,
    application: Application,
    api: Api,
    plan_id: str,
    accepted_terms_revision: int = 0,
    comment: str = "",
) -> Subscription:
    """Ask for access of an application to an API on a plan, and return the subscription.

    It is active at once where the plan is approved automatically, and otherwise waits; so it does
    where the API's owner had stopped it before. Asking for the same again changes nothing; of a
    request that waits the plan can become another, or newer terms be accepted. Raises `Missing`,
    `NotAllowed`, `Invalid` (no such plan, terms not accepted), `NoSuchStep` and `AlreadyThere`.
    """
    comment = accepted_comment(comment)

    def ask() -> Subscription:
        known = known_to_member(user, application.app_id, api.slug)
        return _ask(user, known, plan_id, accepted_terms_revision, comment)

    return again(ask)


def change_plan(
    *,
    user: User,
    application: Application,
    api: Api,
    plan_id: str,
    accepted_terms_revision: int = 0,
    comment: str = "",
) -> Subscription:
    """Ask for another plan, and return the subscription.

    Where that plan is approved automatically it holds at once; otherwise the present one stays in
    force while the request waits. Asking for the present one withdraws such a request. Raises what
    `subscribe` raises.
    """
    comment = accepted_comment(comment)

    def change() -> Subscription:
        known = known_to_member(user, application.app_id, api.slug)
        subscription = known.subscription_or_404
        if subscription.status == REQUESTED:
            return _ask(user, known, plan_id, accepted_terms_revision, comment)
        if subscription.status != ACTIVE:
            raise NoSuchStep("subscription_not_active", params={"status": subscription.status})
        if plan_id == subscription.plan_id:
            return _withdraw_wish(user, known, comment)
        return _wish(user, known, plan_id, accepted_terms_revision, comment)

    return again(change)


def accept_terms(*, user: User, application: Application, api: Api, revision: int) -> Subscription:
    """Accept the terms, at their current revision, of the plan that is asked for or in force.

    Raises `Invalid` for another revision than the current one.
    """

    def accept() -> Subscription:
        known = known_to_member(user, application.app_id, api.slug)
        subscription = known.subscription_or_404
        if subscription.has_ended:
            raise NoSuchStep("subscription_ended")
        plan = known.plans.named(subscription.waiting_plan_id)
        if plan is None or subscription.waiting_terms_revision == plan.terms_to_accept:
            return subscription
        require_terms(plan, revision)
        with changing(
            known, events.TERMS_ACCEPTED, by=user.profile, gives_access=True
        ) as subscription:
            subscription.accept_terms(plan, by=user)
        return subscription

    return again(accept)


def cancel(*, user: User, application: Application, slug: str, comment: str = "") -> Subscription:
    """End an application's subscription to an API, or withdraw the request for it.

    The API need not be there any more, nor visible. Again, nothing happens.
    """
    comment = accepted_comment(comment)

    def end() -> Subscription:
        known = known_to_application(user, application.app_id, slug)
        subscription = known.stored
        if subscription is None:
            raise Missing("subscription_not_found")
        if subscription.status == CANCELLED:
            return subscription
        if known.subscription is None:
            # It was one to a deleted API of this id.
            known.api = None
        with changing(
            known, events.SUBSCRIPTION_CANCELLED, by=user.profile, comment=comment
        ) as subscription:
            subscription.end()
        return subscription

    return again(end)


def known_to_member(user: User, app_id: str, slug: str) -> Known:
    """Return what is known of an application that this person may use and an API that they see."""
    known = known_to_application(user, app_id, slug)
    if not known.api_or_404.can_be_seen_by(user):
        raise Missing("api_not_found")
    return known


def known_to_application(user: User, app_id: str, slug: str) -> Known:
    """Return what is known of an application that this person may use and any API.

    Raises `Missing`, and `NotAllowed` where their role allows no applications.
    """
    known = read(slug, app_id)
    require_application_user(known.application_or_404, user)
    return known


def require_terms(plan: Plan, accepted_revision: int) -> None:
    """Raise `Invalid` unless these are the plan's terms as they are now, or it has none."""
    if plan.terms and accepted_revision != plan.terms_revision:
        code = "terms_changed" if accepted_revision else "terms_not_accepted"
        raise Invalid(
            "invalid",
            faults=[fault(code, "/accepted_terms_revision", revision=plan.terms_revision)],
        )


def _ask(user: User, known: Known, plan_id: str, revision: int, comment: str) -> Subscription:
    current = known.subscription
    if current and current.status == SUSPENDED:
        raise NoSuchStep("subscription_is_suspended")
    if current and current.status == ACTIVE:
        if current.plan_id == plan_id:
            return current
        raise AlreadyThere("subscribed_already")
    is_same_plan = (
        current is not None and current.status == REQUESTED and current.plan_id == plan_id
    )
    plan = _plan_to_ask_for(known, plan_id)
    if current and is_same_plan and revision in (0, current.terms_revision):
        return current
    require_terms(plan, revision)
    # A request that waits is not approved by what its plan became meanwhile.
    is_stopped = current is not None and current.needs_approval
    waits = plan.approval == MANUAL or is_same_plan or is_stopped
    kind = events.SUBSCRIPTION_REQUESTED if waits else events.SUBSCRIPTION_ACTIVATED
    with changing(
        known, kind, by=user.profile, comment=comment, gives_access=True, plan=plan
    ) as subscription:
        subscription.ask(plan, by=user)
        if not waits:
            subscription.activate()
    return subscription


def _wish(user: User, known: Known, plan_id: str, revision: int, comment: str) -> Subscription:
    subscription = known.subscription_or_404
    is_same_wish = subscription.wanted_plan_id == plan_id
    plan = _plan_to_ask_for(known, plan_id)
    if is_same_wish and revision in (0, subscription.wanted_terms_revision):
        return subscription
    require_terms(plan, revision)
    waits = plan.approval == MANUAL or is_same_wish
    kind = events.PLAN_CHANGE_REQUESTED if waits else events.PLAN_CHANGED
    with changing(
        known, kind, by=user.profile, comment=comment, gives_access=True, plan=plan
    ) as subscription:
        if waits:
            subscription.wish_for(plan, by=user)
        else:
            subscription.change_to(plan, by=user)
    return subscription


def _withdraw_wish(user: User, known: Known, comment: str) -> Subscription:
    subscription = known.subscription_or_404
    if subscription.wanted_plan_id is None:
        return subscription
    with changing(
        known, events.PLAN_CHANGE_WITHDRAWN, by=user.profile, comment=comment
    ) as subscription:
        subscription.withdraw_wish()
    return subscription


def _plan_to_ask_for(known: Known, plan_id: str) -> Plan:
    api = known.api_or_404
    if api.status == DRAFT:
        raise NoSuchStep("api_is_draft")
    if not answers_calls(api):
        raise NoSuchStep("api_retired")
    plan = known.plans.named(plan_id)
    if plan is None:
        raise Invalid("invalid", faults=[fault("plan_not_found", "/plan")])
    if not plan.is_open:
        raise NoSuchStep("plan_closed", params={"name": plan.name})
    return plan
