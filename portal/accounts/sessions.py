"""Browser sessions in the Users table (Django's SESSION_ENGINE).

The table knows a session by the hash of its key, so reading the table lets nobody in. An id that
a client makes up is never taken over. Visitors who are not signed in have no session at all,
except for the few minutes of a sign-in.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import (
    VALID_KEY_CHARS,
    CreateError,
    SessionBase,
    UpdateError,
)
from django.utils.crypto import get_random_string

from portal import clock
from portal.accounts.items import StoredSession
from portal.dynamo import AlreadyExists, NotFound

KEY_CHARS = 32


class SessionStore(SessionBase):
    """One session; reads are consistent, and what has expired is not read even while it stands.

    Its time counts from its beginning: use does not make it longer, only an end that is set anew.
    """

    _created_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        stored = self._stored(self.session_key) if self.session_key else None
        if stored is None:
            self._session_key = None
            return {}
        self._created_at = stored.created_at
        data: dict[str, Any] = stored.data
        return data

    def exists(self, session_key: str) -> bool:
        return self._stored(session_key) is not None

    def create(self) -> None:
        """Begin an empty session under a new id."""
        while True:
            self._session_key = get_random_string(KEY_CHARS, VALID_KEY_CHARS)
            self._created_at = None
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Store the session: a new one only where none stands, a known one only where it still
        does, so that a request under way cannot bring back what another one ended."""
        if self.session_key is None:
            self.create()
            return
        item = self._item(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        try:
            if must_create:
                item.create()
            else:
                item.rewrite()
        except AlreadyExists:
            raise CreateError from None
        except NotFound:
            raise UpdateError from None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            StoredSession.forget(*StoredSession.key(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Do nothing: DynamoDB deletes what has expired."""

    def _stored(self, session_key: str) -> StoredSession | None:
        stored = StoredSession.find(*StoredSession.key(session_key))
        return None if stored is None or stored.has_expired else stored

    def _item(self, data: dict[str, Any]) -> StoredSession:
        self._created_at = self._created_at or clock.now()
        user_id = data.get(SESSION_KEY)
        pk, sk = StoredSession.key(str(self.session_key))
        return StoredSession(
            pk,
            sk,
            gsi1_pk=StoredSession.index_partition(user_id) if user_id else None,
            gsi1_sk=clock.stamp(self._created_at) if user_id else None,
            data=data,
            user_id=user_id,
            created_at=self._created_at,
            expires_at=clock.epoch(self.get_expiry_date(modification=self._created_at)),
        )
