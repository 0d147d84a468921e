"""The images of a guide."""

import re
from hashlib import sha256

from pynamodb.expressions.update import Action

from apis.items import Api
from docs import events
from docs.guides import MOST_IMAGES, stored_guide
from docs.items import GuideImage
from docs.services.writing import new_revision, writing
from portal.accounts.models import User
from portal.aws import objects
from portal.errors import AlreadyThere, Invalid, Missing, fault

MAX_BYTES = 2 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
NAME_LENGTH = 100


def save_image(*, user: User, api: Api, name: str, data: bytes) -> GuideImage:
    """Store an image of the guide under a name, over the one that has it already.

    Raises `NotAllowed`, `Invalid` for what is no image or no name, `AlreadyThere` where there are
    too many, `ChangedMeanwhile`.
    """
    name = accepted_name(name)
    media_type = accepted_media_type(data)
    images = stored_guide(api).images
    before = next((image for image in images if image.name == name), None)
    if before is None and len(images) >= MOST_IMAGES:
        raise AlreadyThere("too_many_images", params={"limit": MOST_IMAGES})
    image = before or _first(api, name)
    replaced = image.object_key if before else ""
    image.media_type, image.bytes, image.sha256 = media_type, len(data), sha256(data).hexdigest()
    with writing(user, api, *_marks(api)) as writes:
        objects.put_once(image.object_key, data, content_type=media_type)
        image.sign(user)
        if image.revision is None:
            writes.create(image)
        else:
            writes.replace(image)
        unused = replaced if replaced != image.object_key else ""
        events.record(events.GUIDE_IMAGE_SAVED, user, api, within=writes, image=name, object=unused)
    return image


def delete_image(*, user: User, api: Api, image: GuideImage) -> None:
    """Delete an image; its bytes go with the event. Raises `NotAllowed`, `ChangedMeanwhile`."""
    with writing(user, api, *_marks(api)) as writes:
        writes.remove(image)
        events.record(
            events.GUIDE_IMAGE_DELETED,
            user,
            api,
            within=writes,
            image=image.name,
            object=image.object_key,
        )


def find_image(api: Api, name: str) -> GuideImage:
    """Return an image of this very API's guide, or raise `Missing`. One GetItem."""
    absent = Missing("image_not_found")
    if len(name) > NAME_LENGTH:
        raise absent
    image = GuideImage.load(*GuideImage.key(api.slug, name), or_raise=absent)
    if not image.is_of(api):
        raise absent
    return image


def read_image(image: GuideImage) -> bytes:
    """Return the bytes of an image. One S3 request."""
    return objects.read(image.object_key)


def accepted_name(name: str) -> str:
    """Return an image's name, spaces in it as hyphens, or raise `Invalid`."""
    name = "-".join(name.split())
    if len(name) > NAME_LENGTH or not NAME.fullmatch(name):
        rule = fault("image_name_rule", "/name", limit=NAME_LENGTH)
        raise Invalid("image_refused", faults=[rule])
    return name


def accepted_media_type(data: bytes) -> str:
    """Return the media type that an image's first bytes tell, or raise `Invalid`."""
    if not data:
        raise Invalid("image_refused", faults=[fault("image_empty", "/file")])
    if len(data) > MAX_BYTES:
        too_large = fault("image_too_large", "/file", limit=MAX_BYTES)
        raise Invalid("image_refused", faults=[too_large])
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    code = "image_is_svg" if b"<svg" in data[:1000].lower() else "image_unknown"
    raise Invalid("image_refused", faults=[fault(code, "/file")])


def _marks(api: Api) -> list[Action]:
    """Return the change that makes pages show the guide anew, where it has a text to show."""
    return [Api.guide_revision.set(new_revision())] if api.guide_revision else []


def _first(api: Api, name: str) -> GuideImage:
    """Return an image to be written where there is none, or only that of a deleted API."""
    new = GuideImage.about(api, GuideImage.key(api.slug, name)[1], name=name)
    left_over = GuideImage.find(new.pk, new.sk)
    if left_over is not None and not left_over.is_of(api):
        new.revision = left_over.revision
    return new
