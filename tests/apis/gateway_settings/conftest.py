"""An API behind the gateway, and its owners' ways to it."""

import json
from typing import Any

import pytest

from tests.apis.conftest import Person, description, register

UPSTREAM = "https://8.8.8.8/base"


class Gateway:
    """The gateway settings of one API, as somebody calls them by REST."""

    def __init__(self, person: Person, api: str) -> None:
        self.person, self.api = person, api
        self.address = f"/api/v1/apis/{api}/gateway/"

    def read(self) -> dict[str, Any]:
        answer = self.person.rest.get(self.address)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def put(self, **body: Any):
        body.setdefault("upstreams", {"1.0.0": UPSTREAM})
        return self.person.rest.put(self.address, body, format="json")

    def patch(self, **body: Any):
        return self.person.rest.patch(self.address, body, format="json")

    def store(self, value: str):
        return self.person.rest.put(f"{self.address}credential/", {"value": value}, format="json")


@pytest.fixture
def api(unique, publisher) -> str:
    """The id of an API of the publisher's, with a version 1.0.0 that names a server."""
    spec = description(unique, servers=[{"url": "https://api.example.com/v1"}])
    return register(publisher, unique, spec=spec)["id"]


@pytest.fixture
def gateway(publisher, api) -> Gateway:
    """That API, behind the gateway."""
    found = Gateway(publisher, api)
    assert found.put().status_code == 200
    return found
