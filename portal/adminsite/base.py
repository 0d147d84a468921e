"""What all model admins share: bounded lists, no database transaction, conflicts as messages."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets, action, helpers
from django.contrib.admin.actions import delete_selected as confirm_delete_selected
from django.contrib.admin.utils import model_ngettext, unquote
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from portal.adminsite.forms import ItemForm
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import MAX_ROWS, ItemQuerySet
from portal.adminsite.site import PortalAdminSite
from portal.dynamo import Conflict
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.form_pages import refuse_long_values

# What one request may do something to.
MAX_SELECTED = 100
MAX_SEARCH_LENGTH = 200
QUOTED_OR_WORD = re.compile(r""" "([^"]*)" | '([^']*)' | (\S+) """, re.VERBOSE)
MEANWHILE = "Somebody else changed it meanwhile."


class ItemAdmin(ModelAdmin):  # type: ignore[type-arg]
    """A `ModelAdmin` over item models.

    Its subclasses write through their app's services, in `save_model` and `delete_model`; the
    services record what was done in the audit log.
    """

    # Django's own views less their database transaction; its type stubs leave them out.
    _changeform_view: Callable[..., HttpResponse]
    _delete_view: Callable[..., HttpResponse]
    _get_obj_does_not_exist_redirect: Callable[..., HttpResponse]

    admin_site: PortalAdminSite
    form = ItemForm
    actions = ["delete_selected"]
    list_per_page = 50
    list_max_show_all = MAX_SELECTED
    # A count of everything would read everything.
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    # How to find what a list of so many rows no longer shows, and what else a deletion removes.
    narrowing = "Search or filter to narrow it."
    deletion_note = ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "max_rows": MAX_ROWS,
            "narrowing": self.narrowing,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: ItemQuerySet,  # type: ignore[override]
        search_term: str,
    ) -> tuple[Any, bool]:
        """Return the rows in which each word of the search stands; quotes make words one."""
        words = search_words(search_term[:MAX_SEARCH_LENGTH])
        found = queryset.search(words, self.get_search_fields(request)) if words else queryset
        return found, False

    def get_form(
        self,
        request: HttpRequest,
        obj: ItemModel | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[Any]:
        form: type[Any] = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "admin_refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save a form.

        The form is made again where its values could not be stored: after somebody's write came
        between our read and our write it finds the newer revision; what a service refuses becomes
        an error of the form. What was entered stays.
        """
        refuse_long_values(request)
        if "_saveasnew" in request.POST and not self.save_as:
            # Django goes by the button's name also where it shows no such button.
            raise BadRequest
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except (Conflict, ChangedMeanwhile):
            pass
        except ApplicationError as refusal:
            request.admin_refusal = refusal  # type: ignore[attr-defined]
        return self._changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return self._delete_view(request, object_id, extra_context)
        except (ApplicationError, Conflict) as refusal:
            self.message_user(request, f"Not deleted. {_reason(refusal)}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return what the confirmation page lists: each thing, and what goes with it."""
        listed: list[Any] = []
        for row in objs:
            note = self.note_of_deletion(row)
            listed += [str(row), [note]] if note else [str(row)]
        return listed, {str(self.opts.verbose_name_plural): len(objs)}, set(), []

    def note_of_deletion(self, row: Any) -> str:
        """Return what the confirmation page says beside one thing."""
        return self.deletion_note

    @action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    def delete_selected(self, request: HttpRequest, queryset: ItemQuerySet) -> HttpResponse | None:
        """Ask, then delete one by one; tell what was deleted, and what was not and why."""
        if "post" not in request.POST:
            return confirm_delete_selected(self, request, queryset)  # type: ignore[arg-type]
        self.for_each(request, queryset, lambda row: self.delete_model(request, row), "Deleted")
        return None

    def for_each(
        self, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object], done: str
    ) -> None:
        """Do `act(row)` to each row, and tell of how many it was done and why not."""
        count = 0
        for row in rows:
            try:
                act(row)
                count += 1
            except (ApplicationError, Conflict) as refusal:
                self.message_user(
                    request, f"Not done for {row}: {_reason(refusal)}", messages.ERROR
                )
        if count:
            things = model_ngettext(self.opts, count)
            self.message_user(request, f"{done} {count} {things}.", messages.SUCCESS)

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: ItemQuerySet
    ) -> HttpResponse | None:
        """Carry out an action on what is selected, unless that is too much for one request."""
        selected = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        everything = helpers.ActionForm.base_fields["select_across"]
        across = everything.to_python(request.POST.get("select_across", ""))
        if (queryset.count() if across else len(selected)) > MAX_SELECTED:
            self.message_user(
                request, f"Select at most {MAX_SELECTED}. Nothing was changed.", messages.WARNING
            )
            return None
        return super().response_action(request, queryset)  # type: ignore[arg-type]

    def gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Tell that there is no such thing (any more), on the first page."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: the service that stored it recorded it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: the service that stored it recorded it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Do nothing: the service that deletes it records it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a page of what the audit log knows about this thing, newest first. One Query."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self.gone(request, object_id)
        entries = self.admin_site.history_of(row, request.GET.get("cursor"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "subtitle": None,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "entries": entries,
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)


def search_words(text: str) -> list[str]:
    """Return the words of a search. Quotes make several words one; one without its other half,
    as while somebody types, is left out."""
    found = ("".join(groups).strip("\"'") for groups in QUOTED_OR_WORD.findall(text))
    return [word for word in found if word]


def _reason(refusal: ApplicationError | Conflict) -> str:
    return str(refusal) if isinstance(refusal, ApplicationError) else MEANWHILE
