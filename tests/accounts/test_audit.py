"""The audit log: appended to, read by pages, not to be flooded."""

from datetime import UTC, datetime

import pytest

from portal.accounts import audit
from portal.accounts.admin_models import AuditRecord
from portal.dynamo import AlreadyExists
from portal.events.items import Event
from portal.request_context import RequestContext, use_context


def test_entries_are_read_newest_first_by_pages(person):
    somebody = person()
    for number in range(5):
        audit.record("something", actor=somebody, details={"number": number})
    first = audit.by_subject(somebody.ref, limit=3)
    second = audit.by_subject(somebody.ref, limit=3, cursor=first.next_cursor)
    numbers = [each.details.get("number") for each in [*first, *second]]
    assert numbers[:5] == [4, 3, 2, 1, 0]


def test_what_is_recorded_about_somebody_is_read_under_them(person):
    admin, somebody = person("admin", "ada"), person()
    audit.record("something", actor=admin, subject=somebody.ref)
    assert audit.by_subject(somebody.ref).items[0].actor_email == admin.email


def test_an_entry_is_never_written_over(person):
    somebody = person()
    audit.record("something", actor=somebody)
    entry = audit.by_subject(somebody.ref).items[0]
    with pytest.raises(AlreadyExists):
        Event(entry.pk, entry.sk, kind="forged", at=entry.at).create()


def test_a_flood_of_refusals_leaves_a_bounded_number_of_entries(unique):
    reason = f"flood-{unique}"
    for number in range(200):
        with use_context(RequestContext(source_ip=f"10.0.0.{number}")):
            audit.record_refusal(reason, provider="x", details={})
    found = AuditRecord.objects.filter(event=audit.SIGN_IN_REFUSED).search([reason], ["details"])
    # Two minutes' worth where the clock turns meanwhile.
    assert 1 <= len(found) <= 2 * audit.REFUSALS_PER_MINUTE


def test_a_flood_does_not_hide_the_refusal_of_a_known_person(unique, person):
    somebody = person()
    reason = f"flood-{unique}"
    for number in range(50):
        with use_context(RequestContext(source_ip=f"10.0.0.{number}")):
            audit.record_refusal(reason, provider="x", details={})
    with use_context(RequestContext(source_ip="10.0.0.1")):
        audit.record_refusal(reason, provider="x", person=somebody.ref, details={})
    assert audit.by_subject(somebody.ref).items[0].details["reason"] == reason


def test_the_first_refusal_of_a_minute_stays_as_it_was(unique, monkeypatch):
    monkeypatch.setattr(audit, "REFUSALS_PER_MINUTE", 1)
    monkeypatch.setattr(audit.clock, "now", lambda: datetime(2020, 2, 2, 2, 2, 2, tzinfo=UTC))
    for address in ("10.0.0.1", "10.0.0.2"):
        with use_context(RequestContext(source_ip=address)):
            audit.record_refusal(unique, provider="x", details={})
    found = AuditRecord.objects.filter(month="2020-02").search([unique], ["details"])
    assert [each.source_ip for each in found] == ["10.0.0.1"]
