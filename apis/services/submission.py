"""Registering now, or by a job where the description is large.

A request checks who may do what, and where the description is small, the description too. A large
one is read once, by the job, whose page and REST resource say which places are wrong.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from apis.apps import ADD_VERSION, REGISTER_API
from apis.items import Api
from apis.services import registration
from apis.services.details import ApiDetails
from apis.services.registration import Registered
from apis.services.sources import Source
from portal.accounts.models import User
from portal.errors import ApplicationError
from portal.jobs.items import Job
from portal.jobs.services import enqueue


def submit_api(
    *, user: User, source: Source, details: ApiDetails, slug: str, status: str
) -> Registered | Job:
    """Register an API, or return the job that will. Raises what `register_api` raises."""
    with _refused_is_discarded(source):
        if source.is_long_work:
            registration.accept_registration(user=user, details=details, slug=slug, status=status)
            payload = {"details": dataclasses.asdict(details), "slug": slug, "status": status}
            return _enqueue(REGISTER_API, user, source, payload)
        registered = registration.register_api(
            user=user, data=source.read(), details=details, slug=slug, status=status
        )
    source.discard()
    return registered


def submit_version(
    *, user: User, api: Api, source: Source, status: str, notes: str
) -> Registered | Job:
    """Add a version, or return the job that will. Raises what `add_version` raises."""
    with _refused_is_discarded(source):
        if source.is_long_work:
            registration.accept_version(user=user, api=api, status=status, notes=notes)
            payload = {"api": api.slug, "status": status, "notes": notes}
            return _enqueue(ADD_VERSION, user, source, payload)
        registered = registration.add_version(
            user=user, api=api, data=source.read(), status=status, notes=notes
        )
    source.discard()
    return registered


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
