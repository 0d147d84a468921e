"""Who a session belongs to."""

from django.contrib.auth.backends import BaseBackend

from portal.accounts.items import Profile
from portal.accounts.models import User


class SessionBackend(BaseBackend):
    """Finds a session's person again; nobody signs in here.

    A backend of its own because `OIDCBackend` brings an HTTP client and cryptography, which pages
    of people who are signed in need not load at a cold start.
    """

    def get_user(self, user_id: str) -> User | None:
        """Return the person, or None for one who is gone or disabled. One GetItem."""
        profile = Profile.find(*Profile.key(user_id))
        return None if profile is None or profile.disabled else User.of(profile)
