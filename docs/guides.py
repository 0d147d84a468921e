"""Reading an API's guide: its text, its images, and both as a page shows them."""

import sys
from dataclasses import dataclass

from django.urls import reverse

from apis.byte_cache import ByteCache
from apis.items import Api
from docs.items import Guide, GuideImage, partition
from docs.reference.guide import GuideView
from docs.reference.guide import guide as view_of
from portal.dynamo import page_of_kinds
from portal.errors import Missing

MOST_IMAGES = 50
CACHE_BYTES = 4 * 1024 * 1024

rendered_guides: ByteCache[GuideView] = ByteCache(CACHE_BYTES)


@dataclass(frozen=True)
class StoredGuide:
    """What is stored of an API's guide; `guide` is None where it has no text (yet)."""

    guide: Guide | None
    images: list[GuideImage]

    def image(self, name: str) -> GuideImage | None:
        return next((image for image in self.images if image.name == name), None)


def stored_guide(api: Api) -> StoredGuide:
    """Return the guide of this very API with its images. One Query."""
    # Beside those of the guide there may be some that a deleted API of the same id left.
    found = page_of_kinds(
        [Guide, GuideImage],
        partition(api.slug),
        starts_with=Guide.SK,
        limit=2 * MOST_IMAGES + 1,
        consistent=True,
    )
    own = [item for item in found if isinstance(item, Guide | GuideImage) and item.is_of(api)]
    return StoredGuide(
        next((item for item in own if isinstance(item, Guide)), None),
        [item for item in own if isinstance(item, GuideImage)],
    )


def shown_guide(api: Api) -> tuple[Guide, GuideView]:
    """Return the guide of an API and its view, or raise `Missing`.

    Nothing is read where the API has none, else one Query.
    """
    stored = stored_guide(api) if api.guide_revision else None
    if stored is None or stored.guide is None:
        raise Missing("guide_not_found")
    guide, images = stored.guide, stored.images

    def render() -> tuple[GuideView, int]:
        view = preview(api, guide.content, images)
        return view, sys.getsizeof(view.html)

    return guide, rendered_guides.get((api.slug, api.guide_revision), render)


def preview(api: Api, content: str, images: list[GuideImage]) -> GuideView:
    """Return a text as the page of the API's guide would show it. Raises `TooManyNodes`."""
    return view_of(content, {image.name: image_url(image) for image in images})


def image_url(image: GuideImage) -> str:
    """Return where an image is read. The address names its bytes, so that they can be kept."""
    query = {"v": image.sha256[:16]}
    return reverse("guide-image", args=[image.slug, image.name], query=query)
