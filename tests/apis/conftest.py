"""People of two teams, and APIs to register."""

import json
import socket
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from portal.accounts import keys
from portal.accounts.models import User
from tests.people import person, unique_name


@dataclass
class Person:
    """Somebody with a personal key, and the REST API as they see it."""

    user: User
    rest: APIClient


@pytest.fixture
def team(unique) -> str:
    return f"{unique}-team"


def with_key(user: User) -> Person:
    _, secret = keys.create(owner=user.profile, label="tests")
    return Person(user, APIClient(headers={"X-API-Key": secret}))


def people_of_each_kind() -> dict[str, User]:
    """Return one person of each kind that signs in; a mate is a developer of the publisher's."""
    name = unique_name()
    groups = {
        "viewer": ("viewer",),
        "developer": ("developer",),
        "mate": ("developer", f"team-{name}"),
        "publisher": ("publisher", f"team-{name}"),
        "stranger": ("publisher", f"team-{name}-other"),
        "admin": ("admin",),
    }
    return {who: person(f"{name}-{who}", *of) for who, of in groups.items()}


@pytest.fixture
def publisher(unique, team) -> Person:
    return with_key(person(f"{unique}-publisher", "publisher", f"team-{team}"))


@pytest.fixture
def stranger(unique, team) -> Person:
    """A publisher of another team."""
    return with_key(person(f"{unique}-stranger", "publisher", f"team-{team}-other"))


@pytest.fixture
def mate(unique, team) -> Person:
    """A developer of the owning team."""
    return with_key(person(f"{unique}-mate", "developer", f"team-{team}"))


@pytest.fixture
def developer(unique) -> Person:
    return with_key(person(f"{unique}-developer", "developer"))


@pytest.fixture
def viewer(unique) -> Person:
    return with_key(person(f"{unique}-viewer", "viewer"))


@pytest.fixture
def admin(unique) -> Person:
    return with_key(person(f"{unique}-admin", "admin"))


@pytest.fixture
def anonymous() -> APIClient:
    return APIClient()


def description(title: str, version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    """A small OpenAPI description that has nothing to warn of."""
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": version},
        "paths": {
            "/things": {
                "get": {"operationId": "things", "responses": {"200": {"description": "Things"}}}
            }
        },
        **more,
    }


def description_with_warning(title: str, version: str = "1.0.0") -> dict[str, Any]:
    """A description that can be used although it has a fault: a field that OpenAPI lacks."""
    return description(title, version, summry="misspelt")


def register(person: Person, title: str, **body: Any) -> dict[str, Any]:
    """Register an API and return what the portal says of it."""
    if "spec_url" not in body:
        body.setdefault("spec", description(title))
    answer = person.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 201, answer.content
    return json.loads(answer.content)


def register_form(unique: str, team: str, **more: Any) -> dict[str, Any]:
    """Return what the page that registers an API sends."""
    return {
        "spec_text": json.dumps(description(unique)),
        "owner": team,
        "visibility": "internal",
        "status": "active",
        **more,
    }


@pytest.fixture
def visit():
    """Return a browser's view of the portal for a person; nobody signed in by default."""

    def visit_as(who: Person | None = None) -> Client:
        client = Client()
        if who:
            client.force_login(who.user)
        return client

    return visit_as


@pytest.fixture
def small_limits(settings, queue_url):
    """What is larger than 50 bytes is long work; the queue it waits in."""
    settings.DIRECT_JSON_MAX_BYTES = settings.DIRECT_YAML_MAX_BYTES = 50
    return settings.LONG_QUEUE_URL


@pytest.fixture
def nowhere():
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return f"http://127.0.0.1:{port}"
