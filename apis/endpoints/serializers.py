"""What the REST API takes and gives of APIs and their versions."""

from typing import Any

from rest_framework import serializers

from apis.endpoints.description_serializers import SourceInput, WarningOutput, WarningsInput
from apis.items import (
    ACTIVE,
    MAX_READERS,
    MAX_TAGS,
    SLUG_LENGTH,
    STATUSES,
    VERSION_LENGTH,
    VISIBILITIES,
    WARNINGS_KEPT,
    Api,
    ApiVersion,
)
from apis.services import deprecation, details
from portal.rest.moments import MomentField
from portal.rest.pagination import PageOutput, PageParams
from portal.rest.serializers import (
    ShortListField,
    StrictSerializer,
)


class DetailsInput(StrictSerializer):
    """What people say about an API."""

    name = serializers.CharField(required=False, max_length=details.NAME_LENGTH)
    summary = serializers.CharField(
        required=False, allow_blank=True, max_length=details.SUMMARY_LENGTH
    )
    owner = serializers.CharField(
        required=False,
        max_length=details.TEAM_LENGTH,
        help_text="The team that owns the API: one of yours; by default the first.",
    )
    category = serializers.CharField(
        required=False, allow_blank=True, max_length=details.CATEGORY_LENGTH
    )
    tags = ShortListField(
        child=serializers.CharField(max_length=details.TAG_LENGTH),
        required=False,
        max_length=MAX_TAGS,
    )
    visibility = serializers.ChoiceField(VISIBILITIES, required=False)
    readers = ShortListField(
        child=serializers.CharField(max_length=details.TEAM_LENGTH),
        required=False,
        max_length=MAX_READERS,
        help_text="Teams that may see a restricted API beside its owner.",
    )
    support_email = serializers.CharField(
        required=False, allow_blank=True, max_length=details.EMAIL_LENGTH
    )
    support_url = serializers.CharField(
        required=False, allow_blank=True, max_length=details.URL_LENGTH
    )


class RegisterInput(SourceInput, WarningsInput, DetailsInput):
    """A new API: its description and, where wanted, what people say about it."""

    slug = serializers.CharField(
        required=False,
        max_length=SLUG_LENGTH,
        help_text="The API's id for good; by default made from the description's title.",
    )
    status = serializers.ChoiceField(details.FIRST_STATUSES, required=False, default=ACTIVE)

    def given_details(self) -> details.ApiDetails:
        given = self.validated_data.items()
        return details.ApiDetails(
            **{name: value for name, value in given if name in details.DETAIL_FIELDS}
        )


class RegisterForm(RegisterInput):
    """The same as a multipart form."""

    spec = serializers.FileField()  # type: ignore[assignment]


class VersionInput(SourceInput, WarningsInput):
    """A further version of an API."""

    status = serializers.ChoiceField(details.FIRST_STATUSES, required=False, default=ACTIVE)
    notes = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=details.NOTES_LENGTH
    )


class VersionForm(VersionInput):
    """The same as a multipart form."""

    spec = serializers.FileField()  # type: ignore[assignment]


class ReplacementInput(SourceInput):
    """Another description for a draft, whose `info.version` is the same."""


class ReplacementForm(ReplacementInput):
    """The same as a multipart form."""

    spec = serializers.FileField()  # type: ignore[assignment]


class EditInput(DetailsInput):
    """Changes of an API; what is not sent stays as it is."""

    current_version = serializers.CharField(
        required=False, max_length=100, help_text="The version that callers are shown first."
    )


class VersionEditInput(StrictSerializer):
    """Changes of a version."""

    status = serializers.ChoiceField(STATUSES, required=False)
    notes = serializers.CharField(required=False, allow_blank=True, max_length=details.NOTES_LENGTH)
    accept_warnings = serializers.BooleanField(
        required=False,
        help_text="Whether you have seen its warnings: a draft with any is not published without.",
    )
    deprecated_from = MomentField(
        whole_day=deprecation.start_of,
        required=False,
        allow_null=True,
        help_text="Goes with the status `deprecated`, which a day ahead gives on that day: now by "
        "default. A day counts from its beginning; null takes the deprecation back.",
    )
    sunset_at = MomentField(
        whole_day=deprecation.end_of,
        required=False,
        allow_null=True,
        help_text="When it stops to answer; not before the deprecation. A day counts to its end.",
    )
    successor = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=VERSION_LENGTH,
        help_text="The version of this API that callers move on to; by default the current one.",
    )
    deprecation_reason = serializers.CharField(
        required=False, allow_blank=True, max_length=deprecation.REASON_LENGTH
    )
    deprecation_url = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=details.URL_LENGTH,
        help_text="A page about the move; by default the version's own.",
    )
    before_sunset = serializers.BooleanField(
        required=False,
        help_text="Whether it may be retired before the day that its callers were told.",
    )


class ListParams(PageParams):
    """Filters of the catalogue; all of them must hold."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=100,
        help_text="Beginnings of words of the name or summary.",
    )
    status = serializers.ChoiceField(STATUSES, required=False)
    category = serializers.CharField(required=False, max_length=100)
    owner = serializers.CharField(required=False, max_length=100)
    tag = serializers.CharField(required=False, max_length=100)
    visibility = serializers.ChoiceField(VISIBILITIES, required=False)


class EntryOutput(serializers.Serializer[Any]):
    """An API as lists show it."""

    id = serializers.CharField(source="slug")
    name = serializers.CharField()
    summary = serializers.CharField()
    owner = serializers.CharField()
    category = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    visibility = serializers.ChoiceField(VISIBILITIES)
    status = serializers.ChoiceField(STATUSES)
    current_version = serializers.CharField()
    updated_at = serializers.DateTimeField()


class ApiOutput(EntryOutput):
    """An API."""

    readers = serializers.ListField(child=serializers.CharField())
    base_url = serializers.CharField()
    support_email = serializers.CharField()
    support_url = serializers.CharField()
    created_at = serializers.DateTimeField()


class VersionOutput(serializers.Serializer[Any]):
    """A version of an API."""

    api = serializers.CharField(source="slug")
    version = serializers.CharField()
    name = serializers.CharField(help_text="The description's title.")
    status = serializers.ChoiceField(STATUSES)
    base_url = serializers.CharField()
    base_urls = serializers.ListField(child=serializers.CharField())
    format = serializers.CharField(source="description.format", help_text="json or yaml")
    dialect = serializers.CharField(source="description.dialect", help_text="2.0, 3.0, 3.1 or 3.2")
    bytes = serializers.IntegerField(source="description.bytes")
    sha256 = serializers.CharField(source="description.sha256")
    operation_count = serializers.IntegerField()
    notes = serializers.CharField()
    source_url = serializers.SerializerMethodField(
        help_text="Where the description was read from: for those who may change the API."
    )
    served_from = serializers.CharField(
        help_text="The address that relative servers and links are resolved against, where one "
        "was given."
    )
    warnings = WarningOutput(many=True, source="faults", help_text=f"The first {WARNINGS_KEPT}.")
    warning_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    deprecated_from = serializers.DateTimeField(
        allow_null=True, help_text="A moment ahead: it is active until then."
    )
    sunset_at = serializers.DateTimeField(allow_null=True, help_text="When it stops to answer.")
    successor = serializers.CharField(help_text="The version that its owner said to move on to.")
    deprecation_reason = serializers.CharField()
    deprecation_url = serializers.CharField()

    def get_source_url(self, version: ApiVersion) -> str:
        return version.source_url if self.context.get("for_editor") else ""


class RegisteredOutput(ApiOutput):
    """An API that was just registered, with what reading its description brought up."""

    version = serializers.CharField()
    operation_count = serializers.IntegerField()
    warnings = WarningOutput(many=True, help_text=f"The first {WARNINGS_KEPT}.")
    warning_count = serializers.IntegerField()


class ApiPage(PageOutput):
    """A page of the catalogue; it may come short while there is a next one."""

    items = EntryOutput(many=True)


class VersionPage(PageOutput):
    """A page of an API's versions."""

    items = VersionOutput(many=True)


def shown_version(version: ApiVersion, *, for_editor: bool) -> dict[str, Any]:
    """Return a version as its readers see it, or as those do who may change the API."""
    return dict(VersionOutput(version, context={"for_editor": for_editor}).data)


def registered(api: Api, version: ApiVersion) -> dict[str, Any]:
    """Return the body that tells of a new API and its version."""
    shown = VersionOutput(version).data
    names = ("version", "status", "operation_count", "warnings", "warning_count")
    return {**ApiOutput(api).data, **{name: shown[name] for name in names}}
