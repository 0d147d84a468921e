"""People at the real hosted pages, and a provider of our own that also misbehaves."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from portal.accounts import audit, services
from portal.accounts.groups import parse_access
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.accounts.services import Claims
from tests.accounts.callback import begin, come_back
from tests.accounts.provider import TestProvider


@pytest.fixture
def client() -> Client:
    """A browser's requests, on the host that the portal's addresses name."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def own_refusals(client, monkeypatch, unique) -> None:
    """Give each refusal of this browser an entry of its own in the audit log."""
    monkeypatch.setattr(audit, "REFUSALS_PER_MINUTE", 2**32)
    client.defaults["REMOTE_ADDR"] = f"address-of-{unique}"


@pytest.fixture
def provider(settings) -> Iterator[TestProvider]:
    """An OIDC provider on loopback in the corporate one's place; tests tell it what to answer."""
    with TestProvider() as running:
        settings.IDENTITY_PROVIDERS = {
            **settings.IDENTITY_PROVIDERS,
            "corporate": running.settings("corporate"),
        }
        yield running


@pytest.fixture
def configure(provider, settings):
    """Change the settings of the corporate provider."""

    def configure(**changes):
        changes["group_map"] = {
            group: parse_access(grants) for group, grants in changes.get("group_map", {}).items()
        }
        known = settings.IDENTITY_PROVIDERS
        settings.IDENTITY_PROVIDERS = {
            **known,
            "corporate": {**known["corporate"], **changes},
        }

    return configure


@pytest.fixture
def arrive(client, provider):
    """Come back from the provider with these claims in the ID token."""

    def arrive(**claims):
        location = begin(client)
        return come_back(client, location, provider.code_for(location, **claims))

    return arrive


@pytest.fixture
def person(unique) -> Callable[..., Profile]:
    """Make a person who has signed in once."""

    def make(role: str = "developer", name: str = "") -> Profile:
        local = name or unique
        claims = Claims(
            issuer="https://issuer.test",
            subject=f"{unique}-{local}",
            email=f"{local}@{unique}.test",
            name=local.capitalize(),
            groups=(role,),
            issued_at=1,
        )
        return services.sign_in(claims=claims)

    return make


@pytest.fixture
def signed_in() -> Callable[[Profile], Client]:
    """Give a browser in which a person is signed in."""

    def make(person: Profile) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.of(person))
        return client

    return make
