"""What the gateway says of a version's end, beside what the upstream says itself."""

from datetime import UTC, datetime

import pytest

from apis.gateway.lifecycle import (
    VersionRetired,
    lifecycle_fields,
    require_served,
    with_lifecycle,
)
from apis.gateway.messages import values_of
from apis.items import Api, ApiVersion

PORTAL = "http://localhost:8000"
MARCH, SEPTEMBER = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 9, 30, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_a_known_address(settings):
    settings.PORTAL_URL = PORTAL


def api(**more) -> Api:
    known = {"slug": "pets", "name": "Pets", "owner": "zoo", "created_by": "u", "status": "active"}
    return Api(*Api.key("pets"), **{**known, "current_version": "2", "current_digest": "", **more})


def version(**more) -> ApiVersion:
    known = {"slug": "pets", "version": "1", "name": "Pets", "created_by": "u", "status": "active"}
    return ApiVersion(*ApiVersion.key("pets", "1"), **{**known, **more})


def deprecated(**more) -> ApiVersion:
    return version(status="deprecated", deprecated_from=MARCH, **more)


def fields_of(found) -> dict[str, str]:
    return dict(lifecycle_fields(api(), found))


@pytest.mark.parametrize("status", ["active", "deprecated"])
def test_dates_have_their_standards_forms_before_the_day_and_after(status):
    found = fields_of(version(status=status, deprecated_from=MARCH, sunset_at=SEPTEMBER))
    # RFC 9745, 2: a Date of structured fields. RFC 8594, 3: an HTTP-date.
    assert found["Deprecation"] == "@1803859200"
    assert found["Sunset"] == "Thu, 30 Sep 2027 23:59:59 GMT"


def test_links_lead_to_the_portals_pages():
    found = fields_of(deprecated(sunset_at=SEPTEMBER, successor="2"))
    assert found["Link"] == (
        f'<{PORTAL}/apis/pets/versions/1/>; rel="deprecation", '
        f'<{PORTAL}/apis/pets/versions/1/>; rel="sunset", '
        f'<{PORTAL}/docs/pets/2/>; rel="successor-version"'
    )


def test_links_lead_to_the_owners_page_where_there_is_one():
    about = 'https://example.com/move>; rel="next", <https://evil.example/"'
    link = fields_of(deprecated(deprecation_url=about))["Link"]
    assert link.startswith("<https://example.com/move%3E;")
    assert link.count("<") == link.count(">") == 2
    link.encode("ascii")


def test_without_a_sunset_there_is_neither_field_nor_link_of_it():
    found = fields_of(deprecated())
    assert "Sunset" not in found
    assert 'rel="sunset"' not in found["Link"]


def test_an_active_version_says_nothing():
    assert lifecycle_fields(api(), version()) == []


def test_the_current_version_follows_where_no_other_is_named_and_it_is_live():
    assert f"<{PORTAL}/docs/pets/2/>" in fields_of(deprecated())["Link"]
    for beside in (api(status="retired"), api(status="draft"), api(current_version="1")):
        link = dict(lifecycle_fields(beside, deprecated()))["Link"]
        assert "successor-version" not in link


def test_only_the_deprecated_operation_of_a_live_version_says_so():
    live = version(created_at=MARCH)
    assert lifecycle_fields(api(), live, operation_is_deprecated=True) == [
        ("Deprecation", "@1803859200"),
        ("Link", f'<{PORTAL}/docs/pets/1/>; rel="deprecation"'),
    ]
    assert lifecycle_fields(api(), live, operation_is_deprecated=False) == []


def test_our_fields_take_the_place_of_the_upstreams_and_its_links_stay():
    sent = [
        ("deprecation", "true"),
        ("SUNSET", "2027-09-30"),
        ("Link", '<https://u.example/doc>; rel="help", </p2>; rel=next'),
        ("X-Other", "1"),
    ]
    own = lifecycle_fields(api(), deprecated(sunset_at=SEPTEMBER))
    found = with_lifecycle(sent, own)
    assert values_of(found, "Deprecation") == ["@1803859200"]
    assert values_of(found, "Sunset") == ["Thu, 30 Sep 2027 23:59:59 GMT"]
    assert values_of(found, "Link")[0] == sent[2][1]
    assert 'rel="deprecation"' in values_of(found, "Link")[1]
    assert values_of(found, "X-Other") == ["1"]


def test_what_the_upstream_of_a_live_version_says_passes():
    sent = [("Deprecation", "@1"), ("Sunset", "Thu, 30 Sep 2027 23:59:59 GMT")]
    assert with_lifecycle(sent, lifecycle_fields(api(), version())) == sent


def test_a_version_past_its_sunset_is_served_until_it_is_retired():
    past = deprecated(sunset_at=datetime(2020, 1, 1, tzinfo=UTC))
    require_served(api(), past)
    assert fields_of(past)["Sunset"] == "Wed, 01 Jan 2020 00:00:00 GMT"


def test_a_version_retired_before_its_day_no_longer_names_that_day():
    ahead, past = datetime(9000, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    assert "Sunset" in fields_of(deprecated(sunset_at=ahead))
    early = fields_of(version(status="retired", deprecated_from=past, sunset_at=ahead))
    assert "Sunset" not in early
    assert "sunset" not in early["Link"]
    on_time = fields_of(version(status="retired", deprecated_from=past, sunset_at=past))
    assert on_time["Sunset"] == "Wed, 01 Jan 2020 00:00:00 GMT"


def test_a_retired_version_is_gone_and_names_the_way_on():
    retired = version(status="retired", deprecated_from=MARCH, sunset_at=SEPTEMBER)
    with pytest.raises(VersionRetired) as refusal:
        require_served(api(), retired)
    assert refusal.value.problem.status == 410
    assert "Move to version 2." in refusal.value.problem.detail
    assert 'rel="successor-version"' in fields_of(retired)["Link"]
    with pytest.raises(VersionRetired) as refusal:
        require_served(api(status="retired"), retired)
    assert "no other one takes its place" in refusal.value.problem.detail


def test_addresses_stand_behind_the_stage(settings):
    settings.PORTAL_URL = "https://portal.example.com/dev"
    from django.urls import set_script_prefix

    set_script_prefix("/dev/")
    try:
        link = fields_of(deprecated())["Link"]
    finally:
        set_script_prefix("/")
    assert link.startswith("<https://portal.example.com/dev/apis/pets/versions/1/>")
