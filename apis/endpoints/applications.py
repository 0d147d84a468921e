"""`/api/v1/applications/`: what calls APIs."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.endpoints.application_serializers import (
    ApplicationInput,
    ApplicationOutput,
    ApplicationPage,
)
from apis.items.applications import Application
from apis.services import applications
from apis.visibility import OWN_APPLICATIONS
from portal.accounts.endpoints.permissions import Needs
from portal.accounts.models import signed_in
from portal.dynamo import Page
from portal.rest.pagination import paged
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import problems


class OwnsApplications(Needs):
    permission = OWN_APPLICATIONS


class ApplicationsEndpoint(APIView):
    """The caller's applications, and those of their teams."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="list_applications",
        summary="List your applications",
        tags=["Applications"],
        responses={200: ApplicationPage, **problems(403)},
    )
    def get(self, request: Request) -> Response:
        """Return your applications and those of your teams in one page, by owner and name: an
        owner has 50 at most."""
        found = Page(applications.applications_of(signed_in(request.user)))
        return Response(paged(request, found, lambda each: ApplicationOutput(each).data))

    @extend_schema(
        operation_id="create_application",
        summary="Create an application",
        tags=["Applications"],
        request=ApplicationInput,
        responses={
            201: OpenApiResponse(ApplicationOutput, "Created."),
            **problems(403, 422),
        },
        examples=[
            OpenApiExample(
                "Of a team", value={"name": "Web shop", "owner": "payments"}, request_only=True
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Create an application of your own, or of a team that you are in."""
        form = ApplicationInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        made = applications.create_application(user=signed_in(request.user), **form.validated_data)
        location = reverse("rest-application", [made.app_id], request=request)
        return _answer(made, code=status.HTTP_201_CREATED, Location=location)


class ApplicationEndpoint(APIView):
    """One application."""

    permission_classes = [OwnsApplications]

    @extend_schema(
        operation_id="read_application",
        summary="Read an application",
        tags=["Applications"],
        responses={200: ApplicationOutput, **problems(403, 404)},
    )
    def get(self, request: Request, app_id: str) -> Response:
        """Return an application; its ETag goes into If-Match of a change."""
        return _answer(found_for(request, app_id))

    @extend_schema(
        operation_id="edit_application",
        summary="Edit an application, or hand it over",
        tags=["Applications"],
        parameters=[IF_MATCH],
        request=ApplicationInput,
        responses={200: ApplicationOutput, **problems(403, 404, 409, 412, 422)},
        examples=[OpenApiExample("Hand it over", value={"owner": "payments"}, request_only=True)],
    )
    def patch(self, request: Request, app_id: str) -> Response:
        """Change what is sent, all of it or nothing; the rest stays. `owner` hands it to a team
        that you are in, with its keys and subscriptions."""
        found = found_for(request, app_id)
        require_match(request, found)
        form = ApplicationInput(data=body_of(request), partial=True)
        form.is_valid(raise_exception=True)
        found = applications.edit_application(
            user=signed_in(request.user), application=found, **form.validated_data
        )
        return _answer(found)

    @extend_schema(
        operation_id="delete_application",
        summary="Delete an application",
        tags=["Applications"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, app_id: str) -> Response:
        """Delete an application with its subscriptions; its keys end. There is no way back."""
        found = found_for(request, app_id)
        require_match(request, found)
        applications.delete_application(user=signed_in(request.user), application=found)
        return Response(status=status.HTTP_204_NO_CONTENT)


def found_for(request: Request, app_id: str) -> Application:
    return applications.get_application_or_404(app_id, signed_in(request.user))


def _answer(application: Application, *, code: int = 200, **headers: Any) -> Response:
    return Response(
        ApplicationOutput(application).data,
        status=code,
        headers={"ETag": etag_of(application), **headers},
    )
