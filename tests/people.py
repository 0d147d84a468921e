"""People who are known to the portal, whichever app a test is about."""

from portal.accounts import services
from portal.accounts.models import User


def person(name: str, *groups: str) -> User:
    """Make somebody known whose provider names these groups."""
    profile = services.provision(
        issuer="https://idp.test",
        subject=name,
        email=f"{name}@example.com",
        name=name.capitalize(),
        groups=groups,
    )
    return User.of(profile)
