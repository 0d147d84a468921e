"""The admin's site with the audit log behind it: a thing's history, and an admin's last acts."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from portal import clock
from portal.accounts import audit
from portal.accounts.admin_models import AuditRecord
from portal.accounts.items import Profile
from portal.accounts.models import signed_in
from portal.adminsite.item_models import ItemModel
from portal.adminsite.site import PortalAdminSite
from portal.dynamo import Page, page
from portal.events.items import Event

SHOWN = 10
# An admin's acts are a small part of all entries: so many are looked through for each one shown.
READ_AHEAD = 20


class AuditedAdminSite(PortalAdminSite):
    """What `portal.adminsite.apps` names as the site; the pages of the admin know no audit log."""

    def history_of(self, row: ItemModel, cursor: str | None) -> Page[Event]:
        return audit.by_subject(row.audit_subject(), details=row.audit_details(), cursor=cursor)

    def recent_acts(self, request: HttpRequest) -> list[AuditRecord]:
        return [AuditRecord.of(entry) for entry in recent_acts(signed_in(request.user).profile)]


def recent_acts(admin: Profile) -> list[Event]:
    """Return what an admin did to others last, newest first. One to four Queries."""
    found: list[Event] = []
    for month in _this_month_and_the_last():
        for partition in Event.partitions(f"{month:%Y-%m}"):
            found += page(
                Event,
                partition,
                where=(Event.actor == admin.ref) & (Event.subject != admin.ref),
                limit=SHOWN,
                read_ahead=READ_AHEAD,
                newest_first=True,
            )
            if len(found) >= SHOWN:
                return found[:SHOWN]
    return found


def _this_month_and_the_last() -> tuple[datetime, datetime]:
    this = clock.now().replace(day=1)
    return this, this - timedelta(days=1)
