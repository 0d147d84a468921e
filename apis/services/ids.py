"""The ids of new APIs: chosen by people, or made from titles; each stays with who had it first."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from django.urls import reverse

from apis.items import RESERVED_SLUGS, Api, ApiVersion, Tombstone, slug_of
from portal.accounts.models import User
from portal.errors import AlreadyThere, fault

if TYPE_CHECKING:
    from openapi.read.description import Description

# Of a random suffix, where the id made from the title is taken: 32 bits.
SUFFIX_BYTES = 4


class RegisteredAlready(AlreadyThere):
    """This very description is the current one of an API, which the person may see."""

    def __init__(self, api: Api, *, version: str = "") -> None:
        super().__init__(
            "registered_already",
            params={"name": api.name},
            faults=[fault("same_description", "/spec")],
            id=api.slug,
            url=reverse("rest-api", args=[api.slug]),
            **({"version": version} if version else {}),
        )
        self.api = api


def free_id(description: Description, api: Api, version: ApiVersion, user: User) -> str:
    """Return an id for a new API: its title, transliterated, where that is one and is free, else
    with a random suffix; of a job, always the same suffix, so that its second delivery finds what
    the first one registered. Raises `RegisteredAlready` where the API of that title is this very
    one, or was registered by this very job.
    """
    base = slug_of(description.title)
    if base and base not in RESERVED_SLUGS:
        there = Api.find(*Api.key(base))
        if there is None and _may_take(base, api, user):
            return base
        if there is not None:
            _refuse_same(there, description, user)
            _refuse_own(there, version)
    return f"{base or 'api'}-{_suffix(version.job_id)}"


def _suffix(job_id: str | None) -> str:
    if job_id is None:
        return secrets.token_hex(SUFFIX_BYTES)
    return sha256(job_id.encode()).hexdigest()[: 2 * SUFFIX_BYTES]


def _refuse_own(api: Api, version: ApiVersion) -> None:
    """Refuse what this version's job registered before it was delivered again."""
    if version.job_id is None:
        return
    there = ApiVersion.find(*ApiVersion.key(api.slug, version.version))
    if there and there.job_id == version.job_id:
        raise RegisteredAlready(api, version=there.version)


def require_free(slug: str, api: Api, user: User) -> None:
    if Api.find(*Api.key(slug)) is not None or not _may_take(slug, api, user):
        raise taken(slug)


def _may_take(slug: str, api: Api, user: User) -> bool:
    """Tell whether nobody else's deleted API stood under this id."""
    tombstone = Tombstone.find(*Tombstone.key(slug))
    return tombstone is None or tombstone.can_be_taken_by(user, api.owner)


def _refuse_same(api: Api, description: Description, user: User) -> None:
    """Refuse a description that is the current one of this API, where the person sees that."""
    if api.current_digest == description.sha256 and api.can_be_seen_by(user):
        raise RegisteredAlready(api)


def taken(slug: str) -> AlreadyThere:
    return AlreadyThere(
        "id_taken", params={"id": slug}, faults=[fault("id_was_another", "/slug")], id=slug
    )
