"""`/api/v1/me/keys/`: the caller's personal keys."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts import keys
from portal.accounts.endpoints.permissions import OwnsKeys
from portal.accounts.models import signed_in
from portal.errors import NotAllowed
from portal.rest.pagination import PageOutput, paged
from portal.rest.parsing import body_of
from portal.rest.serializers import StrictSerializer, problems


class KeyOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="digest", help_text="Names the key; it lets nobody in.")
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField(help_text="How the key begins and ends.")
    created_at = serializers.DateTimeField()
    expires_on = serializers.DateTimeField(allow_null=True)

    class Meta:
        ref_name = "Key"


class NewKeyOutput(KeyOutput):
    key = serializers.CharField(help_text="The key itself: shown this once, stored nowhere.")

    class Meta:
        ref_name = "NewKey"


class KeyPage(PageOutput):
    items = KeyOutput(many=True)


class KeyInput(StrictSerializer):
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=keys.MAX_LABEL_CHARS, help_text="What the key is for."
    )
    days = serializers.ChoiceField(
        keys.DAYS, required=False, allow_null=True, help_text="Ends after so many; else never."
    )


class KeysEndpoint(APIView):
    """The caller's keys."""

    permission_classes = [OwnsKeys]

    @extend_schema(
        operation_id="list_keys",
        summary="List your keys",
        tags=["Account"],
        responses={200: KeyPage, **problems(403)},
    )
    def get(self, request: Request) -> Response:
        """Return your keys that still hold, newest first, in one page: nobody has more than 20."""
        found = keys.keys_of(signed_in(request.user).profile)
        return Response(paged(request, found, lambda key: KeyOutput(key).data))

    @extend_schema(
        operation_id="create_key",
        summary="Make a key",
        tags=["Account"],
        request=KeyInput,
        responses={201: NewKeyOutput, **problems(403, 409, 422)},
        examples=[
            OpenApiExample("For a year", value={"label": "CI", "days": 365}, request_only=True)
        ],
    )
    def post(self, request: Request) -> Response:
        """Make a key that allows what your role allows. A key makes no further keys: one that
        leaked would outlive itself."""
        if request.auth == "personal key":
            raise NotAllowed("key_makes_no_key")
        form = KeyInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        values = form.validated_data
        key, secret = keys.create(
            owner=signed_in(request.user).profile, label=values["label"], days=values.get("days")
        )
        return Response(
            {**KeyOutput(key).data, "key": secret},
            status=status.HTTP_201_CREATED,
            headers={"Cache-Control": "no-store"},
        )


class KeyEndpoint(APIView):
    """One key of the caller's."""

    @extend_schema(
        operation_id="revoke_key",
        summary="Revoke a key",
        tags=["Account"],
        responses={204: None, **problems(404, 409)},
    )
    def delete(self, request: Request, key_id: str) -> Response:
        """End a key at once; whoever lost the right to have keys may still revoke theirs."""
        keys.revoke(owner=signed_in(request.user).profile, digest=key_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
