"""REST of the reference: a version's operations, by pages."""

import pytest
from django.test import Client

from tests.docs.conftest import Register
from tests.docs.reading import description, document, get


def test_operations_come_once_and_in_order_and_lead_to_their_pages(register: Register) -> None:
    registered = register(description("github"))
    base = f"/api/v1/apis/{registered.api.slug}/versions/{registered.version.version}/operations/"
    found = []
    url = f"{base}?limit=100&q=issues"
    while url:
        body = Client().get(url).json()
        found += body["items"]
        url = body["next"]
    ids = [each["id"] for each in found]
    assert len(ids) == len(set(ids)) > 60
    create = next(each for each in found if each["id"] == "issues-create")
    assert (create["method"], create["path"]) == ("POST", "/repos/{owner}/{repo}/issues")
    assert create["tag"] == "issues"
    assert Client().get(create["url"]).status_code == 200


@pytest.mark.parametrize("query", [{"cursor": "made-up"}, {"limit": 0}, {"q": "x" * 101}])
def test_a_list_is_not_asked_nonsense(register: Register, query: dict[str, object]) -> None:
    registered = register(document(paths=get()))
    base = f"/api/v1/apis/{registered.api.slug}/versions/1/operations/"
    assert Client().get(base).json()["items"][0]["id"] == "list-pets"
    assert Client().get(base, query).status_code == 400


def test_others_do_not_learn_that_it_exists(register: Register) -> None:
    registered = register(document(paths=get()), visibility="internal")
    base = f"/api/v1/apis/{registered.api.slug}/versions/1/operations/"
    assert Client().get(base).status_code == 404
