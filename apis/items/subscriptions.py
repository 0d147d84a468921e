"""Subscriptions: an application's right to call an API on a plan, asked for and decided upon."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from apis.items.apis import Api
from apis.items.plans import Plan
from portal import clock
from portal.accounts.models import User
from portal.dynamo import ApisTable, Item, PlainItem

REQUESTED, ACTIVE, SUSPENDED, REFUSED, CANCELLED = (
    "requested",
    "active",
    "suspended",
    "refused",
    "cancelled",
)
STATUSES = (REQUESTED, ACTIVE, SUSPENDED, REFUSED, CANCELLED)
# Those that have not ended.
OPEN_STATUSES = (REQUESTED, ACTIVE, SUSPENDED)

# What is kept of a subscription's history. With `COMMENT_LENGTH` characters each, which JSON may
# write as twelve bytes, an item stays well below the 400 KB that DynamoDB takes.
STEPS_KEPT = 40
COMMENT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did to a subscription, and said of it.

    `step` is the kind of its event, `by` an e-mail address, `reason` a code where the portal did it
    because of what else happened.
    """

    at: datetime
    by: str
    step: str
    text: str = ""
    reason: str = ""


class Subscription(Item):
    """An application and an API: `APP#{app} / SUBSCRIPTION#{api}`. In the index under the API, by
    status and age.

    It stays when it has ended, as history; asking again begins it anew. Only `active` lets calls
    pass.
    """

    Meta = ApisTable
    PREFIX = "SUBSCRIPTION#"

    app_id = UnicodeAttribute(attr_name="appId")
    api = UnicodeAttribute()
    # When the API was made: one that took the id of a deleted one has other subscriptions.
    api_made = UnicodeAttribute(attr_name="apiMade")
    # The team that owned the API when this was written last; it finds the waiting entry.
    team = UnicodeAttribute(default="")
    plan_id = UnicodeAttribute(attr_name="planId")
    # The plan that an active one asks to change to, and the revision of its terms.
    wanted_plan_id = UnicodeAttribute(attr_name="wantedPlanId", null=True)
    wanted_terms_revision = NumberAttribute(attr_name="wantedTermsRevision", default=0)
    status = UnicodeAttribute()
    # Set when the API's owner stopped it: asked for again, it waits for them on any plan.
    needs_approval = BooleanAttribute(attr_name="needsApproval", default=False)
    terms_revision = NumberAttribute(attr_name="termsRevision", default=0)
    terms_accepted_by = UnicodeAttribute(attr_name="termsAcceptedBy", default="")
    requested_by = UnicodeAttribute(attr_name="requestedBy")
    requested_at = UTCDateTimeAttribute(attr_name="requestedAt", default_for_new=clock.now)
    # Since when it waits for a decision; None while it does not.
    waiting_since = UTCDateTimeAttribute(attr_name="waitingSince", null=True)
    decided_by = UnicodeAttribute(attr_name="decidedBy", default="")
    decided_at = UTCDateTimeAttribute(attr_name="decidedAt", null=True)
    # The last steps, oldest first, each a `Step` as a dict.
    comments = JSONAttribute(default=list)

    @staticmethod
    def key(app_id: str, api: str) -> tuple[str, str]:
        return f"APP#{app_id}", f"{Subscription.PREFIX}{api}"

    @staticmethod
    def index_partition(api: str) -> str:
        return f"API#{api}#SUBSCRIPTIONS"

    @classmethod
    def new(cls, *, app_id: str, api: Api) -> "Subscription":
        """Return a subscription that is not written yet, and that nobody asked for."""
        return cls(
            *cls.key(app_id, api.slug),
            app_id=app_id,
            api=api.slug,
            api_made=clock.stamp(api.created_at),
            team=api.owner,
            plan_id="",
            requested_by="",
            status=CANCELLED,
        )

    def begin_anew(self, api: Api) -> None:
        """Be a subscription to this API where it was one to a deleted API of the same id, of which
        nothing is inherited."""
        self.api_made, self.comments = clock.stamp(api.created_at), []
        self.needs_approval = False
        self.end()

    def set_place(self) -> None:
        """Take the place in the index that API and status give."""
        self.gsi1_pk = self.index_partition(self.api)
        self.gsi1_sk = f"{self.status}#{clock.stamp(self.requested_at)}#{self.app_id}"

    def is_of(self, api: Api) -> bool:
        """Tell whether this is a subscription to this very API, not to a deleted one of its id."""
        return bool(self.api == api.slug and self.api_made == clock.stamp(api.created_at))

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody must decide: on the subscription, or on another plan for it."""
        return self.status == REQUESTED or (
            self.status == ACTIVE and self.wanted_plan_id is not None
        )

    @property
    def has_ended(self) -> bool:
        return self.status not in OPEN_STATUSES

    @property
    def waiting_plan_id(self) -> str:
        """The plan that somebody must decide about, while it waits."""
        return str(self.wanted_plan_id or self.plan_id)

    @property
    def waiting_terms_revision(self) -> int:
        """The revision of that plan's terms that was accepted."""
        return int(self.wanted_terms_revision if self.wanted_plan_id else self.terms_revision)

    @property
    def used_plans(self) -> set[str]:
        """The plans that cannot be deleted because of it."""
        if self.has_ended:
            return set()
        return {plan for plan in (self.plan_id, self.wanted_plan_id) if plan}

    @property
    def steps(self) -> list[Step]:
        """What was done and said, oldest first."""
        return [
            Step(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in self.comments
        ]

    def note_step(self, step: str, *, by: str, text: str = "", reason: str = "") -> None:
        """Add to the history, of which the last steps are kept."""
        entry = {"at": clock.stamp(), "by": by, "step": step, "text": text, "reason": reason}
        self.comments = [*self.comments, entry][-STEPS_KEPT:]

    def ask(self, plan: Plan, *, by: User) -> None:
        """Ask for a plan anew, its terms accepted; it waits where the plan or its history say."""
        self.requested_by, self.requested_at = by.profile.ref, clock.now()
        self.withdraw_wish()
        self._take(plan.plan_id, plan.terms_to_accept, by=by)
        self.status, self.waiting_since = REQUESTED, clock.now()
        self.decided_by, self.decided_at = "", None

    def wish_for(self, plan: Plan, *, by: User) -> None:
        """Ask to change to another plan, its terms accepted; the present one stays in force."""
        self.wanted_plan_id, self.wanted_terms_revision = plan.plan_id, plan.terms_to_accept
        self.requested_by, self.waiting_since = by.profile.ref, clock.now()

    def withdraw_wish(self) -> None:
        self.wanted_plan_id, self.wanted_terms_revision = None, 0
        self.waiting_since = None

    def change_to(self, plan: Plan, *, by: User) -> None:
        """Be on another plan from now on, its terms accepted."""
        self.withdraw_wish()
        self._take(plan.plan_id, plan.terms_to_accept, by=by)

    def _take(self, plan_id: str, terms_revision: int, *, by: User) -> None:
        self.plan_id, self.terms_revision = plan_id, terms_revision
        self.terms_accepted_by = by.profile.ref if terms_revision else ""

    def activate(self) -> None:
        self.status, self.needs_approval, self.waiting_since = ACTIVE, False, None

    def approve(self, *, by: User) -> None:
        """Let what was asked for be in force."""
        if self.wanted_plan_id:
            self.plan_id, self.terms_revision = self.wanted_plan_id, self.wanted_terms_revision
            self.terms_accepted_by = self.requested_by if self.terms_revision else ""
        self.withdraw_wish()
        self.activate()
        self._note_decision(by)

    def refuse(self, *, by: User) -> None:
        """Refuse what was asked for; an active one goes on with the plan that it has."""
        if self.status == REQUESTED:
            self.status = REFUSED
        self.withdraw_wish()
        self._note_decision(by)

    def accept_terms(self, plan: Plan, *, by: User) -> None:
        """Accept the terms, as they are now, of the plan that is asked for or in force."""
        if self.wanted_plan_id == plan.plan_id:
            self.wanted_terms_revision, self.requested_by = plan.terms_to_accept, by.profile.ref
        else:
            self._take(plan.plan_id, plan.terms_to_accept, by=by)

    def stop_or_go(self, status: str) -> None:
        """Be suspended, active again or at an end, as the API's owner says."""
        if status == ACTIVE:
            self.activate()
        else:
            self.status, self.needs_approval = status, True
            self.withdraw_wish()

    def end(self) -> None:
        self.status = CANCELLED
        self.withdraw_wish()

    def _note_decision(self, by: User) -> None:
        self.decided_by, self.decided_at = by.profile.ref, clock.now()


class WaitingRequest(PlainItem):
    """Where an owner finds what waits for a decision: `WAITING / {team}#{time}#{api}#{app}`.

    Written and deleted in the transaction that changes the subscription, which alone decides:
    whoever acts on a request reads that first.
    """

    Meta = ApisTable
    PARTITION = "WAITING"

    api = UnicodeAttribute()
    app_id = UnicodeAttribute(attr_name="appId")
    team = UnicodeAttribute()
    requested_at = UTCDateTimeAttribute(attr_name="requestedAt")

    @classmethod
    def of(cls, subscription: Subscription) -> "WaitingRequest | None":
        """Return the entry of a subscription, None where nothing of it waits."""
        if not subscription.is_waiting or subscription.waiting_since is None:
            return None
        team, at = subscription.team, subscription.waiting_since
        sk = f"{cls.prefix(team)}{clock.stamp(at)}#{subscription.api}#{subscription.app_id}"
        return cls(
            cls.PARTITION,
            sk,
            api=subscription.api,
            app_id=subscription.app_id,
            team=team,
            requested_at=at,
        )

    @staticmethod
    def prefix(team: str) -> str:
        """Return how the sort keys of a team's entries begin; those of "a#b" begin as those of
        "a" do, so whoever reads by it looks at `team` too."""
        return f"{team}#"
