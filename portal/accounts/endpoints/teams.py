"""`/api/v1/teams/`: teams and their members."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.groups import MAX_TEAM_CHARS
from portal.accounts.items import Member, Profile, Team
from portal.accounts.models import signed_in
from portal.accounts.teams import members, services
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import StrictSerializer, problems

TEAM = OpenApiParameter(
    "name",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="The team's name, percent-encoded; a slash in it is written `~2F`.",
)
USER = OpenApiParameter(
    "user_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="The person's id."
)


class TeamOutput(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="Its id, too.")
    description = serializers.CharField(allow_blank=True)
    owners = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of the members who manage it."
    )
    created_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Team"


class TeamPage(PageOutput):
    items = TeamOutput(many=True)


class TeamListParams(PageParams):
    limit = serializers.IntegerField(
        required=False, default=services.PAGE, min_value=1, max_value=services.PAGE
    )


class NewTeamInput(StrictSerializer):
    name = serializers.CharField(max_length=MAX_TEAM_CHARS)
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=services.MAX_DESCRIPTION_CHARS
    )


class TeamInput(StrictSerializer):
    """What is said about a team; what is not sent stays as it is."""

    description = serializers.CharField(
        required=False, allow_blank=True, max_length=services.MAX_DESCRIPTION_CHARS
    )


class MemberOutput(serializers.Serializer[Any]):
    user_id = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(members.MEMBER_ROLES)
    by_groups = serializers.BooleanField(help_text="Groups of the identity provider give the team.")
    given = serializers.BooleanField(help_text="Somebody added the person here.")
    disabled = serializers.BooleanField(help_text="Whether the account is disabled.")
    added_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Member"


class MemberPage(PageOutput):
    items = MemberOutput(many=True)


class NewMemberInput(StrictSerializer):
    email = serializers.EmailField(
        max_length=254, help_text="Verified address of somebody who has signed in before."
    )


class MemberInput(StrictSerializer):
    role = serializers.ChoiceField(members.MEMBER_ROLES)


class TeamsEndpoint(APIView):
    """Teams."""

    @extend_schema(
        operation_id="list_teams",
        summary="List your teams",
        tags=["Teams"],
        parameters=[TeamListParams],
        responses={200: TeamPage},
    )
    def get(self, request: Request) -> Response:
        """Return a page of the teams that you are in, by name; for an admin, of all."""
        params = TeamListParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        user = signed_in(request.user).profile
        found = services.list_teams(user=user, **params.validated_data)
        return Response(paged(request, found, lambda team: TeamOutput(team).data))

    @extend_schema(
        operation_id="create_team",
        summary="Make a team",
        tags=["Teams"],
        request=NewTeamInput,
        responses={201: TeamOutput, **problems(403, 409, 422)},
        examples=[
            OpenApiExample("A team", value={"name": "payments"}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Make a team whose owner you are. For publishers and admins."""
        form = NewTeamInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        made = services.create_team(**form.validated_data, by=signed_in(request.user).profile)
        return _answer(made, status=status.HTTP_201_CREATED)


class TeamEndpoint(APIView):
    """One team."""

    @extend_schema(
        operation_id="read_team",
        summary="Read a team",
        tags=["Teams"],
        parameters=[TEAM],
        responses={200: TeamOutput, **problems(404)},
    )
    def get(self, request: Request, name: str) -> Response:
        """Return a team that you are in; the ETag goes into If-Match of a change."""
        return _answer(_team_or_404(request, name))

    @extend_schema(
        operation_id="edit_team",
        summary="Describe a team",
        tags=["Teams"],
        parameters=[TEAM, IF_MATCH],
        request=TeamInput,
        responses={200: TeamOutput, **problems(403, 404, 409, 412, 422)},
    )
    def patch(self, request: Request, name: str) -> Response:
        """Change what is said about a team. For its owners and admins; its name stays."""
        team = _team_or_404(request, name)
        require_match(request, team)
        form = TeamInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        description = form.validated_data.get("description", team.description)
        by = signed_in(request.user).profile
        return _answer(services.edit_team(team=team, description=description, by=by))

    @extend_schema(
        operation_id="delete_team",
        summary="Delete a team",
        tags=["Teams"],
        parameters=[TEAM, IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, name: str) -> Response:
        """Delete a team that owns nothing: 409 names what it owns, in `holdings`. For its owners
        and admins."""
        team = _team_or_404(request, name)
        require_match(request, team)
        services.delete_team(team=team, by=signed_in(request.user).profile)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TeamMembersEndpoint(APIView):
    """The members of a team."""

    @extend_schema(
        operation_id="list_team_members",
        summary="List a team's members",
        tags=["Teams"],
        parameters=[TEAM, PageParams],
        responses={200: MemberPage, **problems(404)},
    )
    def get(self, request: Request, name: str) -> Response:
        """Return a page of a team's members, and why each is one."""
        team = _team_or_404(request, name)
        params = PageParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        found = members.members_of(team, **params.validated_data)
        people = members.people_of(found)
        return Response(
            paged(request, found, lambda member: _shown(team, member, people.get(member.user_id)))
        )

    @extend_schema(
        operation_id="add_team_member",
        summary="Add a member",
        tags=["Teams"],
        parameters=[TEAM],
        request=NewMemberInput,
        responses={201: MemberOutput, **problems(403, 404, 409, 422)},
        examples=[
            OpenApiExample("By address", value={"email": "ada@example.com"}, request_only=True)
        ],
    )
    def post(self, request: Request, name: str) -> Response:
        """Add a person by their e-mail address, from their next request on. For owners and
        admins."""
        team = _team_or_404(request, name)
        form = NewMemberInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        by = signed_in(request.user).profile
        member = members.add_member(team=team, email=form.validated_data["email"], by=by)
        return Response(_one(team, member), status=status.HTTP_201_CREATED)


class TeamMemberEndpoint(APIView):
    """One member of a team."""

    @extend_schema(
        operation_id="edit_team_member",
        summary="Make a member an owner, or an owner a member",
        tags=["Teams"],
        parameters=[TEAM, USER],
        request=MemberInput,
        responses={200: MemberOutput, **problems(403, 404, 409, 422)},
    )
    def patch(self, request: Request, name: str, user_id: str) -> Response:
        """Let a member manage the team, or no longer; a team keeps one owner. For owners and
        admins. To hand a team over, make another member an owner and yourself a member."""
        team = _team_or_404(request, name)
        form = MemberInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        owns = form.validated_data["role"] == members.OWNER
        by = signed_in(request.user).profile
        members.set_owner(team=team, user_id=user_id, owns=owns, by=by)
        return Response(_one(team, members.member_or_404(team, user_id)))

    @extend_schema(
        operation_id="remove_team_member",
        summary="Remove a member, or leave",
        tags=["Teams"],
        parameters=[TEAM, USER],
        responses={
            200: MemberOutput,
            204: None,
            **problems(403, 404, 409),
        },
    )
    def delete(self, request: Request, name: str, user_id: str) -> Response:
        """Remove a member; with your own id, leave. 200 with the member where groups of the
        identity provider keep them in the team, 409 where nothing but those does, and for a last
        owner."""
        team = _team_or_404(request, name)
        by = signed_in(request.user).profile
        if user_id == by.user_id:
            stays = members.leave(team=team, by=by)
        else:
            stays = members.remove_member(team=team, user_id=user_id, by=by)
        if stays:
            return Response(_one(team, members.member_or_404(team, user_id)))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _team_or_404(request: Request, name: str) -> Team:
    return services.get_team_or_404(name, signed_in(request.user).profile)


def _answer(team: Team, status: int = status.HTTP_200_OK) -> Response:
    return Response(TeamOutput(team).data, status=status, headers={"ETag": etag_of(team)})


def _one(team: Team, member: Member) -> dict[str, Any]:
    return _shown(team, member, members.people_of([member]).get(member.user_id))


def _shown(team: Team, member: Member, person: Profile | None) -> dict[str, Any]:
    facts = {
        "user_id": member.user_id,
        "email": person.email if person else "",
        "name": person.name if person else "",
        "role": members.OWNER if member.user_id in team.owners else members.MEMBER,
        "by_groups": member.by_groups,
        "given": member.given,
        "disabled": bool(person and person.disabled),
        "added_at": member.added_at,
    }
    return dict(MemberOutput(facts).data)
