"""Who may open a page, and how."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.roles import role_with
from portal.errors import NotAllowed
from portal.web.form_pages import refuse_long_values

View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """A request behind `login_required` or `permission_required`: there is a person."""

    user: User


def form_view(view: View) -> View:
    """A page that is read, and sent as a form with a CSRF token.

    Raises `TooLarge` for a field out of all bounds.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @csrf_protect
    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_long_values(request)
        return view(request, *args, **kwargs)

    return bounded


def permission_required(permission: str) -> Callable[[View], View]:
    """Ask visitors to sign in, and refuse people whose role lacks `permission` with a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise NotAllowed("role_missing", params={"role": role_with(permission)})
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate
