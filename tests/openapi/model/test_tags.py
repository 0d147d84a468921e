"""Which sections a description has, in which order and under which headings."""

from typing import Any

import pytest

from openapi.model import outline, path_groups
from openapi.model.tags import MOST_ENTRIES, tags
from tests.openapi.packed import document

Sections = list[tuple[str, str, int]]


def sections(paths: dict[str, Any], **more: Any) -> Sections:
    """Return the heading, title and number of operations of each section."""
    described = document(paths=paths, **more)
    found = tags(described, list(outline.operations(described)))
    return [(tag.group, tag.title, len(tag.operations)) for tag in found]


def tagged(*names: str) -> dict[str, Any]:
    return {f"/{name}": {"get": {"tags": [name]}} for name in names}


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ({"summary": "All about pets"}, "All about pets"),
        ({"x-displayName": "Pets and more"}, "Pets and more"),
        ({"summary": "From 3.2", "x-displayName": "From before"}, "From 3.2"),
        ({"summary": 3.2}, "3.2"),
        ({"summary": {"no": "text"}}, "pets"),
        ({}, "pets"),
    ],
)
def test_a_tag_goes_by_what_people_are_to_read(entry: dict[str, Any], title: str) -> None:
    assert sections(tagged("pets"), tags=[{"name": "pets"} | entry]) == [("", title, 1)]


def test_groups_come_in_their_order_and_what_has_none_after_them() -> None:
    groups = [
        {"name": "Second first", "tags": ["c", "missing", "a"]},
        {"name": "Nothing of this", "tags": ["gone"]},
        {"name": "Again", "tags": ["a", "d"]},
        "no group",
    ]
    assert sections(tagged("a", "b", "c", "d"), **{"x-tagGroups": groups}) == [
        ("Second first", "c", 1),
        ("Second first", "a", 1),
        ("Again", "d", 1),
        ("Other sections", "b", 1),
    ]


def test_tags_stand_below_their_parents() -> None:
    declared = [
        {"name": "shop", "summary": "The shop"},
        {"name": "orders", "parent": "shop"},
        {"name": "returns", "parent": "orders"},
        {"name": "items", "parent": "shop"},
        {"name": "beta", "kind": "badge"},
        {"name": "people"},
        {"name": "lost", "parent": "nobody"},
    ]
    paths = tagged("orders", "returns", "items", "people", "lost")
    paths["/items"]["get"]["tags"].append("beta")
    assert sections(paths, tags=declared) == [
        ("", "people", 1),
        ("", "lost", 1),
        ("The shop", "items", 1),
        ("The shop / orders", "orders", 1),
        ("The shop / orders", "returns", 1),
        ("Badge", "beta", 1),
    ]


def test_tags_that_stand_below_themselves_are_there_once() -> None:
    declared = [{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}, {"name": "c"}]
    declared += [{"name": "d", "parent": "d"}]
    found = sections(tagged("a", "b", "c", "d"), tags=declared)
    assert sorted(title for _, title, _ in found) == ["a", "b", "c", "d"]


def test_ten_thousand_levels_of_parents_make_short_headings() -> None:
    names = [f"level {number}" for number in range(10_000)]
    declared = [
        {"name": name, "parent": above, "description": "x"}
        for name, above in zip(names, ["", *names], strict=False)
    ]
    found = sections({}, tags=declared)
    assert len(found) == 10_000
    assert max(len(group) for group, _, _ in found) < 60


def test_a_tag_of_which_something_is_said_needs_no_operations() -> None:
    declared = [
        {"name": "guide", "description": "How to begin"},
        {"name": "more", "externalDocs": {"url": "https://a.test"}},
        {"name": "nothing"},
    ]
    assert sections({}, tags=declared) == [("", "guide", 0), ("", "more", 0)]


def test_operations_without_a_tag_come_under_their_paths() -> None:
    paths = {
        path: {"get": {}}
        for path in (
            "/v1/payment_links",
            "/v1/payment_links/{id}",
            "/v1/apiKeys/{id}",
            "/v1/{id}",
            "/v1/chat.postMessage",
            "/v1/chat.delete",
        )
    }
    paths["/v1/pets"] = {"get": {"tags": ["Pets"]}}
    paths["/v1/pets/{id}"] = {"get": {}}
    assert sections(paths) == [
        ("", "Pets", 2),
        ("", "Payment links", 2),
        ("", "Api keys", 1),
        ("", "Chat", 2),
        ("", "Other operations", 1),
    ]


@pytest.mark.parametrize(
    ("paths", "headings"),
    [
        (["/users", "/users/{id}", "/orders"], ["Users", "Users", "Orders"]),
        (["/pets", "/pets/{id}"], ["Pets", "Pets"]),
        (["/api/v2/a/b", "/api/v2/a/c", "/health"], ["A", "A", "Health"]),
        (["/#Action=A", "/#Action=B"], ["", ""]),
        (["/{id}", "/", ""], ["", "", ""]),
        ([f"/call{number}" for number in range(40)], [""] * 40),
        ([f"/call{number % 15}/{number}" for number in range(40)], None),
        ([], []),
    ],
)
def test_paths_give_headings_where_they_bring_order(
    paths: list[str], headings: list[str] | None
) -> None:
    found = path_groups.headings(paths)
    assert found == headings if headings is not None else len(set(found)) == 15


def test_what_no_path_gives_a_heading_is_one_section() -> None:
    assert sections({"/": {"get": {}}}) == [("", "Operations", 1)]


def test_an_operation_stands_under_few_of_very_many_tags() -> None:
    names = [f"t{number}" for number in range(500)]
    found = sections({f"/{number}": {"get": {"tags": names}} for number in range(20)})
    assert [count for _, _, count in found] == [20] * 20
    room = MOST_ENTRIES // 20
    many = {f"/{number}": {"get": {"tags": names}} for number in range(room + 50)}
    assert sum(count for _, _, count in sections(many)) == MOST_ENTRIES + 50
