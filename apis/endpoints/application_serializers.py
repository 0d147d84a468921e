"""What the REST API of applications and their keys takes and gives."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from apis.items import SLUG_LENGTH
from apis.items.applications import KEY_STATES, ApplicationKey
from apis.services.application_keys import MAX_REQUEST_NAME, OVERLAP_HOURS, state_of
from apis.services.applications import DESCRIPTION_LENGTH, NAME_LENGTH
from apis.services.details import TEAM_LENGTH
from apis.services.key_making import KINDS, MAX_DAYS, MAX_SCOPES
from portal.accounts.keys import MAX_LABEL_CHARS
from portal.errors import BadInput
from portal.rest.pagination import PageOutput, PageParams
from portal.rest.serializers import ShortListField, StrictSerializer

REQUEST_NAME = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A name of your own for this request, new for each, of up to 255 visible ASCII "
    "characters. Where the answer is lost, send the request again with the same name within a day: "
    "no second key is made. The answer is then the key that was made, with `key` null, since a "
    "secret is shown once; rotate that key at once (`overlap_hours` 0) to have one you know.",
)


def request_name_of(request: Request) -> str:
    """Return what the caller names the request, "" for nothing; raise `BadInput` for no name."""
    name = request.headers.get("Idempotency-Key", "").strip()
    if len(name) > MAX_REQUEST_NAME or not name.isascii() or (name and not name.isprintable()):
        raise BadInput("request_name_invalid", params={"limit": MAX_REQUEST_NAME})
    return name


class ApplicationInput(StrictSerializer):
    name = serializers.CharField(max_length=NAME_LENGTH, help_text="What calls the APIs.")
    description = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=DESCRIPTION_LENGTH,
        help_text="For the owners of the APIs that it subscribes to.",
    )
    owner = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=TEAM_LENGTH,
        help_text="A team that you are in; empty for you alone. Administrators name any team.",
    )


class ApplicationOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="app_id")
    name = serializers.CharField()
    description = serializers.CharField()
    owner = serializers.CharField(
        source="team", help_text="The team that owns it; empty where it belongs to one person."
    )
    suspended = serializers.BooleanField(
        help_text="Whether an administrator suspended it: none of its keys is accepted then."
    )
    created_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Application"


class ApplicationPage(PageOutput):
    items = ApplicationOutput(many=True)


class ApplicationKeyInput(StrictSerializer):
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=MAX_LABEL_CHARS, help_text="Where the key will be kept."
    )
    kind = serializers.ChoiceField(
        KINDS, default=KINDS[0], help_text="`live` calls APIs, `sandbox` mocks only."
    )
    days = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_DAYS,
        help_text="Ends after so many; never without it. An administrator's limit shortens it.",
    )
    scopes = ShortListField(
        child=serializers.CharField(max_length=SLUG_LENGTH),
        max_length=MAX_SCOPES,
        default=list,
        help_text="Ids of the APIs that it may call; without any, all that the application "
        "subscribes to, later ones too.",
    )


class RotateInput(StrictSerializer):
    overlap_hours = serializers.ChoiceField(
        OVERLAP_HOURS,
        help_text="How long the old key goes on beside the new one, never beyond its own end; 0 "
        "ends it at once.",
    )


class ApplicationKeyOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="digest", help_text="Names the key; it lets nobody in.")
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(KINDS)
    hint = serializers.CharField(help_text="How the key begins and ends.")
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of the APIs that it may call; empty for all."
    )
    state = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(source="ends_on", allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the hour.")
    successor = serializers.CharField(
        allow_null=True, help_text="The id of the key that took its place."
    )

    class Meta:
        ref_name = "ApplicationKey"

    @extend_schema_field(
        serializers.ChoiceField(
            KEY_STATES,
            help_text="`replaced` keys still hold, until `ends_at`; `dormant` ones were not used "
            "for too long, and are refused until they are woken.",
        )
    )
    def get_state(self, key: ApplicationKey) -> str:
        return state_of(key)


class NewApplicationKeyOutput(ApplicationKeyOutput):
    key = serializers.CharField(
        allow_null=True,
        help_text="The key itself: shown this once, stored nowhere. Null where the request was "
        "sent a second time.",
    )
    notice = serializers.CharField(
        allow_blank=True, help_text="Why it ends before what was asked for; empty for nothing."
    )

    class Meta:
        ref_name = "NewApplicationKey"


class ApplicationKeyPage(PageOutput):
    items = ApplicationKeyOutput(many=True)


class KeyListParams(PageParams):
    ended = serializers.BooleanField(
        required=False,
        default=False,
        help_text="True for those that ended in the last 90 days, instead of those that hold.",
    )
