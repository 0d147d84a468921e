"""`/api/v1/apis/{api}/guide/` and `…/images/`: what people write about an API as a whole."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.endpoints.versions import AsStored
from apis.items import Api
from apis.visibility import get_api_or_404, require_editor
from docs.delivery import image_answer
from docs.guides import MOST_IMAGES, stored_guide
from docs.items import Guide, GuideImage
from docs.services import guides, images
from portal.accounts.models import signed_in
from portal.errors import Missing, PreconditionFailed
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import StrictSerializer, problems
from portal.web.body_limit import takes_file


class GuideInput(StrictSerializer):
    content = serializers.CharField(
        trim_whitespace=False,
        max_length=guides.MAX_BYTES,
        help_text="Markdown (CommonMark with tables), up to 100,000 bytes in UTF-8. An image of "
        "the guide is named by its file name: `![what it shows](flow.png)`.",
    )


class GuideOutput(serializers.Serializer[Any]):
    content = serializers.CharField()
    updated_at = serializers.DateTimeField(source="last_updated")
    url = serializers.SerializerMethodField(help_text="Its page in the portal.")

    class Meta:
        ref_name = "Guide"

    def get_url(self, guide: Guide) -> str:
        return reverse("guide", [guide.slug], request=self.context.get("request"))


class GuideEndpoint(APIView):
    """The guide of an API."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="read_guide",
        summary="Read the guide of an API",
        tags=["Guides and examples"],
        responses={200: GuideOutput, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return the guide, as Markdown; its ETag goes into If-Match of a change."""
        return _guide_answer(request, _guide(get_api_or_404(api, request.user)))

    @extend_schema(
        operation_id="write_guide",
        summary="Write the guide of an API",
        tags=["Guides and examples"],
        parameters=[IF_MATCH],
        request=GuideInput,
        responses={
            200: GuideOutput,
            201: OpenApiResponse(GuideOutput, "The API had none."),
            **problems(403, 404, 409, 412, 422),
        },
        examples=[
            OpenApiExample(
                "First steps",
                value={"content": "# First steps\n\nAsk for a key, then call `GET /status`."},
                request_only=True,
            )
        ],
    )
    def put(self, request: Request, api: str) -> Response:
        """Store the text in place of the one that is there. Without If-Match it wins over whoever
        wrote before."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        before = stored_guide(found).guide
        if before is not None:
            require_match(request, before)
        elif request.headers.get("If-Match"):
            # Nothing is there that it could name (RFC 9110, section 13.1.1).
            raise PreconditionFailed("changed_meanwhile")
        form = GuideInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        content = form.validated_data["content"]
        guide = guides.save_guide(
            user=signed_in(request.user), api=found, guide=before, content=content
        )
        return _guide_answer(request, guide, 200 if before else 201)

    @extend_schema(
        operation_id="delete_guide",
        summary="Delete the guide of an API",
        tags=["Guides and examples"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, api: str) -> Response:
        """Delete the text of the guide; its images stay."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        guide = _guide(found)
        require_match(request, guide)
        guides.delete_guide(user=signed_in(request.user), api=found, guide=guide)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _guide(api: Api) -> Guide:
    guide = stored_guide(api).guide
    if guide is None:
        raise Missing("guide_not_found")
    return guide


def _guide_answer(request: Request, guide: Guide, code: int = 200) -> Response:
    body = GuideOutput(guide, context={"request": request}).data
    return Response(body, status=code, headers={"ETag": etag_of(guide)})


class ImageForm(serializers.Serializer[Any]):
    file = serializers.FileField(
        allow_empty_file=True, help_text="PNG, JPEG, GIF or WebP, 2 MB at most."
    )
    name = serializers.CharField(
        required=False,
        max_length=images.NAME_LENGTH,
        help_text="What the guide calls it; by default the file's own name.",
    )


class ImageOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    media_type = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    updated_at = serializers.DateTimeField(source="last_updated")
    url = serializers.SerializerMethodField(help_text="Where its bytes are read with a key.")

    class Meta:
        ref_name = "GuideImage"

    def get_url(self, image: GuideImage) -> str:
        request = self.context.get("request")
        return reverse("rest-guide-image", [image.slug, image.name], request=request)


class ImageList(serializers.Serializer[Any]):
    items = ImageOutput(many=True, help_text=f"Up to {MOST_IMAGES}.")


@takes_file(images.MAX_BYTES)
class ImagesEndpoint(APIView):
    """The images of a guide."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="list_guide_images",
        summary="List the images of a guide",
        tags=["Guides and examples"],
        responses={200: ImageList, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return all images of the guide, by name."""
        found = stored_guide(get_api_or_404(api, request.user)).images
        return Response({"items": [_image(request, image) for image in found]})

    @extend_schema(
        operation_id="save_guide_image",
        summary="Add an image to a guide",
        tags=["Guides and examples"],
        request={"multipart/form-data": ImageForm},
        responses={
            201: OpenApiResponse(ImageOutput, "Stored."),
            **problems(403, 404, 409, 422),
        },
    )
    def post(self, request: Request, api: str) -> Response:
        """Store an image under a name, in place of the one that has it already. What kind of image
        it is, its first bytes say."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        form = ImageForm(data=body_of(request))
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        image = images.save_image(
            user=signed_in(request.user),
            api=found,
            name=form.validated_data.get("name") or file.name or "",
            data=file.read(),
        )
        body = _image(request, image)
        headers = {"Location": body["url"], "ETag": etag_of(image)}
        return Response(body, status=status.HTTP_201_CREATED, headers=headers)


class ImageEndpoint(APIView):
    """One image of a guide."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    content_negotiation_class = AsStored

    @extend_schema(
        operation_id="read_guide_image",
        summary="Read an image of a guide",
        tags=["Guides and examples"],
        responses={
            (200, kind): OpenApiTypes.BINARY
            for kind in ("image/png", "image/jpeg", "image/gif", "image/webp")
        }
        | {304: OpenApiResponse(description="It is the one that If-None-Match names.")}
        | problems(404),
    )
    def get(self, request: Request, api: str, name: str) -> HttpResponseBase:
        """Return the bytes of an image."""
        found = get_api_or_404(api, request.user)
        return image_answer(request, images.find_image(found, name))

    @extend_schema(
        operation_id="delete_guide_image",
        summary="Delete an image of a guide",
        tags=["Guides and examples"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, api: str, name: str) -> Response:
        """Delete an image. Where the guide shows it, its description stands instead."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        image = images.find_image(found, name)
        images.delete_image(user=signed_in(request.user), api=found, image=image)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _image(request: Request, image: GuideImage) -> dict[str, Any]:
    return dict(ImageOutput(image, context={"request": request}).data)
