"""What a page of the reference asks of AWS, and what the process keeps of it for others."""

import json

from django.test import Client

from apis.services.details import ApiDetails
from apis.services.registration import register_api
from apis.services.removal import delete_api
from portal.accounts.models import User
from tests.docs.conftest import Register
from tests.docs.reading import document, get
from tests.docs.writing import signed_in
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


def test_what_people_added_costs_a_query_once(
    register: Register,
    publisher: User,
    unique: str,
    dynamodb_requests: list[str],
    s3_requests: list[str],
) -> None:
    slug = register(document(paths=get()), visibility="internal").api.slug
    owner, client = signed_in(publisher), signed_in(person(unique, "developer"))
    body = {"operation": "list-pets", "place": "code", "language": "B", "title": "C"}

    def add(code: str) -> None:
        path = f"/api/v1/apis/{slug}/examples/"
        answer = owner.post(path, body | {"value": code}, content_type="application/json")
        assert answer.status_code == 201

    def requests_for_a_page(code: str) -> list[str]:
        dynamodb_requests.clear()
        assert code in client.get(operation_of(slug)).content.decode()
        return sorted(dynamodb_requests)

    client.get(operation_of(slug))
    add("first()")
    s3_requests.clear()
    assert requests_for_a_page("first()") == ["GetItem", "GetItem", "Query", "Query"]
    assert requests_for_a_page("first()") == ["GetItem", "GetItem", "Query"]
    add("second()")
    assert requests_for_a_page("second()") == ["GetItem", "GetItem", "Query", "Query"]
    assert s3_requests == []


def test_a_guide_costs_the_pages_of_the_reference_nothing(
    register: Register, publisher: User, unique: str, dynamodb_requests: list[str]
) -> None:
    slug = register(document(paths=get()), visibility="internal").api.slug
    signed_in(publisher).post(f"/docs/{slug}/guide/edit/", {"content": "Begin."})
    client = signed_in(person(unique, "developer"))
    dynamodb_requests.clear()
    assert f"/docs/{slug}/guide/" in client.get(operation_of(slug)).text
    assert sorted(dynamodb_requests) == ["GetItem", "GetItem", "Query"]


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
