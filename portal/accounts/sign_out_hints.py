"""The ID token of a sign-in, kept with the session to end the provider's session with.

It is kept encrypted, so that a reader of the table of sessions cannot present it anywhere, and
is sent nowhere but to the provider's sign-out.
"""

from django.contrib.sessions.backends.base import SessionBase

from portal.encryption import DecryptionFailed, decrypt, encrypt

NAME = "sign_out_hint"
SCOPE = "id_token_hint"
# It travels in an address: API Gateway takes 10,240 bytes of headers, many servers 8,000. Few
# tokens are longer, and signing out works without one too, if with a question at the provider.
MAX_CHARS = 6000


def keep(session: SessionBase, id_token: str) -> None:
    """Keep the token of who signs in now, unless it is too long to be sent."""
    if len(id_token) <= MAX_CHARS:
        session[NAME] = encrypt(id_token, scope=SCOPE)


def kept(session: SessionBase) -> str:
    """Return the session's token, "" where it has none that can be decrypted."""
    encrypted = session.get(NAME)
    if not encrypted:
        return ""
    try:
        return decrypt(encrypted, scope=SCOPE)
    except DecryptionFailed:
        # SECRET_KEY has changed since.
        return ""
