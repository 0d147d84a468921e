"""Forms of applications and their keys."""

import secrets
from typing import Any

from django import forms
from django.conf import settings

from apis.items import edits_any
from apis.items.applications import Application
from apis.services.application_keys import OVERLAP_HOURS
from apis.services.applications import DESCRIPTION_LENGTH, NAME_LENGTH
from apis.services.details import TEAM_LENGTH
from portal.accounts import keys
from portal.accounts.items import Profile
from portal.accounts.key_format import LIVE, SANDBOX
from portal.accounts.models import User
from portal.accounts.services import person_by_email
from portal.errors import ApplicationError
from portal.web.form_pages import RevisedForm

KIND_CHOICES = [
    (LIVE, "Live: calls APIs through the gateway"),
    (SANDBOX, "Sandbox: calls mocks only"),
]
OVERLAP_WORDS = {0: "At once", 1: "In an hour", 24: "In a day", 168: "In a week"}
OVERLAP_CHOICES = [(hours, OVERLAP_WORDS[hours]) for hours in OVERLAP_HOURS]
A_DAY = 24


class ApplicationForm(RevisedForm):
    """What is said about an application; of a new one also whose it is."""

    name = forms.CharField(
        max_length=NAME_LENGTH, help_text="What calls the APIs: “Web shop”, “Nightly report”."
    )
    description = forms.CharField(
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Owners of the APIs that you subscribe to read it.",
    )
    owner = forms.ChoiceField(
        required=False,
        help_text="Everybody in a team uses its applications and makes keys for them.",
    )

    def __init__(self, *args: Any, teams: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if teams:
            owner: Any = self.fields["owner"]
            owner.choices = [("", "You alone"), *((team, f"Team {team}") for team in teams)]
        else:
            del self.fields["owner"]

    @staticmethod
    def values_of(application: Application) -> dict[str, Any]:
        names = ("name", "description", "revision")
        return {name: getattr(application, name) for name in names}


class HandOverForm(forms.Form):
    """Who an application belongs to from now on."""

    owner = forms.CharField(label="Team", max_length=TEAM_LENGTH)
    email = forms.EmailField(
        label="Or one person",
        required=False,
        help_text="Their e-mail address. Leave the team empty then.",
    )

    def __init__(self, *args: Any, user: User, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if edits_any(user):
            self.fields["owner"].required = False
            return
        del self.fields["email"]
        teams = [team for team in user.teams if team != application.team]
        self.fields["owner"] = forms.ChoiceField(
            label="Team", choices=[(team, team) for team in teams]
        )

    def clean(self) -> dict[str, Any]:
        """Find the person, and refuse both a team and a person, and neither."""
        given = super().clean() or self.cleaned_data
        email = given.get("email", "")
        if "email" in self.fields and not self.errors and bool(email) == bool(given.get("owner")):
            self.add_error("owner", "Name a team or one person.")
        elif email:
            try:
                given["person"] = person_by_email(email)
            except ApplicationError as refusal:
                self.add_error("email", str(refusal))
        return given

    @property
    def person(self) -> Profile | None:
        return self.cleaned_data.get("person")


class ApplicationKeyForm(forms.Form):
    """A new key of an application."""

    label = forms.CharField(
        label="Name",
        max_length=keys.MAX_LABEL_CHARS,
        help_text="Where the key will be kept, so that you know it again: “Production”.",
    )
    kind = forms.ChoiceField(choices=KIND_CHOICES, initial=LIVE, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label="APIs that it may call",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Without a choice, all that the application subscribes to, later ones too.",
    )
    days = forms.TypedChoiceField(label="Ends after", coerce=int, empty_value=None, required=False)
    # Sending the form again, as reloading the page of a new key does, makes no second key.
    request_name = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_name"].initial = secrets.token_hex(16)
        days: Any = self.fields["days"]
        days.choices = _days_choices()
        days.initial = days.choices[min(1, len(days.choices) - 1)][0]
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(api, api) for api in offered]
        if not offered:
            del self.fields["scopes"]


class RotateForm(forms.Form):
    """When the old key ends."""

    overlap_hours = forms.TypedChoiceField(
        label="The old key ends",
        choices=OVERLAP_CHOICES,
        coerce=int,
        initial=A_DAY,
        widget=forms.RadioSelect,
        help_text="Until then both are accepted, so that callers can change over one by one.",
    )


def _days_choices() -> list[tuple[str, str]]:
    """Return how long a key may hold, as far as the administrators allow."""
    cap = settings.KEY_MAX_DAYS
    if not cap:
        return [*((str(days), f"{days} days") for days in keys.DAYS), ("", "Never")]
    offered = [*(days for days in keys.DAYS if days < cap), cap]
    return [(str(days), f"{days} day{'s' if days > 1 else ''}") for days in offered]
