"""What the REST API says of itself, held against what it does."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from django.test import Client
from django.urls import resolve

from apis.items import Api
from apis.items.gateway_settings import GatewaySettings
from portal.dynamo.connection import connection
from tests.apis.applications import key_for
from tests.apis.conftest import Person, description, person, register, with_key
from tests.apis.subscriptions.conftest import ask, new_application, new_plan
from tests.detours import pointed_at
from tests.routes import METHODS

TWO_CREDENTIALS = {"X-API-Key": "x", "Authorization": "Bearer x"}
# What gives a description or an image in its own format, whatever the client accepts.
ANSWERS_AS_STORED = {"read_description", "read_guide_image", "delete_guide_image"}

# What only a draft is taken for.
OF_DRAFTS = {"replace_description"}
EXAMPLE = {
    "operation": "things",
    "place": "request/application/json",
    "title": "Thing",
    "value": "thing",
}


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    described: dict[str, Any]

    @property
    def statuses(self) -> set[int]:
        return {int(status) for status in self.described["responses"]}

    @property
    def has_body(self) -> bool:
        return "requestBody" in self.described


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(Client().get("/api/v1/schema/?format=json").content)


@pytest.fixture(scope="module")
def operations(schema) -> list[Operation]:
    return [
        Operation(described["operationId"], method, path, described)
        for path, item in schema["paths"].items()
        for method, described in item.items()
        if method in METHODS
    ]


@pytest.fixture
def world(unique):
    """An admin's browser, and a value for each parameter of a path."""
    team = f"{unique}-team"
    admin = person(f"{unique}-admin", "admin", f"team-{team}")
    other = person(f"{unique}-other", "developer")
    body = {"content": {"application/json": {}}}
    paths = {"/things": {"post": {"operationId": "things", "requestBody": body, "responses": {}}}}
    spec = description(unique, paths=paths)
    key_owner = with_key(admin)
    api = register(key_owner, unique, owner=team, spec=spec)["id"]
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(admin)
    draft = {"spec": description(unique, "2.0.0"), "status": "draft"}
    added = browser.post(f"/api/v1/apis/{api}/versions/", draft, content_type="application/json")
    assert added.status_code == 201
    names = {"{api}": api, "{version}": "1.0.0", "{user_id}": other.id}
    names |= {"{job_id}": "none", "{key_id}": "none", "{name}": "none.png"}
    names |= access_names(key_owner, api, team)
    path = f"/api/v1/apis/{api}/examples/"
    names["{example}"] = browser.post(path, EXAMPLE, content_type="application/json").json()["id"]

    def ask(operation: Operation, **how: Any) -> Any:
        path = operation.path
        if operation.name in OF_DRAFTS:
            path = path.replace("{version}", "2.0.0")
        for name, value in sorted(names.items(), key=lambda pair: -len(pair[0])):
            path = path.replace(name, value)
        client = how.pop("client", browser)
        how.setdefault("content_type", "application/json")
        body = how.pop("body", b"")
        return client.generic(
            operation.method.upper(), f"{path}{how.pop('query', '')}", body, **how
        )

    ask.names = names
    return ask


def access_names(admin: Person, api: str, team: str) -> dict[str, str]:
    """Let an application subscribe to an API behind the gateway; return the names that lead to
    it."""
    found = Api.fetch(*Api.key(api))
    settings = GatewaySettings(*GatewaySettings.key(api), upstreams={"1.0.0": "https://8.8.8.8"})
    settings.create()
    plan = new_plan(admin, found, "Free")
    application = new_application(admin)
    ask(admin, application, found, plan)
    key, _ = key_for(application, admin.user)
    return {
        "teams/{name}": f"teams/{team}",
        "{plan}": plan.plan_id,
        "{app_id}": application.app_id,
        "{digest}": key.digest,
    }


def schema_of(schema: dict[str, Any], part: dict[str, Any]) -> Any:
    """Return a validator for a part of the description."""
    return jsonschema_rs.validator_for({**part, "components": schema["components"]})


def properties(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part["$ref"].rpartition("/")[2]
    return schema["components"]["schemas"][name]["properties"]


def test_each_operation_names_the_refusals_of_any_request(operations):
    assert len(operations) > 20
    for operation in operations:
        view = resolve(operation.path.replace("{", "").replace("}", "")).func.cls
        expected = {503, 401, 400} if view.authentication_classes else {503}
        if operation.name not in ANSWERS_AS_STORED:
            expected.add(406)
        if operation.method != "get":
            expected.add(403)
        if operation.has_body:
            expected |= {400, 413, 415}
            assert operation.described["requestBody"]["required"] is True, operation.name
        if "{" in operation.path:
            expected.add(404)
        if any(each["name"] == "If-Match" for each in operation.described.get("parameters", [])):
            expected.add(412)
        assert expected <= operation.statuses, (operation.name, expected - operation.statuses)


def test_refusals_of_any_request_come_as_described(operations, world):
    stranger = Client(SERVER_NAME="localhost")
    for operation in operations:
        asked = {
            400: world(operation, headers=TWO_CREDENTIALS),
            401: world(operation, client=stranger, headers={"X-API-Key": "not a key"}),
        }
        if operation.name not in ANSWERS_AS_STORED:
            asked[406] = world(operation, headers={"Accept": "text/html"})
        if operation.has_body:
            asked[415] = world(operation, body=b"x", content_type="text/plain")
            asked[413] = world(operation, CONTENT_LENGTH=str(100 * 2**20))
        for status, answer in asked.items():
            assert answer.status_code == status, (operation.name, answer.content)
            assert answer["Content-Type"] == "application/problem+json"
            assert status in operation.statuses


def test_a_body_that_is_required_is_missed(operations, world):
    for operation in operations:
        if operation.has_body:
            answer = world(operation)
            assert answer.status_code == 400, operation.name
            assert "body" in answer.json()["detail"]


def test_without_its_data_each_operation_answers_503(operations, world, nowhere):
    with pointed_at(connection().client, nowhere):
        statuses = {operation.name: world(operation).status_code for operation in operations}
    assert statuses == dict.fromkeys(statuses, 503)
    assert [each.name for each in operations if 503 not in each.statuses] == []


def test_a_part_of_a_description_comes_as_described(operations, world):
    (operation,) = [each for each in operations if each.name == "read_description"]
    part = world(operation, headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
    beyond = world(operation, headers={"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond["Content-Type"]) == (416, "application/problem+json")
    assert {206, 302, 304, 416} <= operation.statuses


def test_an_empty_parameter_is_taken_where_its_schema_takes_it(schema, operations, world):
    asked = 0
    for operation in operations:
        for parameter in operation.described.get("parameters", []):
            if parameter["in"] != "query":
                continue
            asked += 1
            taken = schema_of(schema, parameter["schema"]).is_valid("")
            answer = world(operation, query=f"?{parameter['name']}=")
            assert answer.status_code == (200 if taken else 400), (operation.name, parameter)
    assert asked > 15


def empty_fields(schema, operation, media_type) -> Iterator[tuple[str, bool]]:
    """Yield each field of a body, and whether its schema takes an empty string."""
    part = operation.described["requestBody"]["content"][media_type]["schema"]
    for name, field in properties(schema, part).items():
        yield name, schema_of(schema, field).is_valid("")


def test_an_empty_field_is_taken_where_its_schema_takes_it(schema, operations, world, unique):
    asked = 0
    for operation in operations:
        if "application/json" not in operation.described.get("requestBody", {}).get("content", {}):
            continue
        for name, taken in empty_fields(schema, operation, "application/json"):
            asked += 1
            # Each is new, so that nothing but the field can be in the way.
            bodies = {
                "register_api": {"spec": description(f"{unique} {asked}")},
                "add_version": {"spec": description(unique, f"2.0.{asked}")},
                "replace_description": {"spec": description(unique, "2.0.0")},
                "create_key": {"label": f"{unique} {asked}"},
                "add_example": EXAMPLE,
                "put_gateway": {"upstreams": {"1.0.0": "https://8.8.8.8"}},
                "store_gateway_credential": {"value": "x"},
                "add_plan": {"name": f"Plan {asked}"},
                "decide_on_subscriber": {"step": "resume"},
                "create_application": {"name": f"{unique} {asked}"},
                "create_application_key": {"label": f"{unique} {asked}"},
                "rotate_application_key": {"overlap_hours": 1},
                "subscribe": {"api": world.names["{api}"], "plan": world.names["{plan}"]},
                "create_team": {"name": f"{unique} {asked}"},
            }
            body = {**bodies.get(operation.name, {}), name: ""}
            if name in ("spec_url", "upload_id"):
                body.pop("spec")
            answer = world(operation, body=json.dumps(body))
            # An application subscribes and a key is rotated once only: 409.
            expected = (200, 201, 204, 409) if taken else (400, 422)
            assert answer.status_code in expected, (operation.name, name, answer.content)
    assert asked > 25


@pytest.mark.parametrize("name", ["register_api", "add_version"])
def test_an_empty_field_of_a_form_is_taken_as_one_of_json(schema, operations, world, unique, name):
    (operation,) = [each for each in operations if each.name == name]
    asked = 0
    for field, taken in empty_fields(schema, operation, "multipart/form-data"):
        if field == "spec":
            continue
        asked += 1
        body = f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n\r\n'
        if field not in ("spec_url", "upload_id"):
            spec = json.dumps(description(f"{unique} {field}", f"3.0.{asked}"))
            body += f'--x\r\nContent-Disposition: form-data; name="spec"\r\n\r\n{spec}\r\n'
        answer = world(
            operation, body=f"{body}--x--\r\n", content_type="multipart/form-data; boundary=x"
        )
        expected = (201,) if taken else (400, 422)
        assert answer.status_code in expected, (field, answer.content)
    assert asked > 3
