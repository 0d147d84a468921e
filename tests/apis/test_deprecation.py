"""What an owner announces of a version's end, through REST."""

from datetime import UTC, datetime, timedelta

import pytest

from apis.items import Api, ApiVersion
from portal.accounts import audit
from tests.apis.conftest import description, register

SPRING, AUTUMN = "2127-03-01", "2127-09-30"


@pytest.fixture
def api(publisher, unique) -> str:
    """An API whose current version is 2.0.0, beside an older 1.0.0."""
    slug = register(publisher, unique)["id"]
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"/api/v1/apis/{slug}/versions/", body, format="json")
    return str(slug)


@pytest.fixture
def change(publisher, api):
    def change_version(version: str = "1.0.0", **body):
        path = f"/api/v1/apis/{api}/versions/{version}/"
        return publisher.rest.patch(path, body, format="json")

    return change_version


def kinds_of(slug: str) -> list[str]:
    return [each.kind for each in audit.by_subject(f"API#{slug}").items[::-1]]


def test_a_version_is_deprecated_from_now_unless_another_day_is_named(change):
    before = datetime.now(UTC)
    found = change(status="deprecated").json()
    assert found["status"] == "deprecated"
    assert before <= datetime.fromisoformat(found["deprecated_from"]) <= datetime.now(UTC)
    assert found["sunset_at"] is None


def test_days_count_from_their_beginning_and_to_their_end_in_utc(change):
    found = change(status="deprecated", deprecated_from=SPRING, sunset_at=AUTUMN).json()
    assert found["deprecated_from"] == "2127-03-01T00:00:00Z"
    assert found["sunset_at"] == "2127-09-30T23:59:59Z"


def test_a_moment_is_taken_as_it_is_sent(change):
    found = change(status="deprecated", sunset_at="2127-09-30T12:00:00-10:00").json()
    assert found["sunset_at"] == "2127-09-30T22:00:00Z"


def test_a_version_is_active_until_the_announced_day_and_deprecated_from_it_on(
    change, publisher, api, visit
):
    assert change(status="deprecated", deprecated_from=SPRING).json()["status"] == "active"
    page = visit(publisher).get(f"/docs/{api}/1.0.0/").text
    assert "This version will be deprecated." in page
    assert "Deprecated from 1 March 2127." in page
    stored = ApiVersion.fetch(*ApiVersion.key(api, "1.0.0"))
    # The day comes: nothing but time passes.
    stored.update(ApiVersion.deprecated_from.set(datetime(2020, 3, 1, tzinfo=UTC)))
    path = f"/api/v1/apis/{api}/versions/1.0.0/"
    assert publisher.rest.get(path).json()["status"] == "deprecated"
    page = visit(publisher).get(f"/docs/{api}/1.0.0/").text
    assert "This version is deprecated." in page
    assert "Deprecated since 1 March 2020." in page


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        ({"deprecated_from": AUTUMN, "sunset_at": SPRING}, "/sunset_at", "before the deprecation"),
        ({"sunset_at": "2020-01-01"}, "/sunset_at", "in the past"),
        ({"sunset_at": "9999-12-31"}, "/sunset_at", "not of the years 2000 to 2199"),
        ({"successor": "3.0.0"}, "/successor", "no other published version"),
        ({"successor": "1.0.0"}, "/successor", "no other published version"),
        ({"successor": "../2"}, "/successor", "no other published version"),
        ({"deprecation_url": "javascript:alert(1)"}, "/deprecation_url", "not a web address"),
        ({"sunset_at": "soon"}, "/sunset_at", ""),
        ({"sunset_at": [1]}, "/sunset_at", ""),
        ({"deprecation_reason": "x" * 501}, "/deprecation_reason", ""),
    ],
)
def test_what_cannot_be_announced_is_refused_at_its_place(change, api, body, pointer, says):
    answer = change(status="deprecated", **body)
    assert answer.status_code in (400, 422)
    places = {each["pointer"]: each["detail"] for each in answer.json()["errors"]}
    assert says in places[pointer]
    assert ApiVersion.fetch(*ApiVersion.key(api, "1.0.0")).status == "active"


def test_a_draft_is_no_successor(change, publisher, api, unique):
    body = {"spec": description(unique, "3.0.0"), "status": "draft"}
    publisher.rest.post(f"/api/v1/apis/{api}/versions/", body, format="json")
    assert change(status="deprecated", successor="3.0.0").status_code == 422


def test_what_was_announced_is_changed_later_and_each_change_recorded_once(change, api):
    change(status="deprecated")
    first = len(kinds_of(api))
    found = change(sunset_at=AUTUMN, successor="2.0.0", deprecation_reason="2 has it all.").json()
    assert (found["status"], found["successor"]) == ("deprecated", "2.0.0")
    event = audit.by_subject(f"API#{api}").items[0]
    assert kinds_of(api)[first:] == ["version_deprecation_changed"]
    assert event.details["sunset_at"] == "2127-09-30T23:59:59.000000Z"
    assert event.details["deprecation_reason"] == "2 has it all."
    change(sunset_at=AUTUMN, successor="2.0.0")
    assert len(kinds_of(api)) == first + 1


def test_a_sunset_that_passed_does_not_stand_in_the_way_of_other_changes(change, api):
    change(status="deprecated", sunset_at=AUTUMN)
    version = ApiVersion.fetch(*ApiVersion.key(api, "1.0.0"))
    passed = datetime.now(UTC) - timedelta(days=3)
    version.update(
        ApiVersion.sunset_at.set(passed),
        ApiVersion.deprecated_from.set(passed - timedelta(days=30)),
    )
    assert change(deprecation_reason="Late.").status_code == 200
    assert change(status="retired").json()["status"] == "retired"


@pytest.mark.parametrize("back", [{"status": "active"}, {"deprecated_from": None}])
def test_taken_back_nothing_is_announced_any_more(change, back):
    change(status="deprecated", sunset_at=AUTUMN, successor="2.0.0", deprecation_reason="Old.")
    found = change(**back).json()
    names = ("status", "deprecated_from", "sunset_at", "successor", "deprecation_reason")
    assert [found[name] for name in names] == ["active", None, None, "", ""]


def test_an_announcement_is_taken_back_before_its_day(change, api):
    change(status="deprecated", deprecated_from=SPRING)
    # Somebody who knows nothing of it sends the status back as they read it.
    assert change(status="active", notes="Hello.").json()["deprecated_from"]
    assert change(deprecated_from=None).json()["deprecated_from"] is None
    assert kinds_of(api)[-3:] == ["version_deprecated", "version_edited", "version_active"]


def test_a_version_is_retired_early_only_by_who_says_so(change):
    change(status="deprecated", sunset_at=AUTUMN)
    refused = change(status="retired")
    assert (refused.status_code, refused.json()["code"]) == (409, "sunset_ahead")
    assert "until the end of 30 September 2127" in refused.json()["detail"]
    found = change(status="retired", before_sunset=True).json()
    # What was announced stays, for who asks afterwards where to go.
    assert (found["status"], found["sunset_at"]) == ("retired", "2127-09-30T23:59:59Z")


def test_dates_of_a_version_that_is_not_deprecated_are_refused(change):
    answer = change(sunset_at=AUTUMN)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_deprecated")


def test_the_api_follows_its_current_version(change, api):
    change("2.0.0", status="deprecated", deprecated_from=SPRING)
    assert Api.fetch(*Api.key(api)).status == "active"
    change("2.0.0", deprecated_from="2020-03-01")
    assert Api.fetch(*Api.key(api)).status == "deprecated"


def test_a_deleted_successor_is_named_no_more(change, publisher, api, unique):
    body = {"spec": description(unique, "3.0.0")}
    publisher.rest.post(f"/api/v1/apis/{api}/versions/", body, format="json")
    change(status="deprecated", successor="2.0.0")
    assert publisher.rest.delete(f"/api/v1/apis/{api}/versions/2.0.0/").status_code == 204
    path = f"/api/v1/apis/{api}/versions/1.0.0/"
    assert publisher.rest.get(path).json()["successor"] == ""


def test_others_see_what_is_announced_and_change_nothing(change, mate, stranger, api):
    change(status="deprecated", sunset_at=AUTUMN)
    path = f"/api/v1/apis/{api}/versions/1.0.0/"
    for who in (mate, stranger):
        assert who.rest.get(path).json()["sunset_at"] == "2127-09-30T23:59:59Z"
        assert who.rest.patch(path, {"sunset_at": None}, format="json").status_code == 403
