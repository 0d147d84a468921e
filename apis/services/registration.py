"""Registering an API or a further version of one: read, check, store."""

import dataclasses
from dataclasses import dataclass

from apis import catalogue, events
from apis.items import (
    ACTIVE,
    DRAFT,
    NOWHERE,
    VERSIONS,
    Api,
    ApiVersion,
    Origin,
    Reader,
    Tombstone,
    edits_any,
    version_name_of,
)
from apis.services import ids
from apis.services.describing import (
    Checked,
    Report,
    WarningsNotAccepted,
    checked,
    describe,
    no_progress,
    store,
)
from apis.services.details import (
    FIRST_STATUSES,
    SUMMARY_LENGTH,
    ApiDetails,
    accepted,
    accepted_notes,
    accepted_slug,
)
from apis.stored_packs import StoredPack
from apis.visibility import require_editor
from portal.accounts import memberships
from portal.accounts.models import User
from portal.dynamo import AlreadyExists, Conflict, NotFound, retry_on_conflict, transaction
from portal.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    Invalid,
    NotAllowed,
    fault,
)

# Many versions added to one API at once wait for each other.
ATTEMPTS = 12

# What becomes of a description with warnings that is to be published at once: it is, or it becomes
# a draft, or it is refused.
PUBLISH, HOLD, REFUSE = "publish", "hold", "refuse"


@dataclass(frozen=True)
class Registered:
    """What a registration left: the API, and its new version."""

    api: Api
    version: ApiVersion


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
    origin: Origin = NOWHERE,
    on_warnings: str = PUBLISH,
    job_id: str | None = None,
    report: Report = no_progress,
) -> Registered:
    """Register an API with its first version from the bytes of its description.

    With `slug` the API gets that id or `AlreadyThere` is raised; without, the id is made from the
    title, and the very same description at an API that the user sees is `RegisteredAlready`.
    `on_warnings` says what becomes of a description with warnings that is not to be a draft.
    Raises `BadInput`, `TooLarge` or `Invalid` with the places that are wrong, `NotAllowed` and
    `WarningsNotAccepted`; then nothing was stored. `report` hears stages and percentages.
    """
    details = accept_registration(user=user, details=details, slug=slug, status=status)
    found = checked(data, origin, report)
    status = _first_status(found, status, on_warnings)
    api, version = new_items(found, details, user, status, job_id)
    if slug:
        ids.require_free(slug, api, user)
    _place(api, version, slug or ids.free_id(found.description, api, version, user))
    pack = store(version, found, report)
    try:
        _write_new(api, version, pack, user)
    except AlreadyThere:
        if slug:
            raise
        # Another API of this title came at the same moment; it may be this very one.
        _place(api, version, ids.free_id(found.description, api, version, user))
        pack.pk, pack.sk = StoredPack.key(version.slug, version.version)
        _write_new(api, version, pack, user)
    return Registered(api, version)


def _write_new(api: Api, version: ApiVersion, pack: StoredPack, user: User) -> None:
    """Store a new API, and make the teams that nobody named before.

    Raises `AlreadyThere` where its id is taken, `ChangedMeanwhile` where its team is deleted just
    then.
    """
    memberships.make_missing({api.owner, *api.readers}, by=user.profile)
    try:
        with transaction() as writes:
            writes.create(api)
            writes.create(version)
            writes.put(pack)
            if not edits_any(user):
                free = Tombstone.pk.does_not_exist() | (Tombstone.owner == api.owner)
                writes.require(Tombstone, *Tombstone.key(api.slug), free)
            memberships.require_team(writes, api.owner)
            catalogue.write_changes(writes, None, api)
            events.record(events.API_REGISTERED, user, version, within=writes)
    except AlreadyExists:
        raise ids.taken(api.slug) from None
    except NotFound:
        raise ChangedMeanwhile("changed_meanwhile") from None


def add_version(
    *,
    user: User,
    api: Api,
    data: bytes,
    status: str = ACTIVE,
    notes: str = "",
    origin: Origin = NOWHERE,
    on_warnings: str = PUBLISH,
    job_id: str | None = None,
    report: Report = no_progress,
) -> Registered:
    """Add a version to an API; unless it is a draft, it becomes the current one.

    Raises `AlreadyThere` where the API has a version of this name, and what `register_api` raises.
    """
    accept_version(user=user, api=api, status=status, notes=notes)
    found = checked(data, origin, report)
    status = _first_status(found, status, on_warnings)
    version = new_version(found, user, status, job_id, notes)
    place_version(version, api.slug)
    refuse_taken_version(version)
    pack = store(version, found, report)

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


def _accept_status(status: str) -> None:
    if status not in FIRST_STATUSES:
        allowed = " or ".join(FIRST_STATUSES)
        raise Invalid(
            "first_status_invalid",
            params={"allowed": allowed},
            faults=[fault("one_of", "/status", allowed=allowed)],
        )


def new_items(
    found: Checked, details: ApiDetails, user: User, status: str, job_id: str | None = None
) -> tuple[Api, ApiVersion]:
    """Return the items of a new API without keys: its id is not chosen yet."""
    version = new_version(found, user, status, job_id)
    values = dataclasses.asdict(details)
    values["name"] = details.name or version.name
    values["summary"] = details.summary or found.description.summary[:SUMMARY_LENGTH]
    api = Api(created_by=user.profile.ref, version_count=1, **values)
    api.set_current(version)
    return api, version


def new_version(
    found: Checked, user: User, status: str, job_id: str | None = None, notes: str = ""
) -> ApiVersion:
    """Return the item of a version without keys."""
    version = ApiVersion(
        version=version_name_of(found.description.version),
        status=status,
        notes=notes,
        created_by=user.profile.ref,
        job_id=job_id,
    )
    describe(version, found)
    return version


def _first_status(found: Checked, status: str, on_warnings: str) -> str:
    """Return the status that a version with this description begins with."""
    if status == DRAFT or not found.description.warnings or on_warnings == PUBLISH:
        return status
    if on_warnings == REFUSE:
        raise WarningsNotAccepted(found.warnings)
    return DRAFT


def _place(api: Api, version: ApiVersion, slug: str) -> None:
    """Give a new API and its first version their id and keys."""
    api.pk, api.sk = Api.key(slug)
    api.slug = slug
    api.touch(is_release=True)
    place_version(version, slug)


def place_version(version: ApiVersion, slug: str) -> None:
    """Give a new version of this API its keys."""
    version.pk, version.sk = ApiVersion.key(slug, version.version)
    version.slug = slug
    version.gsi1_pk = VERSIONS
    version.gsi1_sk = f"{version.created_at.isoformat()}#{slug}#{version.version}"


def refuse_taken_version(version: ApiVersion) -> None:
    """Raise `AlreadyThere` where the API has a version of this name."""
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
