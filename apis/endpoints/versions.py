"""`/api/v1/apis/{api}/versions/`: versions and their descriptions."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.delivery import description_answer, description_etag
from apis.endpoints import serializers
from apis.endpoints.apis import check_answer, is_check
from apis.endpoints.description_serializers import CheckOutput, CheckParams
from apis.items import ApiVersion
from apis.services import lifecycle, removal, replacing, submission
from apis.visibility import get_api_or_404, get_version_or_404, require_editor, versions_of
from portal.accounts.models import signed_in
from portal.jobs.endpoints import JobAnswer, accepted_answer
from portal.jobs.items import Job
from portal.rest.pagination import PageParams, paged
from portal.rest.parsing import JSONParser, body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import problems
from portal.web.body_limit import takes_description


@takes_description
class VersionsEndpoint(APIView):
    """The versions of an API."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="list_versions",
        summary="List versions",
        tags=["Versions"],
        parameters=[PageParams],
        responses={200: serializers.VersionPage, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return a page of the versions you may see; drafts are for their owners."""
        params = PageParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        owner = get_api_or_404(api, request.user)
        found = versions_of(
            owner,
            request.user,
            limit=params.validated_data["limit"],
            cursor=params.validated_data.get("cursor"),
        )
        for_editor = owner.can_be_edited_by(request.user)

        def shown(version: ApiVersion) -> dict[str, Any]:
            return serializers.shown_version(version, for_editor=for_editor)

        return Response(paged(request, found, shown))

    @extend_schema(
        operation_id="add_version",
        summary="Add a version",
        tags=["Versions"],
        parameters=[CheckParams],
        request={
            "application/json": serializers.VersionInput,
            "multipart/form-data": serializers.VersionForm,
        },
        responses={
            200: OpenApiResponse(CheckOutput, "Checked, with `?check=true`."),
            201: OpenApiResponse(serializers.VersionOutput, "Added."),
            202: OpenApiResponse(JobAnswer, "The description is large: poll the job."),
            **problems(403, 404, 409, 422, 502),
        },
        examples=[
            OpenApiExample(
                "A draft",
                value={
                    "spec_url": "https://api.example.com/openapi-2.json",
                    "status": "draft",
                    "notes": "For review until June.",
                },
                request_only=True,
                media_type="application/json",
            )
        ],
    )
    def post(self, request: Request, api: str) -> Response:
        """Add a version, named by the description's `info.version`. Unless it is a draft, it
        becomes the current one. With `?check=true` nothing is added: the answer is what would be.
        """
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        only_check = is_check(request)
        form = serializers.VersionInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        user = signed_in(request.user)
        given: dict[str, Any] = {
            "user": user,
            "api": found,
            "source": form.source_for(user),
            "status": form.validated_data["status"],
            "notes": form.validated_data["notes"],
            "served_from": form.validated_data.get("served_from", ""),
        }
        if only_check:
            return check_answer(request, submission.submit_version_check(**given))
        done = submission.submit_version(**given, on_warnings=form.on_warnings)
        if isinstance(done, Job):
            return accepted_answer(request, done)
        version = done.version
        location = reverse("rest-version", [version.slug, version.version], request=request)
        return version_answer(version, code=status.HTTP_201_CREATED, Location=location)


class VersionEndpoint(APIView):
    """One version."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="read_version",
        summary="Read a version",
        tags=["Versions"],
        responses={200: serializers.VersionOutput, **problems(404)},
    )
    def get(self, request: Request, api: str, version: str) -> Response:
        """Return a version; its ETag goes into If-Match of a change."""
        owner, found = get_version_or_404(api, version, request.user)
        return version_answer(found, for_editor=owner.can_be_edited_by(request.user))

    @extend_schema(
        operation_id="edit_version",
        summary="Change a version's status, notes or deprecation",
        tags=["Versions"],
        parameters=[IF_MATCH],
        request=serializers.VersionEditInput,
        responses={200: serializers.VersionOutput, **problems(403, 404, 409, 412, 422)},
        examples=[
            OpenApiExample(
                "Deprecate",
                value={
                    "status": "deprecated",
                    "deprecated_from": "2027-03-01",
                    "sunset_at": "2027-09-30",
                    "successor": "2.0",
                    "deprecation_reason": "2.0 has every operation of it.",
                },
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request, api: str, version: str) -> Response:
        """Let a version take its next status (draft, active, deprecated, retired; back from
        deprecated and retired by one step), change its notes or what is announced of its end, or
        all of it. Publishing a draft whose description has warnings takes `accept_warnings`, and
        retiring a version before its `sunset_at` takes `before_sunset`; else it is refused (409).
        """
        owner, found = get_version_or_404(api, version, request.user)
        require_editor(owner, request.user)
        require_match(request, found)
        form = serializers.VersionEditInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        found = lifecycle.edit_version(
            user=signed_in(request.user), api=owner, version=found, **form.validated_data
        )
        return version_answer(found)

    @extend_schema(
        operation_id="delete_version",
        summary="Delete a version",
        tags=["Versions"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, api: str, version: str) -> Response:
        """Delete a version and its reference; the current one is refused."""
        owner, found = get_version_or_404(api, version, request.user)
        require_editor(owner, request.user)
        require_match(request, found)
        removal.delete_version(user=signed_in(request.user), api=owner, version=found)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AsStored(BaseContentNegotiation):
    """Leaves out what a reader accepts: a description is given in the format it was sent in."""

    others = DefaultContentNegotiation()

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return self.others.select_parser(request, parsers)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        chosen: tuple[BaseRenderer, str] = (next(iter(renderers)), "application/json")
        if request.method not in SAFE_METHODS:
            chosen = self.others.select_renderer(request, renderers, format_suffix)
        return chosen


@takes_description
class DescriptionEndpoint(APIView):
    """A version's description."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser, MultiPartParser]
    content_negotiation_class = AsStored

    @extend_schema(
        operation_id="read_description",
        summary="Read a version's description",
        tags=["Versions"],
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="One byte range."),
        ],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/yaml"): OpenApiTypes.STR,
            (206, "application/json"): OpenApiTypes.BINARY,
            (206, "application/yaml"): OpenApiTypes.BINARY,
            302: OpenApiResponse(description="It is large: read it there, within five minutes."),
            304: OpenApiResponse(description="It is the one that If-None-Match names."),
            **problems(404, 416),
        },
    )
    def get(self, request: Request, api: str, version: str) -> HttpResponseBase:
        """Return the very bytes that were registered."""
        _, found = get_version_or_404(api, version, request.user)
        return description_answer(request, found)

    @extend_schema(
        operation_id="replace_description",
        summary="Replace a draft's description",
        tags=["Versions"],
        parameters=[IF_MATCH],
        request={
            "application/json": serializers.ReplacementInput,
            "multipart/form-data": serializers.ReplacementForm,
        },
        responses={
            200: OpenApiResponse(serializers.VersionOutput, "Replaced."),
            202: OpenApiResponse(JobAnswer, "The description is large: poll the job."),
            **problems(403, 404, 406, 409, 412, 422, 502),
        },
    )
    def put(self, request: Request, api: str, version: str) -> Response:
        """Give a draft another description under the same `info.version`; its notes stay. The
        ETag of the version or of its description goes into If-Match."""
        owner, found = get_version_or_404(api, version, request.user)
        replacing.accept_replacement(user=signed_in(request.user), api=owner, version=found)
        require_match(request, found, description_etag(found))
        form = serializers.ReplacementInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        done = submission.submit_replacement(
            user=signed_in(request.user),
            api=owner,
            version=found,
            source=form.source_for(signed_in(request.user)),
            served_from=form.validated_data.get("served_from"),
        )
        if isinstance(done, Job):
            return accepted_answer(request, done)
        return version_answer(done)


def version_answer(
    version: ApiVersion, *, code: int = 200, for_editor: bool = True, **headers: str
) -> Response:
    headers["ETag"] = etag_of(version)
    shown = serializers.shown_version(version, for_editor=for_editor)
    return Response(shown, status=code, headers=headers)
