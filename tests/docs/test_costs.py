"""What a page of the reference asks of AWS, and what the process keeps of it for others."""

import json

from django.test import Client

from apis.services.details import ApiDetails
from apis.services.registration import register_api
from apis.services.removal import delete_api
from portal.accounts.models import User
from tests.docs.conftest import Register
from tests.docs.reading import document, get
from tests.people import person


def operation_of(slug: str, version: str = "1") -> str:
    return f"/docs/{slug}/{version}/operations/list-pets/"


def test_a_signed_in_reader_costs_three_round_trips_to_dynamodb(
    register: Register, unique: str, dynamodb_requests: list[str], s3_requests: list[str]
) -> None:
    slug = register(document(paths=get()), visibility="internal").api.slug
    client = Client()
    client.force_login(person(unique, "developer"))
    client.get(operation_of(slug))
    dynamodb_requests.clear()
    s3_requests.clear()
    assert client.get(operation_of(slug)).status_code == 200
    # The session, the person, and the API with its versions.
    assert sorted(dynamodb_requests) == ["GetItem", "GetItem", "Query"]
    assert s3_requests == []


def test_a_description_registered_again_elsewhere_leads_to_its_own_pages(
    register: Register, publisher: User
) -> None:
    schema = {"schema": {"$ref": "#/components/schemas/Pet"}}
    answers = {"200": {"description": "Pets", "content": {"application/json": schema}}}
    schemas = {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}
    described = document(paths=get(responses=answers), schemas=schemas)
    before = register(described).api
    read(operation_of(before.slug))
    delete_api(user=publisher, api=before)
    after = register_api(
        user=publisher,
        data=json.dumps(described).encode(),
        details=ApiDetails(owner=before.owner, visibility="public"),
        slug=f"{before.slug}-again",
    ).api
    page = read(operation_of(after.slug))
    assert f'href="/docs/{after.slug}/1/schemas/Pet/"' in page
    assert f"/docs/{before.slug}/" not in page


def test_who_may_not_see_an_api_gets_nothing_of_what_another_read(
    register: Register, unique: str
) -> None:
    slug = register(document(paths=get()), visibility="internal").api.slug
    client = Client()
    client.force_login(person(unique, "developer"))
    assert client.get(operation_of(slug)).status_code == 200
    assert Client().get(operation_of(slug)).status_code == 404


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()
