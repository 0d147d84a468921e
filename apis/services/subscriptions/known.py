"""What an application and an API have to do with each other: read together, written together."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from apis import events
from apis.items import ACTIVE, DEPRECATED, SLUG, SLUG_LENGTH, Api, ApiVersion, Reader
from apis.items.applications import Application
from apis.items.plans import Plan, Plans
from apis.items.subscriptions import COMMENT_LENGTH, Subscription, WaitingRequest
from portal.dynamo import (
    Conflict,
    NotFound,
    Transaction,
    fetch_of_kinds,
    page,
    retry_on_conflict,
    transaction,
)
from portal.errors import Invalid, Missing, fault
from portal.events.recording import Actor

T = TypeVar("T")

APP_ID = re.compile(r"[0-9a-f]{1,64}")
# Everybody who subscribes to an API at the same moment writes its plans' item.
ATTEMPTS = 8
VERSIONS_LOOKED_AT = 100


@dataclass
class Known:
    """An application, an API, its plans and the subscription between them, as they are now.

    `stored` is the subscription's item even where it was one to a deleted API of the same id.
    """

    slug: str
    app_id: str
    api: Api | None
    application: Application | None
    plans: Plans
    stored: Subscription | None

    @property
    def subscription(self) -> Subscription | None:
        """The subscription to this very API, None where there is none."""
        is_current = self.stored and self.api and self.stored.is_of(self.api)
        return self.stored if is_current else None

    @property
    def subscription_or_404(self) -> Subscription:
        if self.subscription is None:
            raise Missing("subscription_not_found")
        return self.subscription

    @property
    def api_or_404(self) -> Api:
        if self.api is None:
            raise Missing("api_not_found")
        return self.api

    @property
    def application_or_404(self) -> Application:
        if self.application is None:
            raise Missing("application_not_found")
        return self.application

    def api_as_seen_by(self, user: Reader) -> Api | None:
        """Return the API that the subscription is to, None where this reader sees none."""
        is_seen = self.subscription and self.api and self.api.can_be_seen_by(user)
        return self.api if is_seen else None

    def plan_name(self, plan_id: str) -> str:
        plan = self.plans.named(plan_id)
        return plan.name if plan else ""

    def begun(self) -> Subscription:
        """Return the subscription to write what is asked for on."""
        api = self.api_or_404
        if self.stored is None:
            self.stored = Subscription.new(app_id=self.app_id, api=api)
        return self.stored


def read(slug: str, app_id: str) -> Known:
    """Return what is known of an application and an API. One BatchGetItem."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug) or not APP_ID.fullmatch(app_id):
        raise Missing("subscription_not_found")
    found = fetch_of_kinds(
        (Api, Api.key(slug)),
        (Plans, Plans.key(slug)),
        (Application, Application.key(app_id)),
        (Subscription, Subscription.key(app_id, slug)),
    )
    known = Known(slug, app_id, None, None, Plans(*Plans.key(slug)), None)
    for item in found:
        match item:
            case Api():
                known.api = item
            case Plans():
                known.plans = item
            case Application():
                known.application = item
            case Subscription():
                known.stored = item
    return known


def accepted_comment(comment: str) -> str:
    """Return a comment as it is stored, or raise `Invalid`."""
    comment = comment.replace("\r\n", "\n").strip()
    if len(comment) > COMMENT_LENGTH:
        limit = fault("max_characters", "/comment", limit=COMMENT_LENGTH)
        raise Invalid("invalid", faults=[limit])
    return comment


def again(act: Callable[[], T]) -> T:
    """Return what `act` returns, called again where somebody wrote between its read and write."""
    return retry_on_conflict(act, attempts=ATTEMPTS)


@dataclass(frozen=True)
class Act:
    """What is being done to a subscription: the kind of its event, by whom, what is said.

    What `gives_access` is stored only while API, plans and application are as they were read.
    `plan_id` is the plan that it is about, `plan_before` the one that was in force.
    """

    kind: str
    by: Actor
    comment: str
    reason: str
    gives_access: bool
    plan_id: str
    plan_before: str


@contextmanager
def changing(
    known: Known,
    kind: str,
    *,
    by: Actor,
    comment: str = "",
    reason: str = "",
    gives_access: bool = False,
    plan: Plan | None = None,
) -> Iterator[Subscription]:
    """Let the block change the subscription, then write it with all that follows from it: its
    waiting entry, the count of its plan's uses, the step in its history, the event.

    `plan` is the one that the step is about, by default the one that it is on or asks for. Raises
    `Conflict` where somebody wrote any of it meanwhile. One TransactWriteItems.
    """
    subscription = known.begun() if known.api else known.stored
    if subscription is None:
        raise Missing("subscription_not_found")
    entry, used = WaitingRequest.of(subscription), subscription.used_plans
    if known.api and not subscription.is_of(known.api):
        # The plans of the deleted API went with it.
        used = set()
        subscription.begin_anew(known.api)
    about = plan.plan_id if plan else subscription.waiting_plan_id
    before = subscription.plan_id
    yield subscription
    act = Act(kind, by, comment, reason, gives_access, about, before)
    _write(known, subscription, act, entry, used)


def _write(
    known: Known,
    subscription: Subscription,
    act: Act,
    entry: WaitingRequest | None,
    used: set[str],
) -> None:
    """Write a changed subscription; `entry` and `used` are what followed from it before."""
    if known.api:
        subscription.team = known.api.owner
    subscription.note_step(act.kind, by=act.by.email, text=act.comment, reason=act.reason)
    subscription.set_place()
    try:
        with transaction() as writes:
            writes.replace(subscription)
            write_entry(writes, entry, WaitingRequest.of(subscription))
            if act.gives_access:
                _require_unchanged(writes, known)
            after = subscription.used_plans
            _write_uses(writes, known, used, after, is_guard=act.gives_access)
            _record(writes, known, subscription, act)
    except NotFound:
        # The plans' item went with the API.
        raise Conflict from None


def _record(writes: Transaction, known: Known, subscription: Subscription, act: Act) -> None:
    application = known.application
    events.record_of_subscription(
        act.kind,
        act.by,
        subscription,
        within=writes,
        application_name=application.name if application else "",
        application_owner=application.owner if application else "",
        plan=act.plan_id,
        plan_name=known.plan_name(act.plan_id),
        plan_before=act.plan_before if act.kind in events.PLAN_CHANGES else "",
        terms_revision=subscription.waiting_terms_revision,
        comment=act.comment,
        reason=act.reason,
    )


def write_entry(
    writes: Transaction, before: WaitingRequest | None, after: WaitingRequest | None
) -> None:
    """Let the entry of what waits follow its subscription."""
    if before and (after is None or before.sk != after.sk):
        writes.remove(before)
    if after:
        writes.put(after)


def _require_unchanged(writes: Transaction, known: Known) -> None:
    api, application = known.api_or_404, known.application_or_404
    writes.require(Api, api.pk, api.sk, Api.revision == api.revision)
    same_owner = Application.owner == application.owner
    writes.require(Application, application.pk, application.sk, same_owner)


def _write_uses(
    writes: Transaction, known: Known, before: set[str], after: set[str], *, is_guard: bool
) -> None:
    """Count which plans are used; `is_guard`: only while the plans are as they were read."""
    plans = known.plans
    if known.api is None or plans.revision is None:
        return
    if before != after:
        plans.count_uses(before=before, after=after)
        writes.update(plans, Plans.uses.set(plans.uses))
    elif is_guard:
        writes.require(Plans, plans.pk, plans.sk, Plans.revision == plans.revision)


def answers_calls(api: Api) -> bool:
    """Tell whether any version of an API answers. No request where the current one does, else one
    Query."""
    if api.status in (ACTIVE, DEPRECATED):
        return True
    others = page(
        ApiVersion,
        api.pk,
        starts_with=ApiVersion.PREFIX,
        where=ApiVersion.status.is_in(ACTIVE, DEPRECATED),
        limit=VERSIONS_LOOKED_AT,
        consistent=True,
    )
    return len(others) > 0
