"""The events of the documentation: what people wrote beside a description. Subjects are APIs."""

from typing import Any

from apis.items import Api
from portal import events
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import Transaction

GUIDE_SAVED = "guide_saved"
GUIDE_DELETED = "guide_deleted"
# `image`: its name; `object`: where the bytes stood that are no longer of use, if any did.
GUIDE_IMAGE_SAVED = "guide_image_saved"
GUIDE_IMAGE_DELETED = "guide_image_deleted"
# `operation`, `place`, `title` and `number` of each.
EXAMPLE_ADDED = "example_added"
EXAMPLE_EDITED = "example_edited"
EXAMPLE_DELETED = "example_deleted"

audit.declare(
    GUIDE_SAVED,
    GUIDE_DELETED,
    GUIDE_IMAGE_SAVED,
    GUIDE_IMAGE_DELETED,
    EXAMPLE_ADDED,
    EXAMPLE_EDITED,
    EXAMPLE_DELETED,
)


def record(kind: str, user: User, api: Api, *, within: Transaction, **details: Any) -> None:
    """Add the record to the transaction that stores the fact itself."""
    subject = Api.key(api.slug)[0]
    events.record(kind, actor=user.profile, subject=subject, details=details, within=within)
