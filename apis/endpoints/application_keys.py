"""`/api/v1/applications/{id}/keys/`: an application's keys."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.endpoints.application_serializers import (
    REQUEST_NAME,
    ApplicationKeyInput,
    ApplicationKeyOutput,
    ApplicationKeyPage,
    KeyListParams,
    NewApplicationKeyOutput,
    RotateInput,
    request_name_of,
)
from apis.endpoints.applications import OwnsApplications, found_for
from apis.services import application_keys
from apis.services.key_making import Made, shortened
from portal.accounts.models import signed_in
from portal.dynamo import Page
from portal.rest.pagination import paged
from portal.rest.parsing import body_of
from portal.rest.serializers import problems

MADE = {
    200: OpenApiResponse(NewApplicationKeyOutput, "Made before, by the same request."),
    201: OpenApiResponse(NewApplicationKeyOutput, "Made."),
}


class ApplicationKeysEndpoint(APIView):
    """An application's keys."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="list_application_keys",
        summary="List an application's keys",
        tags=["Applications"],
        parameters=[KeyListParams],
        responses={200: ApplicationKeyPage, **problems(403, 404)},
    )
    def get(self, request: Request, app_id: str) -> Response:
        """Return the keys that hold, newest first, in one page: there are 20 at most. With
        `ended`, a page of those that ended in the last 90 days."""
        params = KeyListParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        values = params.validated_data
        application = found_for(request, app_id)
        if values["ended"]:
            found = application_keys.ended_keys_of(
                application, limit=values["limit"], cursor=values.get("cursor")
            )
        else:
            found = Page(application_keys.keys_of(application))
        return Response(paged(request, found, lambda key: ApplicationKeyOutput(key).data))

    @extend_schema(
        operation_id="create_application_key",
        summary="Make a key of an application",
        tags=["Applications"],
        parameters=[REQUEST_NAME],
        request=ApplicationKeyInput,
        responses={**MADE, **problems(403, 404, 409, 422)},
        examples=[
            OpenApiExample(
                "For one API, for a year",
                value={"label": "Production", "days": 365, "scopes": ["payments"]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, app_id: str) -> Response:
        """Make a key, shown once in `key`. It calls APIs through the gateway, not this REST API."""
        name = request_name_of(request)
        application = found_for(request, app_id)
        form = ApplicationKeyInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        made = application_keys.create_key(
            user=signed_in(request.user),
            application=application,
            request_name=name,
            **form.validated_data,
        )
        return _made_answer(request, made, form.validated_data.get("days"))


class ApplicationKeyEndpoint(APIView):
    """One key of an application."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="read_application_key",
        summary="Read a key of an application",
        tags=["Applications"],
        responses={200: ApplicationKeyOutput, **problems(403, 404)},
    )
    def get(self, request: Request, app_id: str, digest: str) -> Response:
        """Return a key, also one that ended in the last 90 days."""
        key = application_keys.key_of(found_for(request, app_id), digest)
        return Response(ApplicationKeyOutput(key).data)

    @extend_schema(
        operation_id="revoke_application_key",
        summary="Revoke a key of an application",
        tags=["Applications"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, app_id: str, digest: str) -> Response:
        """End a key for good: within a minute no gateway takes it. An older key that it took the
        place of goes on until its own end; revoke that, too, where both leaked."""
        application_keys.revoke_key(
            user=signed_in(request.user), application=found_for(request, app_id), digest=digest
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class RotateEndpoint(APIView):
    """A key that another one takes the place of."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="rotate_application_key",
        summary="Rotate a key of an application",
        tags=["Applications"],
        parameters=[REQUEST_NAME],
        request=RotateInput,
        responses={**MADE, **problems(403, 404, 409, 422)},
        examples=[OpenApiExample("Over a day", value={"overlap_hours": 24}, request_only=True)],
    )
    def post(self, request: Request, app_id: str, digest: str) -> Response:
        """Make a key of the same label, kind, scopes and count of days, shown once in `key`. Until
        the overlap ends, both are accepted. A key is rotated once: a second time is refused (409),
        with the id of the key that took its place in `successor`, which can be rotated in its turn.
        Two older keys go on at a time, at most."""
        name = request_name_of(request)
        application = found_for(request, app_id)
        old = application_keys.key_of(application, digest)
        form = RotateInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        made = application_keys.rotate_key(
            user=signed_in(request.user),
            application=application,
            digest=digest,
            overlap_hours=form.validated_data["overlap_hours"],
            request_name=name,
        )
        return _made_answer(request, made, old.days)


class WakeEndpoint(APIView):
    """A dormant key."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="wake_application_key",
        summary="Wake a dormant key of an application",
        tags=["Applications"],
        request=None,
        responses={200: ApplicationKeyOutput, **problems(403, 404, 409)},
    )
    def post(self, request: Request, app_id: str, digest: str) -> Response:
        """Let a key be accepted again that nobody used for so long that it sleeps."""
        key = application_keys.wake_key(
            user=signed_in(request.user), application=found_for(request, app_id), digest=digest
        )
        return Response(ApplicationKeyOutput(key).data)


def _made_answer(request: Request, made: Made, asked_days: int | None) -> Response:
    """Answer with a key that was made: now, or before by a copy of this request."""
    key, secret = made
    body = {
        **ApplicationKeyOutput(key).data,
        "key": secret or None,
        "notice": shortened(key, asked_days),
    }
    location = reverse("rest-application-key", [key.app_id, key.digest], request=request)
    return Response(
        body,
        status=status.HTTP_201_CREATED if secret else status.HTTP_200_OK,
        headers={"Location": location, "Cache-Control": "no-store"},
    )
