"""The portal that benchmarks visit: served over HTTP by this process, on its own local AWS."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

import requests

from devstack.emulator import enter
from devstack.pytest_stack import start

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

OPERATION = "repos-create-for-authenticated-user"


def set_up(ending: ExitStack) -> str:
    """Make this process a portal on a local AWS; return the address that is kept for it."""
    addresses, environment = start(ending)
    enter({**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"})
    import django

    django.setup()
    return addresses.portal


def begin(ending: ExitStack) -> str:
    """Start everything, for as long as `ending` is open; return the portal's address."""
    address = set_up(ending)
    # Imported late: it needs settings.
    from tests.live_portal import served_at

    ending.enter_context(served_at(address))
    return address


def register(portal: str, key: str, data: bytes) -> str:
    """Register a description over HTTP, for everybody; return the address of its reference."""
    answer = requests.post(
        f"{portal}/api/v1/apis/",
        headers={"X-API-Key": key},
        files={"spec": ("description.json", data)},
        data={"visibility": "public"},
        timeout=120,
    )
    if answer.status_code != 201:
        raise SystemExit(f"The description was not registered: {answer.status_code} {answer.text}")
    api = answer.json()
    return f"/docs/{api['id']}/{api['version']}/"


def page_at(client: "Client", path: str) -> "HttpResponse":
    """Return the answer at this path, which has to be a page: errors are not measured."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return answer


def publisher_key() -> str:
    """Return the personal key of somebody who may register APIs."""
    from portal.accounts import keys, services

    claims = services.Claims(
        issuer="https://bench.test",
        subject="bench",
        email="bench@example.com",
        name="Bench",
        groups=("publisher", "team-bench"),
    )
    return keys.create(owner=services.recognise(claims=claims), label="Benchmark")[1]
