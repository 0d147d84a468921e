"""Writing the guide of an API."""

from apis.items import Api
from docs import events
from docs.guides import preview
from docs.items import Guide
from docs.reference.guide import MOST_NODES, TooManyNodes
from docs.services.writing import new_revision, writing
from portal.accounts.models import User
from portal.errors import Invalid, fault

# An item has room for 400 KB.
MAX_BYTES = 100_000


def save_guide(*, user: User, api: Api, guide: Guide | None, content: str) -> Guide:
    """Store the text of an API's guide over the revision that was read; None where there was none.

    Where it is the same text, nothing is written or recorded. Raises `NotAllowed`, `Invalid`,
    `ChangedMeanwhile`.
    """
    content = accepted_content(api, content)
    if guide is not None and guide.content == content:
        return guide
    written = guide or _first(api)
    written.content = content
    with writing(user, api, Api.guide_revision.set(new_revision())) as writes:
        written.sign(user)
        if written.revision is None:
            writes.create(written)
        else:
            writes.replace(written)
        size = len(content.encode())
        events.record(events.GUIDE_SAVED, user, api, within=writes, bytes=size)
    return written


def delete_guide(*, user: User, api: Api, guide: Guide) -> None:
    """Delete the text of a guide; its images stay. Raises `NotAllowed`, `ChangedMeanwhile`."""
    with writing(user, api, Api.guide_revision.remove()) as writes:
        writes.remove(guide)
        events.record(events.GUIDE_DELETED, user, api, within=writes)


def accepted_content(api: Api, content: str) -> str:
    """Return the text as it is stored, or raise `Invalid`.

    Browsers end lines by two characters, scripts by one: it is the same text.
    """
    content = content.replace("\r\n", "\n").strip()
    if not content:
        raise Invalid("guide_refused", faults=[fault("guide_empty", "/content")])
    try:
        size = len(content.encode())
    except UnicodeEncodeError:
        raise Invalid("guide_refused", faults=[fault("not_unicode", "/content")]) from None
    if size > MAX_BYTES:
        too_long = fault("guide_too_long", "/content", limit=MAX_BYTES)
        raise Invalid("guide_refused", faults=[too_long])
    try:
        preview(api, content, [])
    except TooManyNodes:
        too_many = fault("guide_too_many_parts", "/content", limit=MOST_NODES)
        raise Invalid("guide_refused", faults=[too_many]) from None
    return content


def _first(api: Api) -> Guide:
    """Return a guide to be written where there is none, or only that of a deleted API."""
    new = Guide.new(api)
    left_over = Guide.find(*Guide.key(api.slug))
    if left_over is not None and not left_over.is_of(api):
        new.revision = left_over.revision
    return new
