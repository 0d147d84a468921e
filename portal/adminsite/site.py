"""The admin's site: who gets in, which of Django's pages there are, what the first one shows."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import JavaScriptCatalog

from portal.adminsite.item_models import ItemModel
from portal.dynamo import Page
from portal.errors import NotAllowed

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])

# Nobody has a password here, signing out is the portal's, content types have no table to look an
# id up in, and no field completes what is typed.
ABSENT = {"autocomplete", "logout", "password_change", "password_change_done", "view_on_site"}


class PortalAdminSite(AdminSite):
    site_title = site_header = f"{settings.PORTAL_NAME} administration"
    index_title = "Administration"

    def admin_view(self, view: ViewT, cacheable: bool = False) -> ViewT:
        """Let admins through, send strangers to sign in, and tell everybody else why not."""
        for_admins = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request):
                return for_admins(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise NotAllowed("admins_only", params={"person": str(request.user)})
            return redirect_to_login(request.get_full_path())

        return cast(ViewT, update_wrapper(guarded, for_admins))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the portal's own sign-in; who is in already, to where they wanted."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if request.user.is_authenticated:
            return HttpResponseRedirect(wanted)
        return redirect_to_login(wanted)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [each for each in super().get_urls() if getattr(each, "name", "") not in ABSENT]

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Return the words of the admin's scripts; Django looks them up by the app's name."""
        catalog = JavaScriptCatalog.as_view(packages=["portal.adminsite"])
        return cast(HttpResponse, catalog(request))

    def get_log_entries(self, request: HttpRequest) -> list[Any]:  # type: ignore[override]
        """Return nothing: acts are in the audit log, and only the first page shows any."""
        return []

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        acts = self.recent_acts(request)
        return super().index(request, {"recent_acts": acts, **(extra_context or {})})

    def history_of(self, row: ItemModel, cursor: str | None) -> Page[Any]:
        """Return a page of the events about the thing behind a row, newest first."""
        raise NotImplementedError

    def recent_acts(self, request: HttpRequest) -> list[Any]:
        """Return what whoever asks did to others last, newest first."""
        raise NotImplementedError
