"""One item: created once, edited by one of two, read under its own name for what went wrong."""

import pytest
from pynamodb.attributes import UnicodeAttribute

from portal.dynamo import AlreadyExists, Conflict, Item, NotFound, UsersTable


class Note(Item):
    Meta = UsersTable
    text = UnicodeAttribute(default="")


def test_a_missing_item_is_not_found(unique):
    with pytest.raises(NotFound):
        Note.fetch(unique, "NOTE")


@pytest.mark.parametrize(
    "key", [("k" * 3000, "NOTE"), ("k", "s" * 1025), ("\U0001f600" * 513, "s")]
)
def test_a_key_too_long_to_be_stored_is_not_found(key):
    with pytest.raises(NotFound):
        Note.fetch(*key)


def test_the_second_creation_is_told_and_changes_nothing(unique):
    Note(unique, "NOTE", text="first").create()
    with pytest.raises(AlreadyExists):
        Note(unique, "NOTE", text="second").create()
    assert Note.fetch(unique, "NOTE").text == "first"


def test_of_two_editors_the_second_is_told(unique):
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
