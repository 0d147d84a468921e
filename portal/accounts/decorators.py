"""Who may open a page, and how."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User

View = Callable[..., HttpResponse]

# A page that is read, and sent as a form.
form_view = require_http_methods(["GET", "HEAD", "POST"])


class SignedInRequest(HttpRequest):
    """A request behind `login_required` or `role_required`: there is a person."""

    user: User


def role_required(role: str) -> Callable[[View], View]:
    """Ask visitors to sign in, and refuse people below `role` with a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_at_least(role):
                raise PermissionDenied(f"This needs the role of {role}.")
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate
