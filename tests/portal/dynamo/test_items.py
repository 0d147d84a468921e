"""One item: created once, edited by one of two, read under its own name for what went wrong."""

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from portal.dynamo import AlreadyExists, Conflict, Item, NotFound, UsersTable


class Note(Item):
    Meta = UsersTable
    text = UnicodeAttribute(default="")
    count = NumberAttribute(default=0)


def test_a_missing_item_is_not_found(unique):
    with pytest.raises(NotFound):
        Note.fetch(unique, "NOTE")


@pytest.mark.parametrize(
    "key", [("k" * 3000, "NOTE"), ("k", "s" * 1025), ("\U0001f600" * 513, "s")]
)
def test_a_key_too_long_to_be_stored_is_not_found(key):
    with pytest.raises(NotFound):
        Note.fetch(*key)


def test_the_second_creation_is_refused_and_changes_nothing(unique):
    Note(unique, "NOTE", text="first").create()
    with pytest.raises(AlreadyExists):
        Note(unique, "NOTE", text="second").create()
    assert Note.fetch(unique, "NOTE").text == "first"


def test_of_two_editors_the_second_is_refused(unique):
    Note(unique, "NOTE", text="as it was").create()
    first, second = Note.fetch(unique, "NOTE"), Note.fetch(unique, "NOTE")
    first.text = "by the first"
    first.replace()
    second.text = "by the second"
    with pytest.raises(Conflict):
        second.replace()
    assert Note.fetch(unique, "NOTE").text == "by the first"


def test_a_removal_of_an_old_revision_is_refused(unique):
    Note(unique, "NOTE").create()
    stale = Note.fetch(unique, "NOTE")
    Note.fetch(unique, "NOTE").replace()
    with pytest.raises(Conflict):
        stale.remove()
    assert Note.fetch(unique, "NOTE")


def test_forgetting_what_is_not_there_is_no_error(unique):
    Note.forget(unique, "NOTE")
    with pytest.raises(NotFound):
        Note.fetch(unique, "NOTE")


def test_a_missing_item_raises_the_callers_own_error(unique):
    with pytest.raises(LookupError, match="no note"):
        Note.load(unique, "NOTE", or_raise=LookupError("no note"))


def test_an_update_changes_what_it_names_and_reads_the_rest(unique):
    Note(unique, "NOTE", text="kept", count=1).create()
    note = Note.fetch(unique, "NOTE")
    Note.fetch(unique, "NOTE").update(Note.text.set("by another"))
    note.update(Note.count.add(2), any_revision=True)
    assert (note.text, note.count, note.revision) == ("by another", 3, 3)
    note.update(Note.text.remove())
    assert note.text == Note.fetch(unique, "NOTE").text == ""


def test_an_update_of_an_old_revision_is_refused_with_what_is_stored(unique):
    Note(unique, "NOTE", text="as it was").create()
    stale = Note.fetch(unique, "NOTE")
    Note.fetch(unique, "NOTE").update(Note.text.set("newer"))
    with pytest.raises(Conflict) as refused:
        stale.update(Note.text.set("mine"))
    assert refused.value.stored["text"] == {"S": "newer"}


def test_an_update_creates_nothing(unique):
    with pytest.raises(NotFound):
        Note(unique, "NOTE").update(Note.text.set("x"), any_revision=True)
    with pytest.raises(NotFound):
        Note.fetch(unique, "NOTE")


def test_an_update_whose_condition_does_not_hold_changes_nothing(unique):
    Note(unique, "NOTE", text="locked").create()
    note = Note.fetch(unique, "NOTE")
    with pytest.raises(Conflict):
        note.update(Note.count.add(1), condition=Note.text == "open")
    assert Note.fetch(unique, "NOTE").count == 0
