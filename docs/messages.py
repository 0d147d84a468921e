"""The messages of the documentation in words, by their codes."""

from portal import messages
from portal.messages import titled

PROBLEMS = {
    **titled(
        "Not found",
        guide_not_found="This API has no guide.",
        image_not_found="The guide has no image of this name.",
        example_not_found="Nobody added such an example, or it was deleted.",
        operation_not_found="This version of the API has no such operation.",
        place_not_found="The operation has no such place in this version.",
    ),
    **titled(
        "The content is not valid",
        guide_refused="The guide is not stored: {first_fault}.",
        image_refused="The image is not stored: {first_fault}.",
        example_refused="The example is not stored: {first_fault}.",
    ),
    **titled(
        "There is no more room",
        too_many_images="A guide has up to {limit} images. Delete one that it no longer shows.",
        too_many_examples=(
            "People can add up to {limit} examples to an operation. Delete one of them first."
        ),
    ),
}
TEXTS = {
    "guide_empty": "the guide has no text; delete it instead",
    "guide_too_long": "the guide is longer than {limit:,} bytes",
    "guide_too_many_parts": (
        "the guide has more paragraphs, cells and links than a page has room for (about {limit:,})"
    ),
    "image_name_rule": (
        "an image's name has letters, digits, “.”, “-” and “_”, and up to {limit} characters"
    ),
    "image_empty": "the file is empty",
    "image_too_large": "an image has at most {limit:,} bytes",
    "image_is_svg": "an SVG file can hold scripts; save the image as PNG or WebP",
    "image_unknown": "this is not a PNG, JPEG, GIF or WebP file, whatever its name is",
    "place_unknown": (
        "no place of an example: one is request/MEDIA-TYPE, response/STATUS/MEDIA-TYPE, "
        "parameters/WHERE/NAME or code"
    ),
    "place_absent": "the operation has no such place in version {version}",
    "operation_absent": "version {version} has no such operation",
    "replaced_unknown": "the description has no example “{name}” at this place",
    "value_not_json": "not JSON: {reason}",
    "value_not_text": "a value of {media_type} is text",
    "value_empty": "there is nothing in it",
    "value_too_long": "longer than {limit:,} characters, as it would be shown",
    "value_too_deep": "nested more than {limit} levels deep",
    "value_refused": "refused by its schema in version {version}: {reason}",
    "value_refused_at": "refused by its schema in version {version} at {pointer}: {reason}",
}


def declare() -> None:
    messages.declare(PROBLEMS, TEXTS)
