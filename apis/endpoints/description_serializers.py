"""How the REST API takes a description, and what it says is found in one."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apis.services import details, sources
from apis.services.checking import CheckResult
from apis.services.registration import PUBLISH, REFUSE
from apis.services.sources import Source
from portal.errors import BadInput, fault
from portal.rest.serializers import (
    ExcerptLineOutput,
    InputSerializer,
    ProblemOutput,
    StrictSerializer,
)

SOURCES = ("spec", "spec_url", "upload_id")


@extend_schema_field(
    {
        "description": "The OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0 description: as an object, as "
        "text (JSON or YAML), or as a file of a multipart form.",
        "oneOf": [
            {"type": "object", "additionalProperties": True},
            {"type": "string", "minLength": 1},
        ],
    }
)
class DescriptionField(serializers.Field[Source, Any, Any, Any]):
    """A description in whatever way it came, as its bytes."""

    def to_internal_value(self, data: Any) -> Source:
        if isinstance(data, UploadedFile):
            # Looked at before it is read: a file may be larger than what is taken.
            sources.refuse_too_large(data.size or 0)
            return sources.from_bytes(data.read())
        if isinstance(data, str):
            return sources.from_text(data)
        if isinstance(data, dict):
            return sources.from_object(data)
        raise serializers.ValidationError("Send an object, text, or a file.")


class SourceInput(StrictSerializer):
    """Exactly one way to a description."""

    spec = DescriptionField(required=False, write_only=True)
    spec_url = serializers.CharField(
        required=False,
        max_length=2000,
        help_text="Public http(s) address of the description; redirects are not followed.",
    )
    upload_id = serializers.CharField(
        required=False, max_length=100, help_text="What `POST /api/v1/uploads/` gave."
    )
    served_from = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=details.URL_LENGTH,
        help_text="The http(s) address that the description is served from: relative servers and "
        "links are resolved against it. By default `spec_url`.",
    )

    def source_for(self, user: Any) -> Source:
        """Return the description's bytes, or where they are. Call after `is_valid`."""
        values = self.validated_data
        if "spec" in values:
            return values["spec"]  # type: ignore[no-any-return]
        if "spec_url" in values:
            return sources.from_url(values["spec_url"])
        return sources.from_upload(values["upload_id"], user)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in SOURCES if name in attrs]
        if len(given) != 1:
            faults = [fault("one_too_many", f"/{name}") for name in given[1:]]
            raise BadInput("description_missing", faults=faults or [fault("required", "/spec")])
        return attrs


class WarningsInput(StrictSerializer):
    """What becomes of a description with warnings that is published at once."""

    accept_warnings = serializers.BooleanField(
        required=False,
        default=True,
        help_text="Send false to have a description with warnings refused (409) where it would be "
        "published. Drafts are never refused for warnings.",
    )

    @property
    def on_warnings(self) -> str:
        return PUBLISH if self.validated_data["accept_warnings"] else REFUSE


class CheckParams(InputSerializer):
    check = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Only say what is found in the description, and what would be registered.",
    )


class WarningOutput(serializers.Serializer[Any]):
    """A fault in a description that does not stand in the way."""

    code = serializers.CharField(help_text="What it is, by a name that stays.")
    message = serializers.CharField(source="detail")
    pointer = serializers.CharField(help_text="JSON pointer into the description.")
    line = serializers.IntegerField(allow_null=True)
    column = serializers.IntegerField(allow_null=True)
    excerpt = ExcerptLineOutput(many=True, help_text="The line and those around it.")


class CheckOutput(serializers.Serializer[Any]):
    """What registering a description would make of it."""

    title = serializers.CharField()
    version = serializers.CharField()
    dialect = serializers.CharField(help_text="2.0, 3.0, 3.1 or 3.2")
    operations = serializers.IntegerField(help_text="How many there are.")
    base_urls = serializers.ListField(child=serializers.CharField())
    warnings = WarningOutput(many=True)
    conflict = serializers.SerializerMethodField(
        help_text="Why it would be refused nevertheless: it, or its id or version, is there."
    )
    upload_id = serializers.CharField(
        help_text="Of a job: names what was checked, to register it without sending it again."
    )

    @extend_schema_field(ProblemOutput(allow_null=True))
    def get_conflict(self, found: CheckResult) -> dict[str, Any] | None:
        return found.conflict.as_json() if found.conflict else None


def shown_check(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a check found, as its job stored it, as REST shows it."""
    return dict(CheckOutput(CheckResult.from_stored(stored)).data)
