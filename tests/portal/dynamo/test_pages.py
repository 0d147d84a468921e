"""Lists: page after page, each item once, and no cursor that was made up."""

import pytest
from pynamodb.attributes import NumberAttribute

from portal.dynamo import (
    BadCursor,
    PlainItem,
    Unavailable,
    UsersTable,
    fetch_of_kinds,
    page,
    page_of_kinds,
)
from portal.dynamo.connection import connection


class Row(PlainItem):
    Meta = UsersTable
    number = NumberAttribute()


@pytest.fixture
def partition(unique):
    for number in range(7):
        Row(
            unique,
            f"ROW#{number}",
            gsi1_pk=f"{unique}-index",
            gsi1_sk=f"{9 - number}",
            number=number,
        ).put()
    return unique


def numbers_of_all_pages(partition, **options):
    found, cursor = [], None
    while True:
        this = page(Row, partition, cursor=cursor, **options)
        found += [row.number for row in this]
        cursor = this.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 3, 7, 8])
def test_every_item_comes_once_and_in_order(partition, limit):
    assert numbers_of_all_pages(partition, limit=limit) == list(range(7))


def test_the_newest_may_come_first(partition):
    assert numbers_of_all_pages(partition, limit=3, newest_first=True) == [6, 5, 4, 3, 2, 1, 0]


def test_the_index_has_its_own_order(partition):
    assert numbers_of_all_pages(f"{partition}-index", limit=2, index=True) == [6, 5, 4, 3, 2, 1, 0]


def test_a_filter_leaves_nothing_out(partition):
    even = Row.number.is_in(0, 2, 4, 6)
    assert numbers_of_all_pages(partition, limit=2, where=even) == [0, 2, 4, 6]
    assert numbers_of_all_pages(partition, limit=2, where=even, read_ahead=3) == [0, 2, 4, 6]


def test_the_sort_key_narrows(partition):
    assert numbers_of_all_pages(partition, starts_with="ROW#3") == [3]


def test_a_cursor_of_another_list_is_refused(partition, unique):
    cursor = page(Row, partition, limit=2).next_cursor
    with pytest.raises(BadCursor):
        page(Row, f"{unique}-other", limit=2, cursor=cursor)


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "{}", "\u0000", "é" * 10])
def test_a_made_up_cursor_is_refused(partition, cursor):
    with pytest.raises(BadCursor):
        page(Row, partition, cursor=cursor)


class Album(PlainItem):
    Meta = UsersTable
    SK = "ALBUM"


class Song(PlainItem):
    Meta = UsersTable
    PREFIX = "SONG#"


def test_items_of_several_kinds_come_from_one_query(unique, dynamodb_requests):
    for item in (Album(unique, "ALBUM"), Song(unique, "SONG#1"), Song(unique, "SONG#2")):
        item.put()
    Row(unique, "ROW#1", number=1).put()
    dynamodb_requests.clear()
    found = page_of_kinds([Album, Song], unique, limit=10)
    assert [(type(item), item.sk) for item in found] == [
        (Album, "ALBUM"),
        (Song, "SONG#1"),
        (Song, "SONG#2"),
    ]
    assert dynamodb_requests == ["Query"]


def test_pages_of_several_kinds_go_on(unique):
    for item in (Album(unique, "ALBUM"), Song(unique, "SONG#1"), Song(unique, "SONG#2")):
        item.put()
    first = page_of_kinds([Album, Song], unique, limit=2)
    rest = page_of_kinds([Album, Song], unique, limit=2, cursor=first.next_cursor)
    assert [item.sk for item in (*first, *rest)] == ["ALBUM", "SONG#1", "SONG#2"]
    with pytest.raises(BadCursor):
        page_of_kinds([Album, Song], f"{unique}-other", limit=2, cursor=first.next_cursor)


def test_what_dynamodb_left_over_is_read_again_and_is_not_absent(unique, monkeypatch):
    """DynamoDB leaves reads over while it is busy; the local one never is."""
    Album(unique, "ALBUM").put()
    Song(unique, "SONG#1").put()
    keys = [{"PK": {"S": unique}, "SK": {"S": "SONG#1"}}]
    left = {"Responses": {}, "UnprocessedKeys": {Album.Meta.table_name: {"Keys": keys}}}
    real, answers = connection().batch_get_item, [left]

    def busy(*args, **kwargs):
        return answers.pop() if answers else real(*args, **kwargs)

    monkeypatch.setattr(connection(), "batch_get_item", busy)
    wanted = ((Album, (unique, "ALBUM")), (Song, (unique, "SONG#1")))
    assert [item.sk for item in fetch_of_kinds(*wanted)] == ["SONG#1"]
    answers.extend([left] * 10)
    with pytest.raises(Unavailable):
        fetch_of_kinds(*wanted)


def test_several_items_of_one_kind_come_once_each(unique):
    keys = [(unique, f"SONG#{number}") for number in range(3)]
    for key in keys:
        Song(*key).put()
    found = fetch_of_kinds(*((Song, key) for key in keys))
    assert sorted(item.sk for item in found) == [sk for _, sk in keys]
