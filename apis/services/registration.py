"""Registering an API or a further version of one: read, check, store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from apis import catalogue, events, packs
from apis.items import (
    ACTIVE,
    DRAFT,
    VERSIONS,
    WARNINGS_KEPT,
    Api,
    ApiVersion,
    Reader,
    StoredDescription,
    StoredPack,
    Tombstone,
    edits_any,
    version_name_of,
)
from apis.services import ids
from apis.services.details import (
    FIRST_STATUSES,
    NAME_LENGTH,
    SUMMARY_LENGTH,
    URL_LENGTH,
    ApiDetails,
    accepted,
    accepted_notes,
    accepted_slug,
)
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.aws import objects
from portal.dynamo import AlreadyExists, Conflict, retry_on_conflict, transaction
from portal.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    Fault,
    Invalid,
    NotAllowed,
    fault,
)

if TYPE_CHECKING:
    from openapi.read import Description, DescriptionError

# What a version's item keeps of its description: an item has room for 400 KB.
BASE_URLS_KEPT = 10
FINDING_LENGTH = 500
# Many versions added to one API at once wait for each other.
ATTEMPTS = 12

Report = Callable[[str, int], None]


class DescriptionRefused(Invalid):
    """A description that cannot be used; `faults` are places in the description itself."""

    def __init__(self, error: DescriptionError) -> None:
        self.status = error.status
        super().__init__(
            "description_refused",
            faults=[
                Fault(found.code, found.pointer, found.line, found.column, _shortened(found.params))
                for found in error.findings
            ],
        )


@dataclass(frozen=True)
class Registered:
    """What a registration left: the API, and its new version."""

    api: Api
    version: ApiVersion


def no_progress(stage: str, percent: int) -> None:
    """Report to nobody."""


def may_register(user: Reader) -> bool:
    return bool(user.is_authenticated) and user.has_perm("apis.register")


def require_registrar(user: Reader) -> None:
    """Raise `NotAllowed` unless this person may register APIs."""
    if not may_register(user):
        raise NotAllowed("not_a_registrar")


def register_api(
    *,
    user: User,
    data: bytes,
    details: ApiDetails,
    slug: str = "",
    status: str = ACTIVE,
    job_id: str | None = None,
    report: Report = no_progress,
) -> Registered:
    """Register an API with its first version from the bytes of its description.

    With `slug` the API gets that id or `AlreadyThere` is raised; without, the id is made from the
    title, and the very same description at an API that the user sees is `RegisteredAlready`.
    Raises `BadInput`, `TooLarge` or `Invalid` with the places that are wrong, and `NotAllowed`;
    then nothing was stored. `report` hears stages and percentages.
    """
    details = accept_registration(user=user, details=details, slug=slug, status=status)
    description = checked(data, report)
    api, version = _new_items(description, details, user, status, job_id)
    if slug:
        ids.require_free(slug, api, user)
    _place(api, version, slug or ids.free_id(description, api, version, user))
    pack = _store(version, description, data, report)
    try:
        _write_new(api, version, pack, user)
    except AlreadyThere:
        if slug:
            raise
        # Another API of this title came at the same moment; it may be this very one.
        _place(api, version, ids.free_id(description, api, version, user))
        pack.pk, pack.sk = StoredPack.key(version.slug, version.version)
        _write_new(api, version, pack, user)
    return Registered(api, version)


def _write_new(api: Api, version: ApiVersion, pack: StoredPack, user: User) -> None:
    """Store a new API, or raise `AlreadyThere` where its id is taken."""
    try:
        with transaction() as writes:
            writes.create(api)
            writes.create(version)
            writes.put(pack)
            if not edits_any(user):
                free = Tombstone.pk.does_not_exist() | (Tombstone.owner == api.owner)
                writes.require(Tombstone, *Tombstone.key(api.slug), free)
            catalogue.write_changes(writes, None, api)
            events.record(events.API_REGISTERED, user, version, within=writes)
    except AlreadyExists:
        raise ids.taken(api.slug) from None


def add_version(
    *,
    user: User,
    api: Api,
    data: bytes,
    status: str = ACTIVE,
    notes: str = "",
    job_id: str | None = None,
    report: Report = no_progress,
) -> Registered:
    """Add a version to an API; unless it is a draft, it becomes the current one.

    Raises `AlreadyThere` where the API has a version of this name, and what `register_api` raises.
    """
    accept_version(user=user, api=api, status=status, notes=notes)
    description = checked(data, report)
    version = _version_of(description, user, status, job_id, notes)
    _place_version(version, api.slug)
    _refuse_taken_version(version)
    pack = _store(version, description, data, report)

    def add() -> Api:
        newest = _newest(api, user)
        before = newest.copy()
        newest.add_version(version)
        newest.touch(is_release=version.status != DRAFT)
        with transaction() as writes:
            writes.replace(newest)
            writes.create(version)
            writes.put(pack)
            catalogue.write_changes(writes, before, newest)
            events.record(events.VERSION_ADDED, user, version, within=writes)
        return newest

    try:
        # Another writer contradicts nothing here: an edit, or another version.
        return Registered(retry_on_conflict(add, attempts=ATTEMPTS), version)
    except AlreadyExists:
        raise _version_taken(version) from None
    except Conflict:
        raise ChangedMeanwhile("api_changing") from None


def accept_registration(*, user: User, details: ApiDetails, slug: str, status: str) -> ApiDetails:
    """Return the details as they are stored, or refuse before anybody reads a long description."""
    require_registrar(user)
    _accept_status(status)
    if slug:
        accepted_slug(slug)
    return accepted(details, user)


def accept_version(*, user: User, api: Api, status: str, notes: str) -> None:
    """Refuse a further version before anybody reads a long description."""
    require_editor(api, user)
    _accept_status(status)
    accepted_notes(notes)


def checked(data: bytes, report: Report = no_progress) -> Description:
    """Return the description in these bytes, or refuse it with every place that is wrong."""
    # Imported late: the parser is of use to few of the processes that know this module.
    from openapi.read import DescriptionError, Limits, read

    report("checking_description", 15)
    try:
        return read(data, limits=Limits(bytes=settings.DESCRIPTION_MAX_BYTES))
    except DescriptionError as error:
        raise DescriptionRefused(error) from None


def _accept_status(status: str) -> None:
    if status not in FIRST_STATUSES:
        allowed = " or ".join(FIRST_STATUSES)
        raise Invalid(
            "first_status_invalid",
            params={"allowed": allowed},
            faults=[fault("one_of", "/status", allowed=allowed)],
        )


def _new_items(
    description: Description, details: ApiDetails, user: User, status: str, job_id: str | None
) -> tuple[Api, ApiVersion]:
    """Return the items of a new API without keys: its id is not chosen yet."""
    version = _version_of(description, user, status, job_id)
    values = dataclasses.asdict(details)
    values["name"] = details.name or version.name
    values["summary"] = details.summary or description.summary[:SUMMARY_LENGTH]
    api = Api(created_by=user.profile.ref, version_count=1, **values)
    api.set_current(version)
    return api, version


def _version_of(
    description: Description, user: User, status: str, job_id: str | None, notes: str = ""
) -> ApiVersion:
    base_urls = [url[:URL_LENGTH] for url in description.server_urls[:BASE_URLS_KEPT]]
    return ApiVersion(
        version=version_name_of(description.version),
        name=description.title[:NAME_LENGTH],
        base_url=next(iter(base_urls), ""),
        base_urls=base_urls,
        description=StoredDescription(
            bucket=settings.CONTENT_BUCKET,
            key=f"descriptions/{description.sha256}",
            bytes=description.size,
            sha256=description.sha256,
            format=description.format,
            dialect=description.dialect,
        ),
        status=status,
        notes=notes,
        created_by=user.profile.ref,
        operation_count=description.operation_count,
        warnings=[
            {
                "code": found.code,
                "params": _shortened(found.params),
                "pointer": found.pointer[:FINDING_LENGTH],
                "line": found.line,
            }
            for found in description.warnings[:WARNINGS_KEPT]
        ],
        warning_count=len(description.warnings),
        job_id=job_id,
    )


def _shortened(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding's parameters as an item has room for them."""
    return {
        name: value[:FINDING_LENGTH] if isinstance(value, str) else value
        for name, value in params.items()
    }


def _place(api: Api, version: ApiVersion, slug: str) -> None:
    """Give a new API and its first version their id and keys."""
    api.pk, api.sk = Api.key(slug)
    api.slug = slug
    api.touch(is_release=True)
    _place_version(version, slug)


def _place_version(version: ApiVersion, slug: str) -> None:
    """Give a new version of this API its keys."""
    version.pk, version.sk = ApiVersion.key(slug, version.version)
    version.slug = slug
    version.gsi1_pk = VERSIONS
    version.gsi1_sk = f"{version.created_at.isoformat()}#{slug}#{version.version}"


def _store(
    version: ApiVersion, description: Description, data: bytes, report: Report
) -> StoredPack:
    """Put the description and its pack into S3; return where the pack stands, to be written."""
    report("storing_description", 55)
    objects.put_once(version.description.key, data, content_type=version.content_type)
    report("building_reference", 75)
    return packs.store(version, description.openapi3)


def _refuse_taken_version(version: ApiVersion) -> None:
    if ApiVersion.find(version.pk, version.sk):
        raise _version_taken(version)


def _version_taken(version: ApiVersion) -> AlreadyThere:
    return AlreadyThere(
        "version_taken",
        params={"version": version.version},
        faults=[fault("taken", "/info/version")],
        id=version.slug,
        version=version.version,
    )


def _newest(api: Api, user: User) -> Api:
    newest = Api.load(api.pk, api.sk, or_raise=ChangedMeanwhile("api_gone"))
    require_editor(newest, user)
    return newest
