"""Forms of API management. They read what was typed; what is allowed is the services' to say."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from apis.items import (
    ACTIVE,
    DRAFT,
    INTERNAL,
    MAX_TAGS,
    PUBLIC,
    RESTRICTED,
    SLUG_LENGTH,
    Api,
    ApiVersion,
    edits_any,
)
from apis.services import details, sources
from apis.services.ids import RegisteredAlready
from apis.services.sources import Source
from portal.accounts.models import User
from portal.errors import ApplicationError
from portal.web import form_pages

FILE, PASTE, ADDRESS = "file", "paste", "url"
LONGEST_SHOWN_AGAIN = 1_000_000
VISIBILITY_CHOICES = [
    (PUBLIC, "Public: anybody"),
    (INTERNAL, "Internal: everybody who is signed in"),
    (RESTRICTED, "Restricted: the owner and named teams"),
]
TEAMS_DO_NOT_COUNT = (
    "Teams count for a restricted API only. Choose “Restricted”, or leave this empty."
)
FILE_REPLACED = "Its file was replaced meanwhile. Read the warnings of the new one."
STATUS_CHOICES = [
    (ACTIVE, "Active: show it to callers now"),
    (DRAFT, "Draft: only its owners see it"),
]


class WordsField(forms.CharField):
    """Words separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        words = (super().to_python(value) or "").split(",")
        return [word.strip() for word in words if word.strip()]


class SourceForm(forms.Form):
    """A description in one of three ways; the page's tabs choose which."""

    spec_file = forms.FileField(
        label="Description",
        help_text="OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0, as JSON or YAML.",
        widget=forms.FileInput(attrs={"accept": ".json,.yaml,.yml,.txt"}),
        error_messages={"required": "Choose a file."},
    )
    upload_id = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    spec_text = forms.CharField(
        label="Description",
        help_text="OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0, as JSON or YAML.",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
    )
    spec_url = forms.CharField(
        label="Address of the description",
        help_text="A public https:// address. It is read once, now.",
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    served_from = forms.CharField(
        label="Address it is served from",
        help_text="What its relative servers and links, such as “/v2”, begin at. Not needed where "
        "it is read from that address.",
        max_length=details.URL_LENGTH,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {FILE: {"spec_file", "upload_id"}, PASTE: {"spec_text"}, ADDRESS: {"spec_url"}}[way]
        for name in {"spec_file", "upload_id", "spec_text", "spec_url"} - kept:
            del self.fields[name]
        if way == FILE:
            # A large file went to S3 already, and its id comes in its place.
            self.fields["spec_file"].required = not self.kept_upload

    @property
    def kept_upload(self) -> str:
        """What names a file that was sent before, and need not be chosen again."""
        return str(self.data.get("upload_id") or self.initial.get("upload_id") or "")

    def keep_upload(self, source: Source) -> None:
        """Name a file that was checked, so that the form can be sent again without it."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["upload_id"] = source.upload_id  # type: ignore[index]
        self.fields["spec_file"].required = False

    def forget_long_text(self) -> None:
        """Leave a pasted description out of the page that is shown again, where it is large: an
        answer of Lambda has 6 MB at most."""
        name = form_pages.DESCRIPTION
        if name in self.fields and len(self.data.get(name, "")) > LONGEST_SHOWN_AGAIN:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[name] = ""  # type: ignore[index]
            message = "What you pasted is too long to be shown again. Upload it as a file instead."
            self.add_error(name, message)

    def source_for(self, user: User) -> Source:
        """Return the description's bytes, or where they are. Call after `is_valid`."""
        values = self.cleaned_data
        if file := values.get("spec_file"):
            sources.refuse_too_large(file.size)
            return sources.from_bytes(file.read())
        if "spec_text" in values:
            return sources.from_text(values["spec_text"])
        if "spec_url" in values:
            return sources.from_url(values["spec_url"])
        return sources.from_upload(values["upload_id"], user)


class DetailsForm(forms.Form):
    """What people say about an API."""

    name = forms.CharField(max_length=details.NAME_LENGTH)
    summary = forms.CharField(
        max_length=details.SUMMARY_LENGTH,
        required=False,
        help_text="What it is good for, in a line.",
    )
    owner = forms.CharField(label="Owner team", max_length=details.TEAM_LENGTH)
    category = forms.CharField(max_length=details.CATEGORY_LENGTH, required=False)
    tags = WordsField(required=False, help_text=f"Up to {MAX_TAGS}, separated by commas.")
    visibility = forms.ChoiceField(
        label="Who may see it",
        choices=VISIBILITY_CHOICES,
        initial=INTERNAL,
        widget=forms.RadioSelect,
    )
    readers = WordsField(
        label="Teams that may see it",
        required=False,
        help_text="Counts for a restricted API only. Separated by commas.",
    )

    def __init__(self, *args: Any, user: User, owned_by: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = list(dict.fromkeys([*([owned_by] if owned_by else []), *user.teams]))
        if not edits_any(user):
            self.fields["owner"] = forms.ChoiceField(
                label="Owner team", choices=[(team, team) for team in teams]
            )
        elif teams:
            self.fields["owner"].initial = teams[0]
        self.fields["category"].widget = forms.TextInput(attrs={"list": "categories"})

    def clean(self) -> dict[str, Any]:
        """Refuse teams that would not count.

        The services let them go instead, so that a script can change the visibility alone.
        """
        given = super().clean() or self.cleaned_data
        if given.get("readers") and given.get("visibility", RESTRICTED) != RESTRICTED:
            self.add_error("readers", TEAMS_DO_NOT_COUNT)
        return given

    @property
    def categories(self) -> list[str]:
        """Suggestions for the category."""
        return list(settings.CATEGORIES)

    def given_details(self) -> details.ApiDetails:
        given = self.cleaned_data.items()
        return details.ApiDetails(
            **{name: value for name, value in given if name in details.DETAIL_FIELDS}
        )


class RegisterForm(DetailsForm, SourceForm):
    """A new API."""

    slug = forms.CharField(
        label="Id",
        max_length=SLUG_LENGTH,
        required=False,
        help_text="Part of the API's address, for good. Made from the title where empty.",
    )
    status = forms.ChoiceField(choices=STATUS_CHOICES, initial=ACTIVE, widget=forms.RadioSelect)
    field_order = (
        "spec_file",
        "upload_id",
        "spec_text",
        "spec_url",
        "served_from",
        "owner",
        "visibility",
        "readers",
        "status",
        "name",
        "summary",
        "category",
        "tags",
        "slug",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = "The description's title where empty."
        self.fields["summary"].help_text = "The description's own where empty."


class VersionForm(SourceForm):
    """A further version."""

    status = forms.ChoiceField(choices=STATUS_CHOICES, initial=ACTIVE, widget=forms.RadioSelect)
    notes = forms.CharField(
        max_length=details.NOTES_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What its callers should know.",
    )


class PublishForm(forms.Form):
    """The publication of a draft by somebody who has seen its warnings."""

    # Names the description whose warnings were shown.
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    accept_warnings = forms.BooleanField(
        label="I have read these warnings",
        error_messages={"required": "Say that you have read the warnings."},
    )
    current = forms.BooleanField(label="Make it the current version", required=False)

    def __init__(self, *args: Any, version: ApiVersion, is_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        if not version.warning_count:
            del self.fields["accept_warnings"]
        if is_current:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was said of the warnings of another file."""
        given = super().clean() or self.cleaned_data
        digest = self.version.description.sha256
        if given.get("accept_warnings") and given.get("digest") != digest:
            self.add_error(None, FILE_REPLACED)
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["digest"] = digest  # type: ignore[index]
            self.data.pop("accept_warnings")  # type: ignore[attr-defined]
        return given


class EditForm(DetailsForm, form_pages.RevisedForm):
    """An API's details."""

    support_email = forms.EmailField(
        label="Support address", required=False, max_length=details.EMAIL_LENGTH
    )
    support_url = forms.CharField(
        label="Support page",
        required=False,
        max_length=details.URL_LENGTH,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    @staticmethod
    def values_of(api: Api) -> dict[str, Any]:
        return {name: getattr(api, name) for name in details.DETAIL_FIELDS} | {
            "revision": api.revision
        }


class NotesForm(form_pages.RevisedForm):
    """What is said about a version."""

    notes = forms.CharField(
        label="What callers should know",
        max_length=details.NOTES_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Shown here and in the reference.",
    )

    @staticmethod
    def values_of(version: ApiVersion) -> dict[str, Any]:
        return {"notes": version.notes, "revision": version.revision}


def add_errors(form: forms.Form, refusal: ApplicationError) -> None:
    """Put a service's refusal beside the fields that it names, or above the form."""
    form_pages.add_errors(form, refusal, words=_with_way_on(refusal))


def _with_way_on(refusal: ApplicationError) -> str:
    """Return what a refusal says, with a link to what is there already."""
    if not isinstance(refusal, RegisteredAlready):
        return str(refusal)
    api = refusal.api
    address = reverse("api", args=[api.slug])
    return format_html('{} <a href="{}">Open {}</a>', refusal, address, api.name)
