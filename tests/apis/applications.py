"""Applications and keys for tests, and time that passes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apis.items.applications import Application, ApplicationKey
from apis.services import application_keys, applications
from portal import clock
from portal.accounts.models import User
from tests.people import unique_name


def application_of(user: User, name: str = "", **more: Any) -> Application:
    return applications.create_application(user=user, name=name or unique_name(), **more)


def key_for(
    application: Application, user: User, label: str = "Production", **more: Any
) -> tuple[ApplicationKey, str]:
    return application_keys.create_key(user=user, application=application, label=label, **more)


def stored(key: ApplicationKey) -> ApplicationKey:
    """Return a key as it stands there now."""
    return ApplicationKey.fetch(key.pk, key.sk)


def holding(*keys: ApplicationKey) -> list[bool]:
    """Tell of each key whether it is accepted now."""
    return [stored(key).holds for key in keys]


def time_machine(monkeypatch: Any) -> Callable[..., None]:
    """Return a function that lets so much time pass, as `timedelta` takes it."""
    real, passed = clock.now, timedelta(0)

    def let_pass(**much: float) -> None:
        nonlocal passed
        passed += timedelta(**much)
        monkeypatch.setattr(clock, "now", lambda: real() + passed)

    return let_pass
