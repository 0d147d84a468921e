"""People, what their groups give, and the audit log in the admin."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, action, display, register
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format

from portal import clock
from portal.accounts import administration, audit, group_mappings, roles, services
from portal.accounts.admin_models import AuditRecord, GroupMappingModel
from portal.accounts.items import digest
from portal.accounts.models import User, signed_in
from portal.adminsite.base import ItemAdmin
from portal.adminsite.forms import ItemForm
from portal.adminsite.querysets import ItemQuerySet
from portal.events.items import kind_label

MONTHS_SHOWN = 13
# The choice that leaves a person's role to their identity provider.
NO_OVERRIDE = ("", "As the identity provider says")


class AddUserForm(ItemForm):
    """Who a person is at their identity provider; the rest follows at their first sign-in."""

    issuer = forms.ChoiceField(label="Identity provider")
    subject = forms.CharField(
        label="Their id there",
        max_length=255,
        help_text="The “sub” of the provider's tokens: an e-mail address alone proves nothing.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = settings.IDENTITY_PROVIDERS.values()
        issuer: Any = self.fields["issuer"]
        issuer.choices = [(each["issuer"], each["label"]) for each in known]


class ActiveFilter(SimpleListFilter):
    """The column "Active" as a filter."""

    title = "active"
    parameter_name = "disabled__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", "Yes"), ("1", "No")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return _narrowed(self, queryset)


@register(User)
class UserAdmin(ItemAdmin):
    list_display = [
        "email",
        "name",
        "role_in_force",
        "team_names",
        "provider",
        "active",
        "signed_in_on",
    ]
    list_filter = ["role", ActiveFilter]
    search_fields = ["email", "name"]
    search_help_text = "Part of a name, or of an e-mail address."
    ordering = ["email"]
    actions = ["disable", "enable", "end_sessions", "delete_selected"]
    narrowing = "Search for the beginning of an e-mail address to find the others."
    deletion_note = (
        "Sessions and personal keys end with the account, and applications that belong to them "
        "alone are suspended. What they registered and the audit log stay. They may sign in again "
        "as somebody new: to keep them out, disable them instead."
    )
    change_form_template = "admin/accounts/user/change_form.html"
    from_provider = (
        "email",
        "name",
        "provider",
        "subject",
        "claimed_role",
        "team_names",
        "created_at",
        "last_sign_in",
    )
    fieldsets = [
        ("Decided here", {"fields": ["role_override", "role", "disabled"]}),
        ("From the identity provider, at each sign-in", {"fields": from_provider}),
    ]
    readonly_fields = ["role", *from_provider]
    add_fieldsets = [
        (None, {"fields": ["issuer", "subject", "email", "name", "role_override"]}),
    ]

    @display(description="role", ordering="role")
    def role_in_force(self, user: User) -> str:
        shown: str = user.get_role_display()
        return f"{shown} (set here)" if user.role_override else shown

    @display(description="active", boolean=True, ordering="disabled")
    def active(self, user: User) -> bool:
        return user.is_active

    @display(description="last sign-in", ordering="last_sign_in")
    def signed_in_on(self, user: User) -> str:
        return date_format(user.last_sign_in) if user.last_sign_in else ""

    @display(description="identity provider", ordering="issuer")
    def provider(self, user: User) -> str:
        labels = {each["issuer"]: each["label"] for each in settings.IDENTITY_PROVIDERS.values()}
        return str(labels.get(user.issuer, user.issuer))

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "role_override":
            kwargs["choices"] = [NO_OVERRIDE, *roles.ROLE_CHOICES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        if obj is None:
            kwargs["form"] = AddUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by, role = signed_in(request.user).profile, obj.role_override
        if change:
            administration.change_person(
                person=obj.item, role_override=role, disabled=obj.disabled, by=by
            )
            return
        obj.item = administration.add_person(
            issuer=obj.issuer,
            subject=obj.subject,
            email=obj.email,
            name=obj.name,
            role_override=role,
            by=by,
        )
        obj.id = obj.item.user_id

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        administration.delete_person(person=obj.item, by=signed_in(request.user).profile)

    @action(permissions=["change"], description="Disable selected users")
    def disable(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self._set_disabled(request, queryset, True, "Disabled")

    @action(permissions=["change"], description="Enable selected users")
    def enable(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        self._set_disabled(request, queryset, False, "Enabled")

    def _set_disabled(
        self, request: HttpRequest, queryset: ItemQuerySet, disabled: bool, done: str
    ) -> None:
        by = signed_in(request.user).profile
        self.for_each(
            request,
            queryset,
            lambda user: administration.change_person(person=user.item, disabled=disabled, by=by),
            done,
        )

    @action(permissions=["change"], description="End all sessions of selected users")
    def end_sessions(self, request: HttpRequest, queryset: ItemQuerySet) -> None:
        by = signed_in(request.user).profile
        self.for_each(
            request,
            queryset,
            lambda user: services.end_sessions(person=user.item, by=by),
            "Ended all sessions of",
        )

    def get_urls(self) -> list[URLPattern]:
        sessions = self.admin_site.admin_view(self.sessions_view)
        return [
            path("<path:object_id>/sessions/", sessions, name="accounts_user_sessions"),
            *super().get_urls(),
        ]

    def sessions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show where a person is signed in; end one session, or all."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            return self.gone(request, object_id)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            return self._end(request, user)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Sessions: {user}",
            "subtitle": None,
            "opts": self.opts,
            "object": user,
            "sessions": services.sessions_of(user.item, cursor=request.GET.get("cursor")),
            "this_session": digest(str(request.session.session_key)),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/accounts/user/sessions.html", context)

    def _end(self, request: HttpRequest, user: User) -> HttpResponse:
        one = request.POST.get("digest", "")
        if one:
            services.end_session(person=user.item, digest=one, by=signed_in(request.user).profile)
        else:
            services.end_sessions(person=user.item, by=signed_in(request.user).profile)
        ended = "The session is" if one else f"All sessions of {user} are"
        self.message_user(request, f"{ended} ended.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)


class AddGroupMappingForm(ItemForm):
    """A group of one of the configured providers."""

    provider = forms.ChoiceField(label="Identity provider")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = settings.IDENTITY_PROVIDERS.items()
        provider: Any = self.fields["provider"]
        provider.choices = [(name, each["label"]) for name, each in known]


@register(GroupMappingModel)
class GroupMappingAdmin(ItemAdmin):
    """What groups give, beside their names and the configuration; it counts at sign-ins."""

    list_display = ["group", "provider_name", "role", "teams"]
    search_fields = ["group", "role", "teams"]
    search_help_text = "Part of a group's name, a role, or a team."
    ordering = ["group"]
    deletion_note = "The group then gives what the configuration, or its name, says."
    fields = ["provider", "group", "role", "teams"]

    @display(description="identity provider", ordering="provider")
    def provider_name(self, mapping: GroupMappingModel) -> str:
        return mapping.provider_label

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [("", "No role of its own"), *roles.ROLE_CHOICES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        if obj is None:
            kwargs["form"] = AddGroupMappingForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["provider_name", "group"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["provider_name", "group", "role", "teams"] if obj else self.fields

    def save_model(
        self, request: HttpRequest, obj: GroupMappingModel, form: Any, change: bool
    ) -> None:
        by, role, teams = signed_in(request.user).profile, obj.role, obj.team_names
        if change:
            group_mappings.change_mapping(mapping=obj.item, role=role, teams=teams, by=by)
            return
        obj.item = group_mappings.add_mapping(
            provider=obj.provider, group=obj.group, role=role, teams=teams, by=by
        )
        obj.id = obj.item.sk

    def delete_model(self, request: HttpRequest, obj: GroupMappingModel) -> None:
        group_mappings.delete_mapping(mapping=obj.item, by=signed_in(request.user).profile)


class MonthFilter(SimpleListFilter):
    """One month of the log: each is a partition of its own."""

    title = "month"
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in _months()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the links; without a choice the list shows this month, not all of them."""
        unchosen, this_month, *months = super().choices(changelist)
        selected = unchosen["selected"] or this_month["selected"]
        yield {**unchosen, "selected": selected, "display": "This month"}
        yield from months

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return _narrowed(self, queryset)


class EventFilter(SimpleListFilter):
    title = "event"
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(event, kind_label(event)) for event in audit.EVENTS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return _narrowed(self, queryset)


@register(AuditRecord)
class AuditAdmin(ItemAdmin):
    """The audit log, which nobody changes: not here, and not by any other code."""

    list_display = ["at", "label", "actor_email", "about", "source_ip", "more"]
    list_filter = [MonthFilter, EventFilter]
    search_fields = ["event", "actor_email", "subject", "source_ip", "details"]
    search_help_text = "Within the month: an event, an address, an id."
    ordering = ["-at"]
    actions = None  # type: ignore[assignment]
    narrowing = "Choose an event, or search, to see older ones of this month."
    change_form_template = "admin/accounts/auditrecord/change_form.html"
    fields = ["at", "label", "actor_email", "actor", "subject", "source_ip", "details"]

    @display(description="event", ordering="event")
    def label(self, record: AuditRecord) -> str:
        return record.item.label

    @display(description="to what", ordering="subject")
    def about(self, record: AuditRecord) -> str:
        return record.about

    @display(description="details")
    def more(self, record: AuditRecord) -> str:
        return record.item.details_in_words

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _months() -> list[datetime]:
    months = [clock.now().replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _narrowed(chosen: SimpleListFilter, queryset: Any) -> Any:
    """Apply a list filter to the field of its name; only what it offers can be chosen."""
    value = chosen.value()
    if not value:
        return queryset
    if value not in dict(chosen.lookup_choices):
        raise IncorrectLookupParameters(value)
    return queryset.filter(**{str(chosen.parameter_name): value})
