"""People whose groups change, and teams that they make."""

from collections.abc import Callable

import pytest

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.items import Profile, Team
from portal.accounts.services import Claims
from portal.accounts.teams import services


@pytest.fixture
def arrive(unique) -> Callable[..., Profile]:
    """Sign somebody in whose provider names these groups now."""

    def arrive(name: str, *groups: str) -> Profile:
        return accounts.sign_in(claims=claims(f"{unique}-{name}", *groups))

    return arrive


def claims(name: str, *groups: str, **changes) -> Claims:
    return Claims(
        issuer="https://teams.test",
        subject=name,
        email=f"{name}@example.com",
        name=name.rsplit("-", 1)[-1].capitalize(),
        groups=groups,
        issued_at=changes.pop("issued_at", clock.epoch()),
        **changes,
    )


@pytest.fixture
def olga(arrive) -> Profile:
    """A publisher, who makes teams."""
    return arrive("olga", "publisher")


@pytest.fixture
def mia(arrive) -> Profile:
    """A developer, whom teams take in."""
    return arrive("mia", "developer")


@pytest.fixture
def admin(arrive) -> Profile:
    return arrive("ada", "admin")


@pytest.fixture
def team(unique, olga) -> Team:
    """A team of Olga's."""
    return services.create_team(name=f"{unique} crew", by=olga)


def now(person: Profile) -> Profile:
    """Read a person anew, as their next request does."""
    return Profile.fetch(person.pk, person.sk)


def found(team: Team) -> Team:
    return Team.fetch(team.pk, team.sk)
