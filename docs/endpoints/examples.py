"""`/api/v1/apis/{api}/examples/`: what people add to operations."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.items import VERSION_LENGTH, Api
from apis.visibility import get_api_or_404, get_version_or_404, require_editor
from docs.contributions import Listed, hold, listed
from docs.items import Contribution
from docs.services import examples
from portal.accounts.models import signed_in
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import StrictSerializer, problems

PLACE_HELP = (
    "`request/MEDIA-TYPE`, `response/STATUS/MEDIA-TYPE`, `parameters/path|query|header|cookie/NAME`"
    " or `code`."
)
VERSION_HELP = "The version it is held against; by default the current one."


class ExampleParams(PageParams):
    version = serializers.CharField(
        required=False, max_length=VERSION_LENGTH, help_text=VERSION_HELP
    )


class ExampleFields(StrictSerializer):
    title = serializers.CharField(max_length=examples.TITLE_LENGTH)
    value = serializers.JSONField(
        help_text="Any JSON that the schema takes; of code, and of a body that is not JSON, text. "
        f"Up to {examples.LONGEST_SHOWN:,} characters as it is shown."
    )
    language = serializers.CharField(
        required=False,
        max_length=examples.LANGUAGE_LENGTH,
        help_text="Of code: what its users call it.",
    )
    replaces = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="The name of the description's own example that it is shown instead of; "
        "`example` is that of a single one.",
    )
    version = serializers.CharField(
        required=False, max_length=VERSION_LENGTH, help_text=VERSION_HELP
    )

    def draft(self, before: Contribution | None = None) -> examples.Draft:
        """Return what was sent, over what is there. Call after `is_valid`."""
        given = self.validated_data
        names = ("title", "value", "language", "replaces")
        return examples.Draft(
            **{name: getattr(before, name) for name in names if before is not None}
            | {name: given[name] for name in names if name in given}
        )


class ExampleInput(ExampleFields):
    operation = serializers.CharField(
        max_length=200, help_text="Its name in the reference's addresses."
    )
    place = serializers.CharField(max_length=300, help_text=PLACE_HELP)


class ExampleOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="contribution.number")
    method = serializers.SerializerMethodField()
    path = serializers.CharField(source="contribution.path", help_text="Of a webhook: its name.")
    operation = serializers.CharField(
        source="slug",
        allow_blank=True,
        help_text="Its name in the version's addresses; empty where the version has none.",
    )
    place = serializers.CharField(source="contribution.place_text", help_text=PLACE_HELP)
    language = serializers.CharField(source="contribution.language", allow_blank=True)
    title = serializers.CharField(source="contribution.title")
    value = serializers.JSONField(source="contribution.value")
    replaces = serializers.CharField(source="contribution.replaces", allow_blank=True)
    problem = serializers.SerializerMethodField(
        help_text="Why readers of the version are not shown it; null where they are."
    )
    updated_at = serializers.DateTimeField(source="contribution.last_updated")

    class Meta:
        ref_name = "Example"

    def get_method(self, each: Listed) -> str:
        return str(each.contribution.method).upper()

    def get_problem(self, each: Listed) -> str | None:
        return each.problem.detail if each.problem else None


class ExamplePage(PageOutput):
    items = ExampleOutput(many=True)


class ExamplesEndpoint(APIView):
    """What people added to the operations of an API."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="list_examples",
        summary="List added examples",
        tags=["Guides and examples"],
        parameters=[ExampleParams],
        responses={200: ExamplePage, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return a page of the examples and code that people added, by operation.

        Its owners get all of them; anybody else those that the version shows its readers.
        """
        found = get_api_or_404(api, request.user)
        params = ExampleParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        values = params.validated_data
        name = values.get("version") or found.current_version
        _, version = get_version_or_404(api, name, request.user)
        page, rows = listed(found, version, limit=values["limit"], cursor=values.get("cursor"))
        if not found.can_be_edited_by(request.user):
            rows = [each for each in rows if not each.problem]
        body = paged(request, page, lambda each: each)
        return Response({**body, "items": ExampleOutput(rows, many=True).data})

    @extend_schema(
        operation_id="add_example",
        summary="Add an example",
        tags=["Guides and examples"],
        request=ExampleInput,
        responses={
            201: OpenApiResponse(ExampleOutput, "Added."),
            **problems(403, 404, 409, 422),
        },
        examples=[
            OpenApiExample(
                "A response",
                value={
                    "operation": "list-pets",
                    "place": "response/200/application/json",
                    "title": "Two pets",
                    "value": [{"name": "Rex"}, {"name": "Tom"}],
                },
                request_only=True,
            ),
            OpenApiExample(
                "Code",
                value={
                    "operation": "list-pets",
                    "place": "code",
                    "language": "HTTPie",
                    "title": "With a key",
                    "value": "http :8080/pets X-API-Key:$KEY",
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request, api: str) -> Response:
        """Add an example, or code, to an operation. It stays over new versions, and is shown where
        the version has the place and its schema takes the value."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        form = ExampleInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        values = form.validated_data
        version = values.get("version") or found.current_version
        target = examples.open_target(found, version, request.user, slug=values["operation"])
        added = examples.add_example(
            user=signed_in(request.user), target=target, place=values["place"], draft=form.draft()
        )
        location = reverse("rest-example", [api, added.number], request=request)
        shown = Listed(added, None, target.entry.slug)
        return _answer(shown, status.HTTP_201_CREATED, Location=location)


class ExampleEndpoint(APIView):
    """One example that people added."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="read_example",
        summary="Read an added example",
        tags=["Guides and examples"],
        responses={200: ExampleOutput, **problems(404)},
    )
    def get(self, request: Request, api: str, example: str) -> Response:
        """Return an example as the current version has it; its ETag goes into If-Match."""
        found = get_api_or_404(api, request.user)
        contribution = examples.find_example(found, example)
        shown = _held(request, found, contribution)
        if shown.problem and not found.can_be_edited_by(request.user):
            # It may belong to an operation that only a draft has.
            raise examples.absent()
        return _answer(shown)

    @extend_schema(
        operation_id="edit_example",
        summary="Edit an added example",
        tags=["Guides and examples"],
        parameters=[IF_MATCH],
        request=ExampleFields,
        responses={200: ExampleOutput, **problems(403, 404, 409, 412, 422)},
    )
    def patch(self, request: Request, api: str, example: str) -> Response:
        """Change what is sent, all of it or nothing; operation and place stay."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        contribution = examples.find_example(found, example)
        require_match(request, contribution)
        form = ExampleFields(data=body_of(request), partial=True)
        form.is_valid(raise_exception=True)
        version = form.validated_data.get("version") or found.current_version
        target = examples.target_of(found, version, request.user, contribution)
        edited = examples.edit_example(
            user=signed_in(request.user),
            target=target,
            contribution=contribution,
            draft=form.draft(contribution),
        )
        return _answer(Listed(edited, None, target.entry.slug))

    @extend_schema(
        operation_id="delete_example",
        summary="Delete an added example",
        tags=["Guides and examples"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, api: str, example: str) -> Response:
        """Delete an example. What it took the place of is shown again."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        contribution = examples.find_example(found, example)
        require_match(request, contribution)
        examples.delete_example(user=signed_in(request.user), api=found, contribution=contribution)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _held(request: Request, api: Api, contribution: Contribution) -> Listed:
    _, version = get_version_or_404(api.slug, api.current_version, request.user)
    return hold([contribution], version)[0]


def _answer(shown: Listed, code: int = 200, **headers: str) -> Response:
    headers["ETag"] = etag_of(shown.contribution)
    return Response(ExampleOutput(shown).data, status=code, headers=headers)
