"""Who did what to which API, in the audit log."""

from typing import Any

from apis.items import STATUSES, Api, ApiVersion
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import Transaction

API_REGISTERED = "api_registered"
API_EDITED = "api_edited"
API_DELETED = "api_deleted"
VERSION_ADDED = "version_added"
VERSION_EDITED = "version_edited"
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
    *VERSION_STATUS.values(),
    VERSION_MADE_CURRENT,
    VERSION_DELETED,
)


def record(
    event: str, user: User, about: Api | ApiVersion, *, within: Transaction, **details: Any
) -> None:
    """Add an entry to the transaction that stores the fact itself."""
    if isinstance(about, ApiVersion):
        details["version"] = about.version
    audit.record(
        event, actor=user.profile, subject=f"API#{about.slug}", details=details, within=within
    )
