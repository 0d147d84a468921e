"""Who did what to which API, in the audit log."""

from apis.items import Api, ApiVersion
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import Transaction


def record(event: str, user: User, about: Api | ApiVersion, *, within: Transaction) -> None:
    """Add an entry to the transaction that stores the fact itself."""
    details = {"version": about.version} if isinstance(about, ApiVersion) else {}
    audit.record(
        event, actor=user.profile, subject=f"API#{about.slug}", details=details, within=within
    )
