"""Checking a description without registering it: what is found in it, and what it would become."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from apis.items import Api, ApiVersion, Origin
from apis.services import ids, registration
from apis.services.describing import Checked, Report, checked, no_progress
from apis.services.details import ApiDetails
from portal.accounts.models import User
from portal.errors import AlreadyThere, Fault, Problem


@dataclass(frozen=True)
class CheckResult:
    """What would be registered, and what is found in its description.

    `conflict` is why it would be refused nevertheless; `upload_id` names the upload that was
    checked, which can be registered without sending it again.
    """

    title: str
    version: str
    dialect: str
    operations: int
    base_urls: list[str]
    warnings: list[Fault]
    conflict: Problem | None = None
    upload_id: str = ""

    def as_stored(self) -> dict[str, Any]:
        return {
            **vars(self),
            "warnings": [each.as_stored() for each in self.warnings],
            "conflict": self.conflict.as_stored() if self.conflict else None,
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        conflict = stored["conflict"]
        return cls(
            **{
                **stored,
                "warnings": [Fault.from_stored(each) for each in stored["warnings"]],
                "conflict": Problem.from_stored(conflict) if conflict else None,
            }
        )


def check_api(
    *,
    user: User,
    data: bytes,
    details: ApiDetails,
    slug: str,
    status: str,
    origin: Origin,
    report: Report = no_progress,
) -> CheckResult:
    """Return what `register_api` would make of a description; nothing is stored.

    Raises what `register_api` raises, but for what is taken already.
    """
    details = registration.accept_registration(user=user, details=details, slug=slug, status=status)
    found = checked(data, origin, report)
    api, version = registration.new_items(found, details, user, status)
    result = _result(found, version)
    try:
        if slug:
            ids.require_free(slug, api, user)
        else:
            ids.free_id(found.description, api, version, user)
    except AlreadyThere as refusal:
        return replace(result, conflict=refusal.problem)
    return result


def check_version(
    *,
    user: User,
    api: Api,
    data: bytes,
    status: str,
    notes: str,
    origin: Origin,
    report: Report = no_progress,
) -> CheckResult:
    """Return what `add_version` would make of a description; nothing is stored.

    Raises what `add_version` raises, but for a version of this name that is there already.
    """
    registration.accept_version(user=user, api=api, status=status, notes=notes)
    found = checked(data, origin, report)
    version = registration.new_version(found, user, status)
    registration.place_version(version, api.slug)
    result = _result(found, version)
    try:
        registration.refuse_taken_version(version)
    except AlreadyThere as refusal:
        return replace(result, conflict=refusal.problem)
    return result


def _result(found: Checked, version: ApiVersion) -> CheckResult:
    return CheckResult(
        title=found.description.title,
        version=version.version,
        dialect=found.description.dialect,
        operations=found.description.operation_count,
        base_urls=found.base_urls,
        warnings=found.warnings,
    )
