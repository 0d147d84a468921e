"""What the documentation does with events: what belonged to something that is gone goes, too."""

from apis.events import slug_in
from docs.items import Contribution, Guide, GuideImage, Written, partition
from portal.aws import objects
from portal.dynamo import each_page, write_batch
from portal.events import Event

BATCH = 50


def forget_written(event: Event) -> None:
    """Delete the guide, images and examples of an API that is gone."""
    slug = slug_in(event.subject)
    for kind, begins in ((GuideImage, GuideImage.PREFIX), (Contribution, Contribution.PREFIX)):
        for found in each_page(
            kind, partition(slug), starts_with=begins, limit=BATCH, consistent=True
        ):
            _forget([item for item in found if item.last_updated < event.at])
    guide = Guide.find(*Guide.key(slug))
    if guide and guide.last_updated < event.at:
        Guide.forget(guide.pk, guide.sk)


def _forget(items: list[Written]) -> None:
    for item in items:
        if isinstance(item, GuideImage):
            objects.delete(item.object_key)
    write_batch(forget=items)


def delete_image_bytes(event: Event) -> None:
    """Delete the bytes of an image that was deleted or replaced, unless they are there again."""
    key = event.details.get("object")
    if not key:
        return
    there = GuideImage.find(*GuideImage.key(slug_in(event.subject), event.details["image"]))
    if there is None or there.object_key != key:
        objects.delete(key)
