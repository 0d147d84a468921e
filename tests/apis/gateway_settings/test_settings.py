"""What an API's owner decides about the gateway, and what is refused."""

import json

import pytest

from apis.items.gateway_settings import GatewaySettings
from apis.services.gateway_settings import settings_of
from tests.apis.conftest import description, register
from tests.apis.gateway_settings.conftest import UPSTREAM, Gateway


def problem(answer) -> list[tuple[str, str]]:
    """Return what a refusal names: each pointer with its code."""
    body = json.loads(answer.content)
    return [(each["pointer"], each["code"]) for each in body["errors"]]


def test_an_api_is_not_behind_the_gateway_by_itself(publisher, api):
    answer = publisher.rest.get(f"/api/v1/apis/{api}/gateway/")
    assert answer.status_code == 404
    assert json.loads(answer.content)["code"] == "gateway_not_set_up"
    assert settings_of(api) is None


def test_what_was_put_is_read(gateway):
    body = {
        "enabled": False,
        "upstreams": {"1.0.0": "http://8.8.8.8:8080/a%2Fb/"},
        "timeout_seconds": 29,
        "validates": True,
        "older_limit_fields": True,
        "cors": {
            "origins": ["https://App.example", "https://app.example"],
            "methods": ["get"],
            "headers": ["X-Trace"],
            "exposed": ["X-Total"],
            "max_age": 60,
            "credentials": True,
        },
        "request_rules": [{"part": "query", "action": "set", "name": "a", "value": " b "}],
        "response_rules": [{"part": "header", "action": "remove", "name": "Server", "value": ""}],
        "credential_secret": "key",
        "credential_header": "X-Api-Key",
        "credential_prefix": "Token ",
    }
    answer = gateway.put(**body)
    assert answer.status_code == 200, answer.content
    shown = gateway.read()
    cors = body["cors"] | {"origins": ["https://app.example"], "methods": ["GET"]}
    assert {name: shown[name] for name in body} == body | {"cors": cors}
    assert shown["addresses"]["1.0.0"].endswith(f"/gateway/{gateway.api}/1.0.0")
    assert settings_of(gateway.api).upstream_of("1.0.0") == "http://8.8.8.8:8080/a%2Fb/"


def test_what_is_left_out_of_a_put_takes_its_default_and_of_a_patch_stays(gateway):
    gateway.put(validates=True, timeout_seconds=5)
    assert gateway.patch(enabled=False).status_code == 200
    shown = gateway.read()
    assert (shown["validates"], shown["timeout_seconds"], shown["enabled"]) == (True, 5, False)
    gateway.put()
    shown = gateway.read()
    assert (shown["validates"], shown["timeout_seconds"], shown["enabled"]) == (False, 20, True)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://u.example/foo?token=1", "url_with_query"),
        ("https://u.example/foo?", "url_with_query"),
        ("https://u.example/foo#f", "url_with_query"),
        ("https://me:secret@u.example/", "url_with_credentials"),
        ("ftp://u.example/", "url_scheme"),
        ("u.example", "url_scheme"),
        ("https:///a", "url_scheme"),
        ("https://u.example/a/../b", "url_with_dots"),
        ("https://u.example/a b", "url_malformed"),
        # Told when it is saved, with the way on: an administrator allows the network.
        ("http://127.0.0.1:9000/", "upstream_not_public"),
        ("http://169.254.169.254/", "upstream_not_public"),
        ("http://[::1]/", "upstream_not_public"),
        ("http://localhost/", "upstream_not_public"),
        ("http://10.1.2.3/base", "upstream_not_public"),
        ("http://orders.internal/", "upstream_not_public"),
    ],
)
def test_an_upstream_that_cannot_be_one_is_refused_with_its_version(gateway, url, code):
    answer = gateway.patch(upstreams={"1.0.0": url})
    assert answer.status_code == 422
    assert problem(answer) == [("/upstreams/1.0.0", code)]
    if code == "upstream_not_public":
        assert b"GATEWAY_ALLOWED_NETWORKS" in answer.content
    assert gateway.read()["upstreams"] == {"1.0.0": UPSTREAM}


def test_a_private_upstream_is_taken_where_its_network_is_allowed(gateway, settings):
    settings.GATEWAY_ALLOWED_NETWORKS = ["10.1.0.0/16"]
    assert gateway.patch(upstreams={"1.0.0": "http://10.1.2.3/"}).status_code == 200
    assert gateway.patch(upstreams={"1.0.0": "http://10.2.2.3/"}).status_code == 422
    # What stands is not judged anew by every other change.
    settings.GATEWAY_ALLOWED_NETWORKS = []
    assert gateway.patch(validates=True).status_code == 200


def test_a_host_that_nobody_knows_yet_is_taken(gateway, unique):
    answer = gateway.patch(upstreams={"1.0.0": f"https://{unique}.invalid"})
    assert answer.status_code == 200


def test_only_versions_of_the_api_have_upstreams(gateway):
    answer = gateway.patch(upstreams={"1.0.0": UPSTREAM, "9.9": UPSTREAM, "a/b": UPSTREAM})
    assert problem(answer) == [
        ("/upstreams/9.9", "version_unknown"),
        ("/upstreams/a/b", "version_unknown"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cors": {"origins": []}}, ("/cors/origins", "required")),
        ({"cors": {"origins": ["https://a.example/path"]}}, ("/cors/origins/0", "origin_rule")),
        ({"cors": {"origins": ["null"]}}, ("/cors/origins/0", "origin_rule")),
        (
            {"cors": {"origins": ["*"], "credentials": True}},
            ("/cors/credentials", "any_origin_with_credentials"),
        ),
        (
            {"cors": {"origins": ["*"], "exposed": ["X A"]}},
            ("/cors/exposed/0", "field_name_rule"),
        ),
        ({"cors": {"origins": ["*"], "max_age": -1}}, ("/cors/max_age", "cors_seconds_between")),
        (
            {
                "request_rules": [
                    {"part": "header", "action": "set", "name": "X-A", "value": "a\r\nHost: evil"}
                ]
            },
            ("/request_rules/0/value", "field_value_rule"),
        ),
        (
            {"response_rules": [{"part": "header", "action": "set", "name": "Set-Cookie"}]},
            ("/response_rules/0/name", "field_reserved"),
        ),
        (
            {"credential_header": "Host"},
            ("/credential_header", "field_reserved"),
        ),
        (
            {"credential_header": "X-Key", "credential_prefix": "a\nb"},
            ("/credential_prefix", "credential_prefix_rule"),
        ),
        ({"credential_secret": "key"}, ("/credential_header", "required")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(gateway, changes, expected):
    before = gateway.read()
    answer = gateway.patch(**changes)
    assert answer.status_code == 422, answer.content
    assert problem(answer) == [expected]
    assert gateway.read() == before


@pytest.mark.parametrize(
    "name", ["../other/credential", "other/credential", "a b", "portal-dev-secret-key/", "-"]
)
def test_no_secret_of_another_api_or_of_the_portal_can_be_named(gateway, name):
    answer = gateway.patch(credential_secret=name, credential_header="X-Key")
    assert problem(answer) == [("/credential_secret", "secret_name_rule")]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"timeout_seconds": 0}, "/timeout_seconds"),
        ({"upstreams": {"1.0.0": "https://u.example/" + "a" * 500}}, "/upstreams/1.0.0"),
        ({"timeout_seconds": 30}, "/timeout_seconds"),
        ({"timout_seconds": 3}, "/timout_seconds"),
        ({"upstreams": ["https://a.example"]}, "/upstreams"),
        ({"request_rules": [{"part": "header"}]}, "/request_rules/0/action"),
        ({"request_rules": [{}] * 51}, "/request_rules"),
    ],
)
def test_what_is_no_setting_is_refused(gateway, body, pointer):
    answer = gateway.patch(**body)
    assert answer.status_code in (400, 422)
    assert pointer in [each[0] for each in problem(answer)]


def test_the_second_of_two_owners_is_told(gateway, publisher):
    etag = publisher.rest.get(gateway.address)["ETag"]
    assert gateway.patch(validates=True).status_code == 200
    late = publisher.rest.patch(
        gateway.address, {"validates": False}, format="json", headers={"If-Match": etag}
    )
    assert late.status_code == 412
    assert gateway.read()["validates"]


def test_settings_go_with_their_api_and_count_for_no_later_one(
    gateway, publisher, unique, stranger
):
    assert publisher.rest.delete(f"/api/v1/apis/{gateway.api}/").status_code == 204
    assert GatewaySettings.find(*GatewaySettings.key(gateway.api)) is None
    register(publisher, unique, spec=description(unique), slug=gateway.api)
    assert publisher.rest.get(gateway.address).status_code == 404


def test_each_change_is_recorded_once_with_what_it_changed(gateway, admin):
    gateway.patch(validates=True, timeout_seconds=7)
    # Nothing of it is another.
    gateway.patch(validates=True)
    answer = admin.rest.get("/api/v1/audit/", {"subject": f"API#{gateway.api}"})
    records = json.loads(answer.content)["items"]
    of_gateway = [each for each in records if each["event"].startswith("gateway")]
    assert [each["details"] for each in of_gateway] == [
        {"changed": ["timeout_seconds", "validates"]},
        {"changed": ["upstreams"], "versions": ["1.0.0"], "enabled": True},
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 403), ("mate", 403), ("developer", 403), ("admin", 200)]
)
def test_only_who_may_change_the_api_sees_its_settings(gateway, request, who, status):
    other = Gateway(request.getfixturevalue(who), gateway.api)
    assert other.person.rest.get(other.address).status_code == status
    assert other.patch(validates=True).status_code == status
    assert gateway.read()["validates"] is (status == 200)


def test_of_an_api_that_one_may_not_see_there_is_no_gateway(gateway, publisher, stranger):
    hidden = {"visibility": "restricted"}
    assert (
        publisher.rest.patch(f"/api/v1/apis/{gateway.api}/", hidden, format="json").status_code
        == 200
    )
    other = Gateway(stranger, gateway.api)
    assert other.person.rest.get(other.address).status_code == 404
    assert other.put().status_code == 404
    assert other.store("x").status_code == 404
