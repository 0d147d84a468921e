"""People who are known to the portal, whichever app a test is about."""

from itertools import count
from uuid import uuid4

from portal import clock
from portal.accounts import services
from portal.accounts.models import User

_numbers = count(1)


def unique_name() -> str:
    """Return a name that no other test uses, fit for keys, slugs and the start of an address."""
    return f"t{next(_numbers)}-{uuid4().hex[:10]}"


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
