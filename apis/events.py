"""The events of API management: what is recorded about APIs and their versions."""

from typing import Any

from apis.items import STATUSES, Api, ApiVersion
from portal import events
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import Transaction

# `details` of each that is about a version name it: `version`.
API_REGISTERED = "api_registered"
API_EDITED = "api_edited"  # `changed`: names of fields; of visibility, readers, owner both values
API_DELETED = "api_deleted"
VERSION_ADDED = "version_added"
VERSION_EDITED = "version_edited"
VERSION_REPLACED = "version_replaced"  # a draft's file; `sha256` of both descriptions
VERSION_MADE_CURRENT = "version_made_current"
VERSION_DELETED = "version_deleted"
# A version took this status.
VERSION_STATUS = {status: f"version_{status}" for status in STATUSES}

audit.declare(
    API_REGISTERED,
    API_EDITED,
    API_DELETED,
    VERSION_ADDED,
    VERSION_EDITED,
    VERSION_REPLACED,
    *VERSION_STATUS.values(),
    VERSION_MADE_CURRENT,
    VERSION_DELETED,
)

# Of the gateway's settings: `changed` names fields, `versions` those whose upstream is another.
GATEWAY_CHANGED = "gateway_changed"
GATEWAY_CREDENTIAL_STORED = "gateway_credential_stored"
GATEWAY_CREDENTIAL_REMOVED = "gateway_credential_removed"

audit.declare(GATEWAY_CHANGED, GATEWAY_CREDENTIAL_STORED, GATEWAY_CREDENTIAL_REMOVED)


def record(
    kind: str, user: User, about: Api | ApiVersion, *, within: Transaction, **details: Any
) -> None:
    """Add the record to the transaction that stores the fact itself."""
    if isinstance(about, ApiVersion):
        details["version"] = about.version
    events.record(
        kind, actor=user.profile, subject=Api.key(about.slug)[0], details=details, within=within
    )


def slug_in(subject: str) -> str:
    """Return the id of the API that an event of this service is about."""
    return subject.removeprefix("API#")
