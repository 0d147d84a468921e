"""The audit log of what happens to APIs: who did it, and from where."""

import pytest

from portal.accounts import audit
from portal.events.items import Event
from tests.apis.conftest import description, register

HOME = "203.0.113.7"
OFFICE = "2001:db8::7"


def entries(slug: str) -> list[Event]:
    """Return the records about an API, in the order in which they were made."""
    return audit.by_subject(f"API#{slug}").items[::-1]


@pytest.fixture
def slug(publisher, unique) -> str:
    publisher.rest.defaults["REMOTE_ADDR"] = HOME
    return register(publisher, unique)["id"]


def test_every_change_says_who_and_from_where(publisher, slug):
    api = f"/api/v1/apis/{slug}/"
    second = {"spec": description(slug, "2.0.0"), "status": "draft"}
    answers = [
        publisher.rest.patch(api, {"summary": "Changed"}, format="json", REMOTE_ADDR=OFFICE),
        publisher.rest.post(f"{api}versions/", second, format="json"),
        publisher.rest.delete(api, REMOTE_ADDR=OFFICE),
    ]
    assert [answer.status_code for answer in answers] == [200, 201, 204]
    found = entries(slug)
    assert [(each.kind, each.source_ip) for each in found] == [
        ("api_registered", HOME),
        ("api_edited", OFFICE),
        ("version_added", HOME),
        ("api_deleted", OFFICE),
    ]
    assert {each.actor_email for each in found} == {publisher.user.email}


def test_an_edit_is_recorded_with_who_saw_the_api_before_and_since(publisher, slug, team):
    change = {"visibility": "restricted", "readers": ["partners"], "summary": "Changed"}
    publisher.rest.patch(f"/api/v1/apis/{slug}/", change, format="json")
    details = entries(slug)[-1].details
    assert sorted(details.pop("changed")) == ["readers", "summary", "visibility"]
    assert details == {
        "visibility before": "internal",
        "visibility": "restricted",
        "readers before": [],
        "readers": ["partners"],
    }


def test_a_change_that_changes_nothing_leaves_no_trace(publisher, slug):
    api = f"/api/v1/apis/{slug}/"
    version = f"{api}versions/1.0.0/"
    before = [publisher.rest.get(path)["ETag"] for path in (api, version)]
    for path, body in (
        (api, {}),
        (api, {"name": slug, "tags": []}),
        (version, {}),
        (version, {"notes": "", "status": "active"}),
    ):
        assert publisher.rest.patch(path, body, format="json").status_code == 200
    assert [publisher.rest.get(path)["ETag"] for path in (api, version)] == before
    assert [each.kind for each in entries(slug)] == ["api_registered"]
