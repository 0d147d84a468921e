"""Where messages wait for the next page: a signed cookie, confined as the session's is."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponseBase


class MessageStorage(CookieStorage):
    """Django's storage, whose cookie would go to every neighbour on the host, at `/`."""

    cookie_name = settings.MESSAGE_COOKIE_NAME

    def _update_cookie(self, encoded_data: str | None, response: HttpResponseBase) -> None:
        super()._update_cookie(encoded_data, response)
        response.cookies[self.cookie_name]["path"] = settings.SESSION_COOKIE_PATH
