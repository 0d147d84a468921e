"""What a reader chose about samples: by the address, and the language by a cookie since then."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from docs.reference.choosing import DEFAULT_LANGUAGE, LANGUAGE, Chosen, settle
from openapi.languages import LANGUAGES
from openapi.model.operations import Operation

# Like that of the theme: a choice of the reader's own, with nothing of theirs in it.
COOKIE = "sample_language"
COOKIE_SECONDS = 365 * 24 * 60 * 60
LONGEST_NAME = 80


def chosen_sample(request: HttpRequest, open_operation: Callable[[], Operation]) -> Chosen:
    """Return what the reader chose, settled to what the operation has.

    The operation is opened only where something else was chosen than one of our languages.
    """
    remembered = request.COOKIES.get(COOKIE, "") or DEFAULT_LANGUAGE
    language = request.GET.get(LANGUAGE, remembered)[:LONGEST_NAME]
    given = {name: str(value) for name, value in request.GET.items() if name != LANGUAGE}
    if not given and language in LANGUAGES:
        return Chosen(language)
    return settle(open_operation(), language, given)


def remember_language(request: HttpRequest, response: HttpResponse, chosen: Chosen) -> None:
    """Let the next operation show the language that this address chose."""
    patch_vary_headers(response, ["Cookie"])
    if request.GET.get(LANGUAGE) == chosen.language != request.COOKIES.get(COOKIE):
        response.set_cookie(
            COOKIE,
            chosen.language,
            max_age=COOKIE_SECONDS,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
