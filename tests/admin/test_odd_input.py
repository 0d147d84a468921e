"""What anybody can put into the admin's addresses and forms: none of it is a fault of ours."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse

from portal.dynamo.connection import connection
from tests.aws_events import handled

LISTS = (
    "/admin/accounts/user/",
    "/admin/accounts/auditrecord/",
    "/admin/apis/apimodel/",
    "/admin/apis/versionmodel/",
    "/admin/apis/applicationmodel/",
    "/admin/apis/applicationkeymodel/",
    "/admin/apis/subscriptionmodel/",
)
SEARCHES = (
    '"',
    "'",
    '"ann',
    'ann"',
    "\"ann'",
    '"ann"lee',
    '"ann\\"',
    "\\",
    '""',
    "' " * 5_000,
    # Three characters of two bytes each, once its case is folded.
    "\u0390" * 200,
    "a" * 20_000,
)
ODD = ("", "\x00", "\ud800", "9" * 5_000, "../..", '"', "\U0001f600" * 2_000)
PARAMS = (
    "p",
    "all",
    "e",
    "o",
    "cursor",
    "_to_field",
    "_changelist_filters",
    "month",
    "owner",
    "pk",
    "slug",
    "role__exact",
    "disabled__exact",
    "created_at__gte",
    "status__exact",
)
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
LONGEST_PARTITION_KEY, LONGEST_SORT_KEY = 2048, 1024


def encoded(text: str) -> str:
    return quote(text.encode(errors="surrogatepass"), safe="")


@pytest.fixture
def keys_too_long() -> Iterator[list[int]]:
    """Fill with the lengths of the keys asked for that real DynamoDB would refuse."""
    found: list[int] = []

    def note(params, **_) -> None:
        asked = json.loads(params["body"])
        condition = asked.get("KeyConditionExpression", "")
        for name, value in asked.get("ExpressionAttributeValues", {}).items():
            size = len(value.get("S", "").encode())
            partition = condition.startswith(f"#0 = {name}")
            if name in condition and size > (
                LONGEST_PARTITION_KEY if partition else LONGEST_SORT_KEY
            ):
                found.append(size)

    with handled(connection().client, "before-call.dynamodb.Query", note):
        yield found


def faults(client, addresses: list[str]) -> list[str]:
    client.raise_request_exception = False
    return [address[:120] for address in addresses if client.get(address).status_code >= 500]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_any_search(admin, keys_too_long, path) -> None:
    assert faults(admin.client, [f"{path}?q={encoded(text)}" for text in SEARCHES]) == []
    assert keys_too_long == []


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_any_filter_order_and_page(admin, keys_too_long, path) -> None:
    asked = [f"{path}?{name}={encoded(odd)}" for name in PARAMS for odd in ODD]
    assert faults(admin.client, asked) == []
    assert keys_too_long == []


def test_a_quote_that_is_not_closed_is_no_part_of_the_word(admin, person, unique) -> None:
    ann = person("ann", shown_as=f"Ann {unique} O'Neill")
    for search in (f'"Ann {unique}', f"Ann {unique} O'Neill", f"'Ann {unique}'", f'"Ann"{unique}'):
        page = admin.client.get("/admin/accounts/user/", {"q": search})
        assert [row.email for row in page.context["cl"].result_list] == [ann.email], search


@pytest.mark.parametrize("odd", ODD)
def test_a_thing_of_any_name_is_just_not_there(admin, odd) -> None:
    views = [f"{path}{encoded(odd)}/{view}/" for path in LISTS for view in ("change", "delete")]
    others = [
        f"/admin/accounts/user/{admin.profile.user_id}/history/?cursor={encoded(odd)}",
        f"/admin/accounts/user/{admin.profile.user_id}/sessions/?cursor={encoded(odd)}",
        f"/admin/apis/versionmodel/add/?_changelist_filters=slug%3D{encoded(odd)}",
    ]
    assert faults(admin.client, views + others) == []


def test_nothing_is_saved_as_a_new_one(admin, person) -> None:
    """Django takes the button's name although no page offers the button."""
    somebody = person("somebody")
    path = reverse("admin:accounts_user_change", args=[somebody.user_id])
    issuer = next(iter(settings.IDENTITY_PROVIDERS.values()))["issuer"]
    new = {"issuer": issuer, "subject": f"{somebody.user_id}-copy", "email": "copy@example.com"}
    for form in ({"role_override": ""}, new):
        assert admin.client.post(path, {**form, "_saveasnew": "1"}).status_code == 400
