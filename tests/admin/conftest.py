"""People of every role with a browser each, signed in by a session as real ones have."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from portal.accounts import services
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.accounts.services import Claims

ISSUER = "https://idp.test"


@dataclass
class Visitor:
    """Somebody and their browser."""

    profile: Profile
    client: Client

    def newest(self) -> Profile:
        return Profile.fetch(*Profile.key(self.profile.user_id))


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def person(unique) -> Callable[..., Profile]:
    """Make a person; `groups` are what their provider says."""

    def make(name: str, *groups: str, shown_as: str = "") -> Profile:
        return services.sign_in(claims=claims(f"{unique}-{name}", *groups, shown_as=shown_as))

    return make


def claims(name: str, *groups: str, issued_at: int = 1, shown_as: str = "") -> Claims:
    return Claims(
        issuer=ISSUER,
        subject=name,
        email=f"{name}@example.com",
        name=shown_as or name.capitalize(),
        groups=groups,
        issued_at=issued_at,
    )


@pytest.fixture
def visitor(person) -> Callable[..., Visitor]:
    """Make a person who is signed in."""

    def make(name: str, *groups: str) -> Visitor:
        profile = person(name, *groups)
        client = browser()
        client.force_login(User.of(profile))
        return Visitor(profile, client)

    return make


@pytest.fixture
def admin(visitor) -> Visitor:
    return visitor("ada", "admin")


@pytest.fixture
def other_admin(visitor) -> Visitor:
    return visitor("otto", "admin")
