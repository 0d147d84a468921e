"""Several writes: all of them, or none and a reason."""

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from portal.dynamo import (
    AlreadyExists,
    Conflict,
    Item,
    NotFound,
    PlainItem,
    UsersTable,
    page,
    retry_on_conflict,
    transaction,
    write_batch,
)


class Note(Item):
    Meta = UsersTable
    text = UnicodeAttribute(default="")
    count = NumberAttribute(default=0)


class Copy(PlainItem):
    Meta = UsersTable
    text = UnicodeAttribute(default="")


def test_all_writes_of_a_block_happen(unique):
    with transaction() as writes:
        writes.create(Note(unique, "A", text="a"))
        writes.put(Copy(unique, "B", text="b"))
    assert Note.fetch(unique, "A").text == "a"
    assert Copy.fetch(unique, "B").text == "b"


def test_one_that_stands_already_stops_them_all(unique):
    Note(unique, "A", text="old").create()
    with pytest.raises(AlreadyExists), transaction() as writes:
        writes.put(Copy(unique, "B"))
        writes.create(Note(unique, "A", text="new"))
    assert Note.fetch(unique, "A").text == "old"
    with pytest.raises(NotFound):
        Copy.fetch(unique, "B")


def test_a_stale_revision_stops_them_all(unique):
    Note(unique, "A", text="old").create()
    stale = Note.fetch(unique, "A")
    Note.fetch(unique, "A").replace()
    with pytest.raises(Conflict), transaction() as writes:
        writes.remove(Copy(unique, "B"))
        writes.create(Note(unique, "C"))
        writes.replace(stale)
    with pytest.raises(NotFound):
        Note.fetch(unique, "C")


def test_a_block_that_raises_writes_nothing(unique):
    with pytest.raises(RuntimeError), transaction() as writes:
        writes.create(Note(unique, "A"))
        raise RuntimeError
    with pytest.raises(NotFound):
        Note.fetch(unique, "A")


def test_an_item_may_be_edited_again_after_a_transaction(unique):
    note = Note(unique, "A", text="one")
    with transaction() as writes:
        writes.create(note)
    note.text = "two"
    note.replace()
    assert Note.fetch(unique, "A").text == "two"


def test_a_required_condition_that_fails_stops_the_others(unique):
    Note(unique, "A", text="shut").create()
    with pytest.raises(Conflict), transaction() as writes:
        writes.require(Note, unique, "A", Note.text == "open")
        writes.put(Copy(unique, "B"))
    with pytest.raises(NotFound):
        Copy.fetch(unique, "B")


def test_an_update_within_a_transaction_changes_what_it_names(unique):
    Note(unique, "A", text="old", count=1).create()
    note = Note.fetch(unique, "A")
    with transaction() as writes:
        writes.update(note, Note.count.add(2))
        writes.create(Copy(unique, "B"))
    stored = Note.fetch(unique, "A")
    assert (stored.text, stored.count, stored.revision) == ("old", 3, note.revision)


def test_an_update_over_a_stale_revision_stops_them_all(unique):
    Note(unique, "A").create()
    stale = Note.fetch(unique, "A")
    Note.fetch(unique, "A").replace()
    with pytest.raises(Conflict), transaction() as writes:
        writes.update(stale, Note.count.add(1))
        writes.create(Copy(unique, "B"))
    with transaction() as writes:
        writes.update(stale, Note.count.add(1), any_revision=True)
    assert Note.fetch(unique, "A").count == 1
    with pytest.raises(NotFound):
        Copy.fetch(unique, "B")


def test_an_update_of_what_is_gone_stops_them_all(unique):
    with pytest.raises(NotFound), transaction() as writes:
        writes.update(Note(unique, "A"), Note.count.add(1), any_revision=True)
        writes.create(Copy(unique, "B"))
    with pytest.raises(NotFound):
        Copy.fetch(unique, "B")


def test_what_follows_a_commit_follows_only_that(unique):
    done = []
    with transaction() as writes:
        writes.create(Note(unique, "A"))
        writes.after_commit(lambda: done.append("stored"))
        assert not done
    with pytest.raises(AlreadyExists), transaction() as writes:
        writes.create(Note(unique, "A"))
        writes.after_commit(lambda: done.append("not stored"))
    assert done == ["stored"]


def test_a_batch_writes_and_forgets_more_than_one_request_takes(unique):
    copies = [Copy(unique, f"{number:03}") for number in range(60)]
    write_batch(put=copies)
    assert len(page(Copy, unique, limit=100, consistent=True)) == 60
    write_batch(put=[Copy(unique, "new")], forget=copies)
    assert [copy.sk for copy in page(Copy, unique, limit=100, consistent=True)] == ["new"]


def test_a_batch_sends_again_what_dynamodb_left_over(unique, monkeypatch):
    """DynamoDB leaves writes over while it is busy; the local one never is."""
    connection = Copy._get_connection().connection
    sent = []

    def busy(operation, kwargs):
        if operation == "BatchWriteItem":
            sent.append(kwargs["RequestItems"])
            if len(sent) == 1:
                return {"UnprocessedItems": kwargs["RequestItems"]}
        return real(operation, kwargs)

    real = connection.dispatch
    monkeypatch.setattr(connection, "dispatch", busy)
    write_batch(put=[Copy(unique, "A")])
    assert Copy.fetch(unique, "A")
    assert len(sent) == 2


def test_a_change_is_made_again_after_another_writer(unique):
    Note(unique, "A").create()
    others = [Note.fetch(unique, "A") for _ in range(2)]

    def count():
        note = Note.fetch(unique, "A")
        if others:
            others.pop()
            Note.fetch(unique, "A").update(Note.text.set("by another"))
        note.update(Note.count.add(1))
        return note.count

    assert retry_on_conflict(count) == 1
    with pytest.raises(Conflict):
        retry_on_conflict(Note(unique, "A", revision=99).replace, attempts=2)
