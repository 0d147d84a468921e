"""What an admin did last, told from the audit log."""

from datetime import datetime, timedelta

from portal import clock
from portal.accounts.items import AuditEntry, Profile
from portal.dynamo import page

SHOWN = 10
# An admin's acts are a small part of all entries: so many are looked through for each one shown.
READ_AHEAD = 20


def recent_acts(admin: Profile) -> list[AuditEntry]:
    """Return what an admin did to others last, newest first. One Query, or two."""
    found: list[AuditEntry] = []
    for month in _this_month_and_the_last():
        found += page(
            AuditEntry,
            AuditEntry.partition(month),
            where=(AuditEntry.actor == admin.ref) & (AuditEntry.subject != admin.ref),
            limit=SHOWN,
            read_ahead=READ_AHEAD,
            newest_first=True,
        )
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _this_month_and_the_last() -> tuple[datetime, datetime]:
    this = clock.now().replace(day=1)
    return this, this - timedelta(days=1)
