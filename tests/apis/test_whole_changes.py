"""A change of several things at once is stored whole, or not at all."""

import pytest

from apis.items import ApiVersion
from apis.services.details import NOTES_LENGTH
from apis.services.lifecycle import edit_version
from apis.visibility import get_version_or_404
from portal.accounts import audit
from portal.errors import Invalid
from tests.apis.conftest import description, register


@pytest.fixture
def slug(publisher, unique) -> str:
    """An API with a current version, a further one and a draft."""
    slug = register(publisher, unique)["id"]
    for version, status in (("1.1.0", "active"), ("2.0.0", "active"), ("3.0.0", "draft")):
        body = {"spec": description(unique, version), "status": status}
        answer = publisher.rest.post(f"/api/v1/apis/{slug}/versions/", body, format="json")
        assert answer.status_code == 201
    return slug


def stored(publisher, slug):
    """Everything that a change could have left: the API, its versions, the audit log."""
    api = publisher.rest.get(f"/api/v1/apis/{slug}/")
    versions = publisher.rest.get(f"/api/v1/apis/{slug}/versions/")
    listed = publisher.rest.get("/api/v1/apis/", {"owner": api.json()["owner"]})
    tag = publisher.rest.get(f"/api/v1/apis/{slug}/versions/1.1.0/")["ETag"]
    return api["ETag"], api.json(), versions.json(), listed.json(), tag, events(slug)


def events(slug):
    return [entry.kind for entry in audit.by_subject(f"API#{slug}").items[::-1]]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("versions/1.1.0/", {"notes": "New", "status": "retired"}, 409),
        ("versions/2.0.0/", {"notes": "New", "status": "draft"}, 409),
        ("", {"current_version": "3.0.0", "summary": "New"}, 409),
        ("", {"current_version": "1.0.0", "owner": "another"}, 403),
        ("", {"current_version": "1.0.0", "support_url": "javascript:alert(1)"}, 422),
        ("", {"current_version": "9.9.9", "summary": "New"}, 404),
    ],
)
def test_a_half_that_is_refused_takes_the_other_with_it(publisher, slug, path, body, status):
    before = stored(publisher, slug)
    answer = publisher.rest.patch(f"/api/v1/apis/{slug}/{path}", body, format="json")
    assert answer.status_code == status, answer.content
    assert stored(publisher, slug) == before


def test_notes_that_are_too_long_keep_a_version_from_its_step(publisher, slug):
    before = stored(publisher, slug)
    api, version = get_version_or_404(slug, "2.0.0", publisher.user)
    with pytest.raises(Invalid):
        edit_version(
            user=publisher.user,
            api=api,
            version=version,
            status="deprecated",
            notes="a" * (NOTES_LENGTH + 1),
        )
    assert stored(publisher, slug) == before


def test_a_versions_step_and_notes_are_one_change(publisher, slug):
    body = {"notes": "Use 3.", "status": "deprecated"}
    before = ApiVersion.fetch(*ApiVersion.key(slug, "2.0.0")).revision
    known = len(events(slug))
    answer = publisher.rest.patch(f"/api/v1/apis/{slug}/versions/2.0.0/", body, format="json")
    assert answer["ETag"] == f'"{before + 1}"'
    assert body.items() <= answer.json().items()
    assert publisher.rest.get(f"/api/v1/apis/{slug}/").json()["status"] == "deprecated"
    assert events(slug)[known:] == ["version_edited", "version_deprecated"]


def test_another_current_version_and_facts_are_one_change(publisher, slug):
    path = f"/api/v1/apis/{slug}/"
    before = int(publisher.rest.get(path)["ETag"].strip('"'))
    known = len(events(slug))
    body = {"current_version": "1.0.0", "summary": "The first one again"}
    answer = publisher.rest.patch(path, body, format="json")
    assert answer["ETag"] == f'"{before + 1}"'
    assert body.items() <= publisher.rest.get(path).json().items()
    assert events(slug)[known:] == ["version_made_current", "api_edited"]


@pytest.mark.parametrize("path", ["", "versions/2.0.0/"])
def test_who_may_not_change_it_may_not_change_nothing_either(publisher, mate, slug, path):
    address = f"/api/v1/apis/{slug}/{path}"
    assert mate.rest.patch(address, {}, format="json").status_code == 403
    assert publisher.rest.patch(address, {}, format="json").status_code == 200
