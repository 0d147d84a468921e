"""Registering, checking or replacing now, or by a job where the description is large.

A request checks who may do what, and where the description is small, the description too. A large
one is read once, by the job, whose page and REST resource say which places are wrong.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from apis.apps import ADD_VERSION, CHECK_DESCRIPTION, REGISTER_API, REPLACE_DESCRIPTION
from apis.items import Api, ApiVersion, Origin
from apis.services import checking, registration, replacing
from apis.services.checking import CheckResult
from apis.services.details import ApiDetails, accepted_address
from apis.services.registration import PUBLISH, Registered
from apis.services.sources import Source
from portal.accounts.models import User
from portal.errors import ApplicationError
from portal.jobs.items import Job
from portal.jobs.services import enqueue


def submit_api(
    *,
    user: User,
    source: Source,
    details: ApiDetails,
    slug: str,
    status: str,
    served_from: str = "",
    on_warnings: str = PUBLISH,
) -> Registered | Job:
    """Register an API, or return the job that will. Raises what `register_api` raises."""
    with _refused_is_discarded(source):
        origin = _origin(source, served_from)
        if source.is_long_work:
            registration.accept_registration(user=user, details=details, slug=slug, status=status)
            payload = {**_api_payload(details, slug, status, origin), "on_warnings": on_warnings}
            return _enqueue(REGISTER_API, user, source, payload)
        registered = registration.register_api(
            user=user,
            data=source.read(),
            details=details,
            slug=slug,
            status=status,
            origin=origin,
            on_warnings=on_warnings,
        )
    source.discard()
    return registered


def submit_version(
    *,
    user: User,
    api: Api,
    source: Source,
    status: str,
    notes: str,
    served_from: str = "",
    on_warnings: str = PUBLISH,
) -> Registered | Job:
    """Add a version, or return the job that will. Raises what `add_version` raises."""
    with _refused_is_discarded(source):
        origin = _origin(source, served_from)
        if source.is_long_work:
            registration.accept_version(user=user, api=api, status=status, notes=notes)
            payload = {**_version_payload(api, status, notes, origin), "on_warnings": on_warnings}
            return _enqueue(ADD_VERSION, user, source, payload)
        registered = registration.add_version(
            user=user,
            api=api,
            data=source.read(),
            status=status,
            notes=notes,
            origin=origin,
            on_warnings=on_warnings,
        )
    source.discard()
    return registered


def submit_replacement(
    *, user: User, api: Api, version: ApiVersion, source: Source, served_from: str | None = None
) -> ApiVersion | Job:
    """Replace a draft's file, or return the job that will. Without `served_from` that stays as it
    is. Raises what `replace_description` raises."""
    with _refused_is_discarded(source):
        origin = _origin(source, version.served_from if served_from is None else served_from)
        if source.is_long_work:
            replacing.accept_replacement(user=user, api=api, version=version)
            payload = {
                "api": api.slug,
                "version": version.version,
                "replaces": version.description.sha256,
                "origin": vars(origin),
            }
            return _enqueue(REPLACE_DESCRIPTION, user, source, payload)
        replaced = replacing.replace_description(
            user=user, api=api, version=version, data=source.read(), origin=origin
        )
    source.discard()
    return replaced


def submit_api_check(
    *,
    user: User,
    source: Source,
    details: ApiDetails,
    slug: str,
    status: str,
    served_from: str = "",
) -> CheckResult | Job:
    """Check what `submit_api` would register, or return the job that will. An upload stays."""
    origin = _origin(source, served_from)
    if source.is_long_work:
        registration.accept_registration(user=user, details=details, slug=slug, status=status)
        payload = _api_payload(details, slug, status, origin)
        return _enqueue(CHECK_DESCRIPTION, user, source, payload)
    return checking.check_api(
        user=user, data=source.read(), details=details, slug=slug, status=status, origin=origin
    )


def submit_version_check(
    *, user: User, api: Api, source: Source, status: str, notes: str, served_from: str = ""
) -> CheckResult | Job:
    """Check what `submit_version` would add, or return the job that will. An upload stays."""
    origin = _origin(source, served_from)
    if source.is_long_work:
        registration.accept_version(user=user, api=api, status=status, notes=notes)
        payload = _version_payload(api, status, notes, origin)
        return _enqueue(CHECK_DESCRIPTION, user, source, payload)
    return checking.check_version(
        user=user, api=api, data=source.read(), status=status, notes=notes, origin=origin
    )


def _origin(source: Source, served_from: str) -> Origin:
    return Origin(source.url, accepted_address(served_from))


def _api_payload(details: ApiDetails, slug: str, status: str, origin: Origin) -> dict[str, object]:
    return {
        "details": dataclasses.asdict(details),
        "slug": slug,
        "status": status,
        "origin": vars(origin),
    }


def _version_payload(api: Api, status: str, notes: str, origin: Origin) -> dict[str, object]:
    return {"api": api.slug, "status": status, "notes": notes, "origin": vars(origin)}


def _enqueue(kind: str, user: User, source: Source, payload: Mapping[str, object]) -> Job:
    staged = source.staged(user)
    try:
        return enqueue(kind=kind, owner=str(user.pk), payload={**payload, "key": staged.key})
    except Exception:
        if staged is not source:
            staged.discard()
        raise


@contextmanager
def _refused_is_discarded(source: Source) -> Iterator[None]:
    """Discard an upload that is refused; keep it where a service is unavailable."""
    try:
        yield
    except ApplicationError:
        source.discard()
        raise
