"""Registering an API or a further version of one: read, check, store, tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from apis import catalogue
from apis.events import VersionRegistered
from apis.items import (
    ACTIVE,
    RESERVED_SLUGS,
    VERSIONS,
    WARNINGS_KEPT,
    Api,
    ApiVersion,
    Reader,
    StoredDescription,
    slug_of,
    version_name_of,
)
from apis.services import audit
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
from portal.dynamo import AlreadyExists, Conflict, NotFound, transaction
from portal.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    Fault,
    Invalid,
    NotAllowed,
)
from portal.events import publish

if TYPE_CHECKING:
    from openapi.read import Description, DescriptionError

MAX_SUFFIX = 100
# What a version's item keeps of its description: an item has room for 400 KB.
BASE_URLS_KEPT = 10
FINDING_LENGTH = 500
TRIES = 5

Report = Callable[[str, int], None]


class DescriptionRefused(Invalid):
    """A description that cannot be used; `faults` are places in the description itself."""

    title = "The description cannot be used"

    def __init__(self, error: DescriptionError) -> None:
        self.status = error.status
        faults = [
            Fault(found.message, found.pointer, found.line, found.column)
            for found in error.findings
        ]
        super().__init__(faults[0].detail, faults=faults)


class RegisteredAlready(AlreadyThere):
    """This very description is the current one of an API, which the person may see."""

    def __init__(self, api: Api) -> None:
        super().__init__(
            f"This very description is registered as “{api.name}” already.",
            faults=[Fault("the current description of this API", "/spec")],
            id=api.slug,
            url=reverse("rest-api", args=[api.slug]),
        )
        self.api = api


@dataclass(frozen=True)
class Registered:
    """What a registration left: the API, its new version, and the description as it was read."""

    api: Api
    version: ApiVersion
    description: Description


def no_progress(stage: str, percent: int) -> None:
    """Report to nobody."""


def may_register(user: Reader) -> bool:
    return bool(user.is_authenticated) and user.has_perm("apis.register")


def require_registrar(user: Reader) -> None:
    """Raise `NotAllowed` unless this person may register APIs."""
    if not may_register(user):
        raise NotAllowed("Publishers register APIs. Ask an administrator for that role.")


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
    if slug and _api_at(slug) is not None:
        raise _taken(slug)
    _store(version, data, report)
    for free in _candidates(slug, description, user):
        _place_api(api, free)
        _place_version(version, free)
        try:
            with transaction() as writes:
                writes.create(api)
                writes.create(version)
                catalogue.write_changes(writes, None, api)
                audit.record(audit.API_REGISTERED, user, version, within=writes)
        except AlreadyExists:
            continue
        return _told(Registered(api, version, description), report)
    raise ChangedMeanwhile("Many APIs of this name came at once. Choose an id (slug) yourself.")


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
    _store(version, data, report)
    for _ in range(TRIES):
        before = api.copy()
        api.add_version(version)
        try:
            with transaction() as writes:
                writes.replace(api)
                writes.create(version)
                catalogue.write_changes(writes, before, api)
                audit.record(audit.VERSION_ADDED, user, version, within=writes)
        except AlreadyExists:
            raise _version_taken(version) from None
        except Conflict:
            # Somebody edited the API meanwhile; adding a version contradicts no edit.
            _refuse_taken_version(version)
            api = _again(api, user)
            continue
        return _told(Registered(api, version, description), report)
    raise ChangedMeanwhile("The API keeps changing. Try again in a moment.")


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

    report("Reading and checking the description", 15)
    try:
        return read(data, limits=Limits(bytes=settings.DESCRIPTION_MAX_BYTES))
    except DescriptionError as error:
        raise DescriptionRefused(error) from None


def _accept_status(status: str) -> None:
    if status not in FIRST_STATUSES:
        allowed = " or ".join(FIRST_STATUSES)
        raise Invalid(
            f"A new version is {allowed}.", faults=[Fault(f"one of {allowed}", "/status")]
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
                "message": found.message[:FINDING_LENGTH],
                "pointer": found.pointer[:FINDING_LENGTH],
                "line": found.line,
            }
            for found in description.warnings[:WARNINGS_KEPT]
        ],
        warning_count=len(description.warnings),
        job_id=job_id,
    )


def _place_api(api: Api, slug: str) -> None:
    """Give a new API its id and keys."""
    api.pk, api.sk = Api.key(slug)
    api.slug = slug
    api.touch()


def _place_version(version: ApiVersion, slug: str) -> None:
    """Give a new version of this API its keys."""
    version.pk, version.sk = ApiVersion.key(slug, version.version)
    version.slug = slug
    version.gsi1_pk = VERSIONS
    version.gsi1_sk = f"{version.created_at.isoformat()}#{slug}#{version.version}"


def _store(version: ApiVersion, data: bytes, report: Report) -> None:
    report("Storing the description", 55)
    objects.put_once(version.description.key, data, content_type=version.content_type)


def _candidates(slug: str, description: Description, user: User) -> Iterator[str]:
    """Yield ids that were free a moment ago; refuse where the API is there already."""
    if slug:
        yield slug
        raise _taken(slug)
    base = slug_of(description.title)
    for number in range(1, MAX_SUFFIX + 1):
        candidate = base if number == 1 else f"{base}-{number}"
        if candidate in RESERVED_SLUGS:
            continue
        there = _api_at(candidate)
        if there is None:
            yield candidate
            # Somebody else took it just now; it may be this very description.
            there = _api_at(candidate)
        if there is not None:
            _refuse_same(there, description, user)


def _api_at(slug: str) -> Api | None:
    """Return the API that has this id, whoever may see it."""
    try:
        return Api.fetch(*Api.key(slug))
    except NotFound:
        return None


def _refuse_same(api: Api, description: Description, user: User) -> None:
    """Refuse a description that is the current one of this API, where the person sees that."""
    if api.current_digest == description.sha256 and api.can_be_seen_by(user):
        raise RegisteredAlready(api)


def _taken(slug: str) -> AlreadyThere:
    fault = Fault("this id is taken. Choose another, or add a version to that API", "/slug")
    return AlreadyThere(f"The id “{slug}” is taken.", faults=[fault], id=slug)


def _refuse_taken_version(version: ApiVersion) -> None:
    try:
        ApiVersion.fetch(version.pk, version.sk)
    except NotFound:
        return
    raise _version_taken(version)


def _version_taken(version: ApiVersion) -> AlreadyThere:
    return AlreadyThere(
        f"This API has a version {version.version} already. A version never changes: "
        "give the description a new `info.version`.",
        faults=[Fault("taken", "/info/version")],
        id=version.slug,
        version=version.version,
    )


def _again(api: Api, user: User) -> Api:
    try:
        api = Api.fetch(api.pk, api.sk)
    except NotFound:
        raise ChangedMeanwhile("The API was deleted meanwhile.") from None
    require_editor(api, user)
    return api


def _told(registered: Registered, report: Report) -> Registered:
    report("Building the reference", 75)
    publish(VersionRegistered(registered.api, registered.version, registered.description))
    return registered
