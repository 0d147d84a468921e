"""Who a session belongs to."""

from django.contrib.auth.backends import BaseBackend

from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.dynamo import NotFound


class SessionBackend(BaseBackend):
    """Finds a session's person again; nobody signs in here.

    A backend of its own because `OIDCBackend` brings an HTTP client and cryptography, which pages
    of people who are signed in need not load at a cold start.
    """

    def get_user(self, user_id: str) -> User | None:
        """Return the person, or None for one who is gone or disabled. One GetItem."""
        try:
            profile = Profile.fetch(*Profile.key(user_id))
        except NotFound:
            return None
        return None if profile.disabled else User.of(profile)
