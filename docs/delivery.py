"""Handing the image of a guide out over HTTP."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from docs.items import GuideImage
from docs.services.images import read_image

# Opened by itself it runs nothing and is of no origin.
CONTAINED = "default-src 'none'; sandbox"
KEPT_FOR_A_YEAR = "private, max-age=31536000, immutable"


def image_answer(request: HttpRequest, image: GuideImage) -> HttpResponseBase:
    """Return an image. An address that names its bytes (`?v=`) may be kept; at most one S3 request.

    It is kept by the reader's own browser only: others may not see the API.
    """
    etag = f'"{image.sha256}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        read_image(image), content_type=image.media_type
    )
    response["ETag"] = etag
    response["Content-Security-Policy"] = CONTAINED
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{image.name}"'
    if request.GET.get("v") == image.sha256[:16]:
        response["Cache-Control"] = KEPT_FOR_A_YEAR
    return response
