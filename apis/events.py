"""The events of API management: what is recorded about APIs, their versions, and applications."""

from typing import Any

from apis.items import STATUSES, Api, ApiVersion
from apis.items.applications import Application
from apis.items.subscriptions import Subscription
from portal import events
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import Transaction
from portal.events.recording import Actor

# `details` of each that is about a version name it: `version`.
API_REGISTERED = "api_registered"
API_EDITED = "api_edited"  # `changed`: names of fields; of visibility, readers, owner both values
API_DELETED = "api_deleted"
VERSION_ADDED = "version_added"
VERSION_EDITED = "version_edited"
VERSION_REPLACED = "version_replaced"  # a draft's file; `sha256` of both descriptions
# Dates, successor or reason of a deprecation became different: all of them as they are now. A step
# to `deprecated` has them too.
VERSION_DEPRECATION_CHANGED = "version_deprecation_changed"
VERSION_MADE_CURRENT = "version_made_current"
VERSION_DELETED = "version_deleted"
# A version took this status.
VERSION_STATUS = {status: f"version_{status}" for status in STATUSES}

# `details` of each that is about a plan name it: `plan` (its id), `plan name`, `terms revision`.
PLAN_ADDED = "plan_added"
PLAN_EDITED = "plan_edited"  # `changed`: names of fields
PLAN_CLOSED = "plan_closed"
PLAN_REOPENED = "plan_reopened"
PLAN_DELETED = "plan_deleted"

# `details` of each that is about a subscription: `application` (its id), `application name`,
# `application owner`, `plan`, `plan name`, `requested by` (a person's key), `terms revision` where
# terms were accepted, and `comment` where one was made.
SUBSCRIPTION_REQUESTED = "subscription_requested"
SUBSCRIPTION_ACTIVATED = "subscription_activated"  # at once: its plan is approved automatically
SUBSCRIPTION_APPROVED = "subscription_approved"
SUBSCRIPTION_REFUSED = "subscription_refused"
SUBSCRIPTION_CANCELLED = "subscription_cancelled"  # by the application's side
SUBSCRIPTION_ENDED = "subscription_ended"  # by the API's side
SUBSCRIPTION_CLOSED = "subscription_closed"  # what it was about is gone; `reason`: a code
SUBSCRIPTION_SUSPENDED = "subscription_suspended"
SUBSCRIPTION_RESUMED = "subscription_resumed"
TERMS_ACCEPTED = "terms_accepted"
# Of an active one; where another plan is in force now, `plan before` is the id of that before.
PLAN_CHANGED = "plan_changed"
PLAN_CHANGE_REQUESTED = "plan_change_requested"
PLAN_CHANGE_APPROVED = "plan_change_approved"
PLAN_CHANGE_REFUSED = "plan_change_refused"
PLAN_CHANGE_WITHDRAWN = "plan_change_withdrawn"
PLAN_CHANGE_CLOSED = "plan_change_closed"  # `reason`: a code
PLAN_CHANGES = (PLAN_CHANGED, PLAN_CHANGE_APPROVED)
# The subject is the application, `APP#{id}`. Of an owner both values are kept; a key is named by
# its `hint` and `label`.
APPLICATION_CREATED = "application_created"
APPLICATION_EDITED = "application_edited"
APPLICATION_HANDED_OVER = "application_handed_over"
APPLICATION_SUSPENDED = "application_suspended"
APPLICATION_RESUMED = "application_resumed"
APPLICATION_DELETED = "application_deleted"
APPLICATION_KEY_CREATED = "application_key_created"
APPLICATION_KEY_ROTATED = "application_key_rotated"
APPLICATION_KEY_REVOKED = "application_key_revoked"
APPLICATION_KEY_WOKEN = "application_key_woken"

audit.declare(
    API_REGISTERED,
    API_EDITED,
    API_DELETED,
    VERSION_ADDED,
    VERSION_EDITED,
    VERSION_REPLACED,
    *VERSION_STATUS.values(),
    VERSION_DEPRECATION_CHANGED,
    VERSION_MADE_CURRENT,
    VERSION_DELETED,
    PLAN_ADDED,
    PLAN_EDITED,
    PLAN_CLOSED,
    PLAN_REOPENED,
    PLAN_DELETED,
    SUBSCRIPTION_REQUESTED,
    SUBSCRIPTION_ACTIVATED,
    SUBSCRIPTION_APPROVED,
    SUBSCRIPTION_REFUSED,
    SUBSCRIPTION_CANCELLED,
    SUBSCRIPTION_ENDED,
    SUBSCRIPTION_CLOSED,
    SUBSCRIPTION_SUSPENDED,
    SUBSCRIPTION_RESUMED,
    TERMS_ACCEPTED,
    PLAN_CHANGED,
    PLAN_CHANGE_REQUESTED,
    PLAN_CHANGE_APPROVED,
    PLAN_CHANGE_REFUSED,
    PLAN_CHANGE_WITHDRAWN,
    PLAN_CHANGE_CLOSED,
    APPLICATION_CREATED,
    APPLICATION_EDITED,
    APPLICATION_HANDED_OVER,
    APPLICATION_SUSPENDED,
    APPLICATION_RESUMED,
    APPLICATION_DELETED,
    APPLICATION_KEY_CREATED,
    APPLICATION_KEY_ROTATED,
    APPLICATION_KEY_REVOKED,
    APPLICATION_KEY_WOKEN,
)

# Of the gateway's settings: `changed` names fields, `versions` those whose upstream is another.
GATEWAY_CHANGED = "gateway_changed"
GATEWAY_CREDENTIAL_STORED = "gateway_credential_stored"
GATEWAY_CREDENTIAL_REMOVED = "gateway_credential_removed"

audit.declare(GATEWAY_CHANGED, GATEWAY_CREDENTIAL_STORED, GATEWAY_CREDENTIAL_REMOVED)


def record(
    kind: str,
    user: User,
    about: Api | ApiVersion | Application,
    *,
    within: Transaction,
    **details: Any,
) -> None:
    """Add the record to the transaction that stores the fact itself."""
    if isinstance(about, ApiVersion):
        details["version"] = about.version
    subject = about.ref if isinstance(about, Application) else Api.key(about.slug)[0]
    events.record(kind, actor=user.profile, subject=subject, details=details, within=within)


def record_of_subscription(
    kind: str,
    actor: Actor,
    subscription: Subscription,
    *,
    within: Transaction,
    **details: Any,
) -> None:
    """Add the record of a step of a subscription to the transaction that stores it."""
    known = {"application": subscription.app_id, "requested by": subscription.requested_by}
    given = {name.replace("_", " "): value for name, value in details.items() if value}
    events.record(
        kind,
        actor=actor,
        subject=Api.key(subscription.api)[0],
        details=known | given,
        within=within,
    )


def slug_in(subject: str) -> str:
    """Return the id of the API that an event of this service is about."""
    return subject.removeprefix("API#")
