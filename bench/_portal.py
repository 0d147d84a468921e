"""The portal that benchmarks visit: served over HTTP by this process, on its own local AWS."""

from contextlib import ExitStack
from urllib.parse import urlsplit

from devstack.emulator import enter
from devstack.pytest_stack import start

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
    _serve(ending, address)
    return address


def _serve(ending: ExitStack, address: str) -> None:
    from django.test.testcases import LiveServerThread

    from portal.wsgi import application

    port = urlsplit(address).port
    server = LiveServerThread(
        "localhost", lambda _: application, connections_override={}, port=port
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    ending.callback(server.terminate)


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
