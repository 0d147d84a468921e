"""Who may keep an answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class PrivateAnswersMiddleware:
    """Keeps answers out of shared caches, unless their view said otherwise.

    Any page may show what only its reader may see. `Vary` names the credentials, so that the
    reader's own browser does not show one person's answer to the next one either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        if request.path_info.startswith("/api/"):
            patch_vary_headers(response, ["Authorization", "X-API-Key", "Cookie"])
        return response
