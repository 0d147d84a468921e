"""Subscriptions: an application's right to call an API on a plan, asked for and decided upon."""

from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from portal import clock
from portal.dynamo import ApisTable, Item, PlainItem

REQUESTED, ACTIVE, SUSPENDED, REFUSED, CANCELLED = (
    "requested",
    "active",
    "suspended",
    "refused",
    "cancelled",
)
STATUSES = (REQUESTED, ACTIVE, SUSPENDED, REFUSED, CANCELLED)


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
    plan_id = UnicodeAttribute(attr_name="planId")
    # The plan that an active one asks to change to.
    wanted_plan_id = UnicodeAttribute(attr_name="wantedPlanId", null=True)
    status = UnicodeAttribute()
    terms_revision = NumberAttribute(attr_name="termsRevision", default=0)
    terms_accepted_by = UnicodeAttribute(attr_name="termsAcceptedBy", default="")
    requested_by = UnicodeAttribute(attr_name="requestedBy")
    requested_at = UTCDateTimeAttribute(attr_name="requestedAt", default_for_new=clock.now)
    decided_by = UnicodeAttribute(attr_name="decidedBy", default="")
    decided_at = UTCDateTimeAttribute(attr_name="decidedAt", null=True)
    # What was said, oldest first: {"at", "by" (an e-mail address), "step", "text"}.
    comments = JSONAttribute(default=list)

    @staticmethod
    def key(app_id: str, api: str) -> tuple[str, str]:
        return f"APP#{app_id}", f"{Subscription.PREFIX}{api}"

    @staticmethod
    def index_partition(api: str) -> str:
        return f"API#{api}#SUBSCRIPTIONS"

    def set_place(self) -> None:
        """Take the place in the index that API and status give."""
        self.gsi1_pk = self.index_partition(self.api)
        self.gsi1_sk = f"{self.status}#{clock.stamp(self.requested_at)}#{self.app_id}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody must decide: on the subscription, or on another plan for it."""
        return self.status == REQUESTED or (
            self.status == ACTIVE and self.wanted_plan_id is not None
        )


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
    def of(cls, subscription: Subscription, *, team: str) -> "WaitingRequest":
        at = subscription.requested_at
        sk = f"{team}#{clock.stamp(at)}#{subscription.api}#{subscription.app_id}"
        return cls(
            cls.PARTITION,
            sk,
            api=subscription.api,
            app_id=subscription.app_id,
            team=team,
            requested_at=at,
        )
