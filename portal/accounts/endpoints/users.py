"""`/api/v1/users/`: people, for admins."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts import administration, roles, services
from portal.accounts.endpoints.permissions import ManagesUsers
from portal.accounts.items import Profile
from portal.accounts.models import signed_in
from portal.errors import Missing
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import StrictSerializer, problems


class UserOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="user_id")
    email = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(roles.ROLES, help_text="The role in force.")
    claimed_role = serializers.ChoiceField(
        roles.ROLES, help_text="What the identity provider's groups say."
    )
    role_override = serializers.ChoiceField(
        ["", *roles.ROLES], help_text="What an admin has set, which wins; empty where nobody has."
    )
    teams = serializers.ListField(child=serializers.CharField())
    disabled = serializers.BooleanField()
    issuer = serializers.CharField(help_text="The identity provider.")
    created_at = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)

    class Meta:
        ref_name = "User"


class UserPage(PageOutput):
    items = UserOutput(many=True)


class UserListParams(PageParams):
    email = serializers.CharField(
        required=False, max_length=254, help_text="The beginning of an e-mail address."
    )


class UserInput(StrictSerializer):
    """What an admin decides about a person; what is not sent stays as it is."""

    role_override = serializers.ChoiceField(["", *roles.ROLES], required=False)
    disabled = serializers.BooleanField(required=False)


class UsersEndpoint(APIView):
    """The people the portal knows."""

    permission_classes = [ManagesUsers]

    @extend_schema(
        operation_id="list_users",
        summary="List people",
        tags=["People"],
        parameters=[UserListParams],
        responses={200: UserPage, **problems(403)},
    )
    def get(self, request: Request) -> Response:
        """Return a page of people, by e-mail address."""
        params = UserListParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        found = services.people(**params.validated_data)
        return Response(paged(request, found, lambda person: UserOutput(person).data))


class UserEndpoint(APIView):
    """One person."""

    permission_classes = [ManagesUsers]

    @extend_schema(
        operation_id="read_user",
        summary="Read a person",
        tags=["People"],
        responses={200: UserOutput, **problems(403, 404)},
    )
    def get(self, request: Request, user_id: str) -> Response:
        """Return a person with their role and teams; the ETag goes into If-Match of a change."""
        return _answer(_person_or_404(user_id))

    @extend_schema(
        operation_id="edit_user",
        summary="Set a role, disable or enable a person",
        tags=["People"],
        parameters=[IF_MATCH],
        request=UserInput,
        responses={200: UserOutput, **problems(403, 404, 409, 412, 422)},
        examples=[
            OpenApiExample(
                "A role that wins", value={"role_override": "publisher"}, request_only=True
            )
        ],
    )
    def patch(self, request: Request, user_id: str) -> Response:
        """Set a role that wins over the identity provider's until it is cleared with "", or
        disable a person, which ends their sessions and refuses sign-in, tokens and keys."""
        person = _person_or_404(user_id)
        require_match(request, person)
        form = UserInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        administration.change_person(
            person=person, by=signed_in(request.user).profile, **form.validated_data
        )
        return _answer(person)

    @extend_schema(
        operation_id="delete_user",
        summary="Delete a person",
        tags=["People"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412, 422)},
    )
    def delete(self, request: Request, user_id: str) -> Response:
        """Delete a person with their sessions and keys. They may sign in again, as somebody new."""
        person = _person_or_404(user_id)
        require_match(request, person)
        administration.delete_person(person=person, by=signed_in(request.user).profile)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UserSessionsEndpoint(APIView):
    """A person's sessions."""

    permission_classes = [ManagesUsers]

    @extend_schema(
        operation_id="end_sessions",
        summary="End all sessions of a person",
        tags=["People"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, user_id: str) -> Response:
        """End all sessions of a person at once; they may sign in again."""
        services.end_sessions(person=_person_or_404(user_id), by=signed_in(request.user).profile)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _answer(person: Profile) -> Response:
    return Response(UserOutput(person).data, headers={"ETag": etag_of(person)})


def _person_or_404(user_id: str) -> Profile:
    return Profile.load(*Profile.key(user_id), or_raise=Missing("person_not_found"))
