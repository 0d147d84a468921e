"""The plans of an API: added, changed, closed and deleted by its owners."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, TypeVar

from apis import events, packs
from apis.items import Api
from apis.items.plans import APPROVALS, LIMIT_FIELDS, MAX_PLANS, PLAN_FIELDS, Plan, Plans
from apis.services.editing import NoSuchStep
from apis.visibility import require_editor
from openapi.common.lines import one_line
from portal.accounts.models import User
from portal.dynamo import Transaction, retry_on_conflict, transaction
from portal.errors import ChangedMeanwhile, Fault, Invalid, Missing, fault

T = TypeVar("T")

NAME_LENGTH = 60
DESCRIPTION_LENGTH = 500
PRICE_LENGTH = 100
TERMS_BYTES = 20 * 1024
# Of all plans of an API as they are stored: an item takes 400 KB.
ALL_BYTES = 300 * 1024
RATE_PERIODS = {1: "second", 60: "minute", 3600: "hour"}
# A bucket's clock counts microseconds.
MOST_CALLS_OF_RATE = 1_000_000
MOST_CALLS_OF_QUOTA = 1_000_000_000_000
MOST_OPERATIONS = 50
PLAN_ID = re.compile(r"[a-z0-9-]{1,32}")
# Pages beside those of plans.
RESERVED_IDS = {"add"}
OPERATION = re.compile(r"[A-Za-z]{1,20} /\S{0,300}")
# Everybody who subscribes at the same moment writes the same item.
ATTEMPTS = 8


def plans_of(slug: str) -> Plans:
    """Return the plans of an API, none where nobody made any. One GetItem."""
    return Plans.find(*Plans.key(slug)) or Plans(*Plans.key(slug))


def plan_of(slug: str, plan_id: str) -> Plan:
    """Return a plan, or raise `Missing`. One GetItem."""
    return _named(plans_of(slug), plan_id)


def put_plan(*, user: User, api: Api, plan: Plan, base_revision: int | None = None) -> Plan:
    """Add a plan, or change the one of its id, and return it as it is stored.

    The service counts its revisions; where nothing becomes different nothing is written or
    recorded. Raises `NotAllowed`, `Invalid` with the fields that are wrong, and `ChangedMeanwhile`
    where the plan is at another revision than `base_revision`, `NoSuchStep` for one plan too many.
    """
    require_editor(api, user)

    def put(plans: Plans) -> Plan:
        before = plans.named(plan.plan_id)
        if base_revision is not None and (before is None or before.revision != base_revision):
            raise ChangedMeanwhile("changed_meanwhile")
        if before is None and len(plans.plans) >= MAX_PLANS:
            raise NoSuchStep("max_plans", params={"limit": MAX_PLANS})
        stored = _next_revision(before, accepted(plan, plans))
        if stored == before:
            return stored
        plans.put_plan(stored)
        if len(json.dumps(plans.plans_json)) > ALL_BYTES:
            limit = fault("plans_too_large", "/terms", limit=ALL_BYTES // 1024)
            raise Invalid("invalid", faults=[limit])
        with _writing(plans, api) as writes:
            if before is None:
                _record(events.PLAN_ADDED, user, api, stored, writes)
            else:
                changed = _changed_fields(before, stored)
                _record(events.PLAN_EDITED, user, api, stored, writes, changed=changed)
        return stored

    return _on_plans(api, put)


def close_plan(*, user: User, api: Api, plan_id: str) -> Plan:
    """Let a plan take no new subscription; those that are on it go on. Again, nothing happens."""
    return _set_open(user, api, plan_id, is_open=False)


def reopen_plan(*, user: User, api: Api, plan_id: str) -> Plan:
    return _set_open(user, api, plan_id, is_open=True)


def delete_plan(*, user: User, api: Api, plan_id: str, base_revision: int | None = None) -> None:
    """Delete a plan that no subscription is on or asks for; else raise `NoSuchStep`."""
    require_editor(api, user)

    def delete(plans: Plans) -> None:
        plan = _named(plans, plan_id)
        if base_revision is not None and plan.revision != base_revision:
            raise ChangedMeanwhile("changed_meanwhile")
        if count := plans.use_count(plan_id):
            raise NoSuchStep("plan_in_use", params={"name": plan.name, "count": count})
        plans.drop_plan(plan_id)
        with _writing(plans, api) as writes:
            _record(events.PLAN_DELETED, user, api, plan, writes)

    _on_plans(api, delete)


def unknown_operations(api: Api, plan: Plan) -> list[str]:
    """Return the operations that a plan limits and the API's current version does not have.

    No request where it limits none; else what `packs.current_index` costs.
    """
    if not plan.operation_limits:
        return []
    index = packs.current_index(api)
    parted = {operation: operation.split(" ", 1) for operation in plan.operation_limits}
    return [
        operation
        for operation, (method, path) in parted.items()
        if index.operation_by_path(method.lower(), path) is None
    ]


def accepted(plan: Plan, plans: Plans) -> Plan:
    """Return a plan as it is stored, or raise `Invalid` naming every field that is wrong."""
    plan = replace(
        plan,
        name=one_line(plan.name),
        description=plan.description.replace("\r\n", "\n").strip(),
        price=one_line(plan.price),
        # Browsers end lines by two characters: it is the same text.
        terms=plan.terms.replace("\r\n", "\n").strip(),
        operation_limits={
            _operation(name): {each: limits.get(each) for each in LIMIT_FIELDS}
            for name, limits in plan.operation_limits.items()
        },
    )
    faults = [*_faults_of_texts(plan, plans), *_faults_of_limits(asdict(plan), "")]
    if len(plan.operation_limits) > MOST_OPERATIONS:
        faults.append(fault("max_operations", "/operation_limits", limit=MOST_OPERATIONS))
    for operation, limits in plan.operation_limits.items():
        pointer = f"/operation_limits/{operation.replace('~', '~0').replace('/', '~1')}"
        if not OPERATION.fullmatch(operation):
            faults.append(fault("no_operation", pointer))
        if not any(limits[name] for name in ("rate_calls", "per_day", "per_month")):
            faults.append(fault("no_limit", pointer))
        faults += _faults_of_limits(limits, pointer)
    if faults:
        raise Invalid("invalid", faults=faults)
    return plan


def _operation(name: str) -> str:
    method, _, path = name.strip().partition(" ")
    return f"{method.upper()} {path.strip()}"


def _faults_of_texts(plan: Plan, plans: Plans) -> Iterator[Fault]:
    if not PLAN_ID.fullmatch(plan.plan_id) or plan.plan_id in RESERVED_IDS:
        yield fault("no_plan_id", "/plan_id")
    if not plan.name:
        yield fault("required", "/name")
    names = {each.name.casefold() for each in plans.plans if each.plan_id != plan.plan_id}
    if plan.name.casefold() in names:
        yield fault("taken", "/name")
    for name, limit in (
        ("name", NAME_LENGTH),
        ("description", DESCRIPTION_LENGTH),
        ("price", PRICE_LENGTH),
    ):
        if len(getattr(plan, name)) > limit:
            yield fault("max_characters", f"/{name}", limit=limit)
    if len(plan.terms.encode()) > TERMS_BYTES:
        yield fault("max_kilobytes", "/terms", limit=TERMS_BYTES // 1024)
    if plan.approval not in APPROVALS:
        yield fault("one_of", "/approval", allowed=", ".join(APPROVALS))


def _faults_of_limits(limits: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    for name, most in (
        ("rate_calls", MOST_CALLS_OF_RATE),
        ("burst", MOST_CALLS_OF_RATE),
        ("per_day", MOST_CALLS_OF_QUOTA),
        ("per_month", MOST_CALLS_OF_QUOTA),
    ):
        value = limits.get(name)
        if value is not None and not 1 <= value <= most:
            yield fault("between", f"{pointer}/{name}", least=1, most=most)
    if (limits.get("rate_seconds") or 1) not in RATE_PERIODS:
        allowed = ", ".join(map(str, RATE_PERIODS))
        yield fault("one_of", f"{pointer}/rate_seconds", allowed=allowed)
    if limits.get("burst") is not None and limits.get("rate_calls") is None:
        yield fault("burst_without_rate", f"{pointer}/burst")


def _next_revision(before: Plan | None, plan: Plan) -> Plan:
    """Return a plan with its revisions counted on from those of the one that is stored."""
    if before is None:
        return replace(plan, revision=1, terms_revision=1)
    terms = before.terms_revision + (plan.terms != before.terms)
    same = replace(plan, revision=before.revision, terms_revision=terms)
    return same if same == before else replace(same, revision=before.revision + 1)


def _changed_fields(before: Plan, after: Plan) -> list[str]:
    names = (name for name in PLAN_FIELDS if name not in ("revision", "terms_revision"))
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _set_open(user: User, api: Api, plan_id: str, *, is_open: bool) -> Plan:
    require_editor(api, user)

    def set_open(plans: Plans) -> Plan:
        plan = _named(plans, plan_id)
        if plan.is_open == is_open:
            return plan
        plan = replace(plan, is_open=is_open, revision=plan.revision + 1)
        plans.put_plan(plan)
        with _writing(plans, api) as writes:
            kind = events.PLAN_REOPENED if is_open else events.PLAN_CLOSED
            _record(kind, user, api, plan, writes)
        return plan

    return _on_plans(api, set_open)


def _named(plans: Plans, plan_id: str) -> Plan:
    if plan := plans.named(plan_id):
        return plan
    raise Missing("plan_not_found")


def _on_plans(api: Api, act: Callable[[Plans], T]) -> T:
    """Return what `act` returns of the plans, read anew where somebody wrote them in between."""
    return retry_on_conflict(lambda: act(plans_of(api.slug)), attempts=ATTEMPTS)


@contextmanager
def _writing(plans: Plans, api: Api) -> Iterator[Transaction]:
    """Write the plans over the revision that was read, as long as this very API is there."""
    with transaction() as writes:
        writes.require(Api, api.pk, api.sk, Api.created_at == api.created_at)
        writes.replace(plans)
        yield writes


def _record(
    kind: str, user: User, api: Api, plan: Plan, writes: Transaction, **details: Any
) -> None:
    known = {"plan": plan.plan_id, "plan name": plan.name, "terms revision": plan.terms_revision}
    events.record(kind, user, api, within=writes, **known, **details)
