"""`/api/v1/apis/{api}/gateway/`: what an API's owner decides about the gateway."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apis.items import Api
from apis.items.gateway_rules import (
    ACTIONS,
    MAX_RULES,
    NAME_LENGTH,
    PARTS,
    VALUE_LENGTH,
)
from apis.items.gateway_settings import (
    DEFAULT_TIMEOUT_SECONDS,
    MAX_TIMEOUT_SECONDS,
    GatewaySettings,
)
from apis.services import gateway_credentials, gateway_settings
from apis.services.details import URL_LENGTH
from apis.services.gateway_checks import MAX_CORS_ENTRIES, PREFIX_LENGTH
from apis.services.gateway_credentials import CREDENTIAL_LENGTH
from apis.visibility import get_api_and_access_or_404, require_editor
from portal.accounts.models import signed_in
from portal.errors import Missing
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import ShortListField, StrictSerializer, problems

CREDENTIAL_HELP = (
    "The last part of the name of a secret in Secrets Manager: its first part is the stage's and "
    "this API's own (`portal-STAGE-gateway/API/`), so no other secret can be named. `credential` "
    "is what the portal stored; empty for none."
)


class RuleFields(StrictSerializer):
    part = serializers.ChoiceField(PARTS)
    action = serializers.ChoiceField(
        ACTIONS,
        help_text="Of a header field or query parameter `add`, `set`, `remove`, `rename`; of a "
        "path `prefix`, `template`; of a JSON body `set`, `remove`, `rename`.",
    )
    name = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=NAME_LENGTH,
        help_text="The field's or parameter's name; the path's prefix, or a template such as "
        "`/pets/{id}`; a JSON pointer, where `*` stands for each item of a list.",
    )
    value = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=VALUE_LENGTH,
        help_text="What is set, or the new name or path; in a body, to set, JSON as text.",
    )

    class Meta:
        ref_name = "GatewayRule"


class CorsFields(StrictSerializer):
    origins = ShortListField(
        child=serializers.CharField(max_length=URL_LENGTH),
        max_length=MAX_CORS_ENTRIES,
        help_text="Such as `https://app.example`, or `*`.",
    )
    methods = ShortListField(
        child=serializers.CharField(max_length=20), required=False, max_length=MAX_CORS_ENTRIES
    )
    headers = ShortListField(
        child=serializers.CharField(max_length=200), required=False, max_length=MAX_CORS_ENTRIES
    )
    exposed = ShortListField(
        child=serializers.CharField(max_length=200), required=False, max_length=MAX_CORS_ENTRIES
    )
    max_age = serializers.IntegerField(required=False, help_text="Seconds.")
    credentials = serializers.BooleanField(required=False)

    class Meta:
        ref_name = "CorsRule"


class GatewayInput(StrictSerializer):
    """All of it with PUT; with PATCH what is to be another."""

    enabled = serializers.BooleanField(default=True)
    upstreams = serializers.DictField(
        child=serializers.CharField(max_length=URL_LENGTH, allow_blank=True),
        help_text="The base URL of each version's calls, by the version's name: all of them.",
    )
    timeout_seconds = serializers.IntegerField(
        default=DEFAULT_TIMEOUT_SECONDS, min_value=1, max_value=MAX_TIMEOUT_SECONDS
    )
    validates = serializers.BooleanField(
        default=False, help_text="Whether calls that contradict the description are refused."
    )
    older_limit_fields = serializers.BooleanField(
        default=False, help_text="Whether answers carry `X-RateLimit-*` beside `RateLimit`."
    )
    cors = CorsFields(
        allow_null=True, default=None, help_text="Null: what the upstream says of CORS passes."
    )
    request_rules = ShortListField(child=RuleFields(), default=list, max_length=MAX_RULES)
    response_rules = ShortListField(child=RuleFields(), default=list, max_length=MAX_RULES)
    credential_secret = serializers.CharField(
        default="", allow_blank=True, max_length=64, help_text=CREDENTIAL_HELP
    )
    credential_header = serializers.CharField(default="", allow_blank=True, max_length=100)
    credential_prefix = serializers.CharField(
        default="",
        allow_blank=True,
        trim_whitespace=False,
        max_length=PREFIX_LENGTH,
        help_text="Such as `Bearer `, with the space.",
    )


class GatewayOutput(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()
    upstreams = serializers.DictField(child=serializers.CharField())
    addresses = serializers.SerializerMethodField(
        help_text="Where applications call each version that has an upstream."
    )
    timeout_seconds = serializers.IntegerField()
    validates = serializers.BooleanField()
    older_limit_fields = serializers.BooleanField()
    cors = CorsFields(allow_null=True)
    request_rules = RuleFields(many=True)
    response_rules = RuleFields(many=True)
    credential_secret = serializers.CharField(allow_blank=True, help_text=CREDENTIAL_HELP)
    credential_header = serializers.CharField(allow_blank=True)
    credential_prefix = serializers.CharField(allow_blank=True)
    credential_stored_at = serializers.DateTimeField(
        allow_null=True, help_text="When the portal was given the credential last."
    )

    class Meta:
        ref_name = "GatewaySettings"

    def get_addresses(self, settings: GatewaySettings) -> dict[str, str]:
        slug = settings.slug
        return {name: gateway_settings.gateway_address(slug, name) for name in settings.upstreams}


class CredentialInput(StrictSerializer):
    value = serializers.CharField(
        write_only=True, max_length=CREDENTIAL_LENGTH, help_text="What is sent; never shown again."
    )


EXAMPLES = [
    OpenApiExample(
        "Put it behind the gateway",
        value={"upstreams": {"1.0.0": "https://pets.example.com/v1"}},
        request_only=True,
    ),
    OpenApiExample(
        "With rules",
        value={
            "upstreams": {"1.0.0": "https://pets.example.com"},
            "request_rules": [
                {"part": "header", "action": "set", "name": "X-Tenant", "value": "portal"},
                {"part": "path", "action": "prefix", "name": "", "value": "/v1"},
            ],
            "response_rules": [{"part": "body", "action": "remove", "name": "/items/*/internal"}],
        },
        request_only=True,
    ),
]


class GatewayEndpoint(APIView):
    """The gateway settings of an API; its owners see and change them."""

    @extend_schema(
        operation_id="read_gateway",
        summary="Read gateway settings",
        tags=["Gateway"],
        responses={200: GatewayOutput, **problems(403, 404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return what the API's owner decided; the ETag goes into If-Match of a change."""
        _, stored = _editable(request, api)
        if stored is None:
            raise Missing("gateway_not_set_up")
        return _answer(stored)

    @extend_schema(
        operation_id="put_gateway",
        summary="Set gateway settings",
        tags=["Gateway"],
        parameters=[IF_MATCH],
        request=GatewayInput,
        responses={200: GatewayOutput, **problems(403, 404, 409, 412, 422)},
        examples=EXAMPLES,
    )
    def put(self, request: Request, api: str) -> Response:
        """Put an API behind the gateway, or set all of its settings; what is left out takes its
        default."""
        return self._change(request, api, partial=False)

    @extend_schema(
        operation_id="edit_gateway",
        summary="Edit gateway settings",
        tags=["Gateway"],
        parameters=[IF_MATCH],
        request=GatewayInput,
        responses={200: GatewayOutput, **problems(403, 404, 409, 412, 422)},
        examples=[
            OpenApiExample("Switch it off", value={"enabled": False}, request_only=True),
        ],
    )
    def patch(self, request: Request, api: str) -> Response:
        """Change the settings that are sent, all of them or none; the rest stays."""
        return self._change(request, api, partial=True)

    def _change(self, request: Request, api: str, *, partial: bool) -> Response:
        found, stored = _editable(request, api)
        if stored:
            require_match(request, stored)
        form = GatewayInput(data=body_of(request), partial=partial)
        form.is_valid(raise_exception=True)
        settings = gateway_settings.edit_settings(
            user=signed_in(request.user), api=found, base=stored, **form.validated_data
        )
        return _answer(settings)


class GatewayCredentialEndpoint(APIView):
    """The credential that an API's upstreams want."""

    @extend_schema(
        operation_id="store_gateway_credential",
        summary="Store the upstream's credential",
        tags=["Gateway"],
        request=CredentialInput,
        responses={204: None, **problems(403, 404, 409, 422)},
    )
    def put(self, request: Request, api: str) -> Response:
        """Store what the gateway sends to the API's upstreams; nobody can read it again.

        Unless the settings name a header field, it goes into `Authorization`, behind `Bearer `.
        """
        found, _ = _editable(request, api)
        form = CredentialInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        gateway_credentials.store_credential(
            user=signed_in(request.user), api=found, value=form.validated_data["value"]
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        operation_id="remove_gateway_credential",
        summary="Remove the upstream's credential",
        tags=["Gateway"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, api: str) -> Response:
        """Send no credential any more, and delete what was stored here."""
        found, _ = _editable(request, api)
        gateway_credentials.remove_credential(user=signed_in(request.user), api=found)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _editable(request: Request, api: str) -> tuple[Api, GatewaySettings | None]:
    """Return an API and its settings to somebody who may change them."""
    found, _, stored = get_api_and_access_or_404(api, request.user)
    require_editor(found, request.user)
    return found, stored


def _answer(settings: GatewaySettings) -> Response:
    return Response(GatewayOutput(settings).data, headers={"ETag": etag_of(settings)})
