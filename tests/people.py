"""People who are known to the portal, whichever app a test is about."""

from portal import clock
from portal.accounts import services
from portal.accounts.models import User


def person(name: str, *groups: str) -> User:
    """Make somebody known whose provider names these groups."""
    claims = services.Claims(
        issuer="https://idp.test",
        subject=name,
        email=f"{name}@example.com",
        name=name.capitalize(),
        groups=groups,
        issued_at=clock.epoch(),
    )
    return User.of(services.recognise(claims=claims))
