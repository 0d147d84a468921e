"""Several writes: all of them, or none and a reason."""

import pytest
from pynamodb.attributes import UnicodeAttribute

from portal.dynamo import (
    AlreadyExists,
    Conflict,
    Item,
    NotFound,
    PlainItem,
    UsersTable,
    transaction,
)


class Note(Item):
    Meta = UsersTable
    text = UnicodeAttribute(default="")


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
