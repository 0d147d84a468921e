"""`/api/v1/apis/`: the catalogue, and one API."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis import catalogue
from apis.endpoints import serializers
from apis.endpoints.description_serializers import CheckOutput, CheckParams
from apis.items import Api, ApiVersion
from apis.services import editing, registration, removal, submission
from apis.services.checking import CheckResult
from apis.visibility import get_api_or_404, get_version_or_404, require_editor
from portal.accounts.models import signed_in
from portal.jobs.endpoints import JobAnswer, accepted_answer
from portal.jobs.items import Job
from portal.rest.pagination import paged
from portal.rest.parsing import JSONParser, body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import problems
from portal.web.body_limit import takes_description

EXAMPLE = OpenApiExample(
    "From an address",
    value={
        "spec_url": "https://api.example.com/openapi.json",
        "owner": "payments",
        "category": "commerce",
        "tags": ["cards", "refunds"],
        "visibility": "internal",
    },
    request_only=True,
    media_type="application/json",
)
INLINE_EXAMPLE = OpenApiExample(
    "From an object",
    value={
        "spec": {
            "openapi": "3.1.0",
            "info": {"title": "Payments", "version": "1.0.0"},
            "paths": {},
        }
    },
    request_only=True,
    media_type="application/json",
)


@takes_description
class ApisEndpoint(APIView):
    """The catalogue, and registering into it."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="list_apis",
        summary="List APIs",
        tags=["APIs"],
        parameters=[serializers.ListParams],
        responses={200: serializers.ApiPage},
    )
    def get(self, request: Request) -> Response:
        """Return a page of the APIs you may see, by name. Lists have no total."""
        params = serializers.ListParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        values = dict(params.validated_data)
        limit, cursor = values.pop("limit"), values.pop("cursor", None)
        found = catalogue.list_apis(
            request.user, catalogue.Filters(**values), limit=limit, cursor=cursor
        )
        return Response(paged(request, found, lambda entry: serializers.EntryOutput(entry).data))

    @extend_schema(
        operation_id="register_api",
        summary="Register an API",
        tags=["APIs"],
        parameters=[CheckParams],
        request={
            "application/json": serializers.RegisterInput,
            "multipart/form-data": serializers.RegisterForm,
        },
        responses={
            200: OpenApiResponse(CheckOutput, "Checked, with `?check=true`."),
            201: OpenApiResponse(serializers.RegisteredOutput, "Registered."),
            202: OpenApiResponse(JobAnswer, "The description is large: poll the job."),
            **problems(403, 409, 422, 502),
        },
        examples=[EXAMPLE, INLINE_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """Register an API from its OpenAPI description, sent in exactly one of three ways.

        Without `slug` the id is made from the title. Small violations of the OpenAPI schema
        come back as `warnings`; a description that cannot be used is refused with every faulty
        place, and nothing is stored. With `?check=true` nothing is registered: the answer is what
        would be.
        """
        registration.require_registrar(request.user)
        only_check = is_check(request)
        form = serializers.RegisterInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        user = signed_in(request.user)
        given: dict[str, Any] = {
            "user": user,
            "source": form.source_for(user),
            "details": form.given_details(),
            "slug": form.validated_data.get("slug", ""),
            "status": form.validated_data["status"],
            "served_from": form.validated_data.get("served_from", ""),
        }
        if only_check:
            return check_answer(request, submission.submit_api_check(**given))
        done = submission.submit_api(**given, on_warnings=form.on_warnings)
        if isinstance(done, Job):
            return accepted_answer(request, done)
        return created_answer(request, done.api, done.version)


class ApiEndpoint(APIView):
    """One API."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="read_api",
        summary="Read an API",
        tags=["APIs"],
        responses={200: serializers.ApiOutput, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return an API; its ETag goes into If-Match of a change."""
        return api_answer(get_api_or_404(api, request.user))

    @extend_schema(
        operation_id="edit_api",
        summary="Edit an API",
        tags=["APIs"],
        parameters=[IF_MATCH],
        request=serializers.EditInput,
        responses={200: serializers.ApiOutput, **problems(403, 404, 409, 412, 422)},
        examples=[
            OpenApiExample(
                "Open it to everybody", value={"visibility": "public"}, request_only=True
            )
        ],
    )
    def patch(self, request: Request, api: str) -> Response:
        """Change what is sent, all of it or nothing; the rest stays."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        require_match(request, found)
        form = serializers.EditInput(data=body_of(request), partial=True)
        form.is_valid(raise_exception=True)
        changes = dict(form.validated_data)
        current = None
        if "current_version" in changes:
            name = changes.pop("current_version")
            _, current = get_version_or_404(api, name, request.user)
        found = editing.edit_api(
            user=signed_in(request.user), api=found, current=current, **changes
        )
        return api_answer(found)

    @extend_schema(
        operation_id="delete_api",
        summary="Delete an API",
        tags=["APIs"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, api: str) -> Response:
        """Delete an API with all its versions and their reference. There is no way back."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        require_match(request, found)
        removal.delete_api(user=signed_in(request.user), api=found)
        return Response(status=status.HTTP_204_NO_CONTENT)


def is_check(request: Request) -> bool:
    """Return whether a description is only to be checked."""
    params = CheckParams(data=request.query_params)
    params.is_valid(raise_exception=True)
    return bool(params.validated_data["check"])


def check_answer(request: Request, found: CheckResult | Job) -> Response:
    if isinstance(found, Job):
        return accepted_answer(request, found)
    return Response(CheckOutput(found).data)


def api_answer(api: Api) -> Response:
    return Response(serializers.ApiOutput(api).data, headers={"ETag": etag_of(api)})


def created_answer(request: Request, api: Api, version: ApiVersion) -> Response:
    return Response(
        serializers.registered(api, version),
        status=status.HTTP_201_CREATED,
        headers={
            "Location": reverse("rest-api", [api.slug], request=request),
            "ETag": etag_of(api),
        },
    )
