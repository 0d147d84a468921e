"""Adding examples and code to an operation, and correcting the description's own."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from apis.items import Api, Reader
from apis.packs import OpenPack, open_pack
from apis.visibility import get_version_or_404
from docs import events
from docs.contributions import MOST_OF_OPERATION, of_operation, problem_of_value
from docs.items import EXAMPLES, Contribution
from docs.reference.example_places import (
    CODE,
    LONGEST_PLACE,
    ExamplePlace,
    Spot,
    parse_place,
    spot_at,
)
from docs.services.writing import new_revision, writing
from openapi.common.lines import one_line
from openapi.common.references import References
from openapi.model.operations import Operation
from openapi.pack.reader import OperationEntry
from openapi.schema.check import extent
from openapi.values import written
from portal.accounts.models import User
from portal.errors import AlreadyThere, Fault, Invalid, Missing, fault

# With the label that says who added it, about what a summary has room for.
TITLE_LENGTH = 55
LANGUAGE_LENGTH = 30
# Of a value as it is shown, and of code.
LONGEST_SHOWN = 8_000
# Of values inside each other.
DEEPEST_VALUE = 50
NUMBER = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Target:
    """An operation as one version of an API has it: what examples are held against."""

    api: Api
    version: str
    entry: OperationEntry
    operation: Operation

    def spot(self, place: ExamplePlace) -> Spot | None:
        """Return what the description says of a place; code needs no place in it."""
        if place.is_code:
            return Spot(place, True, {})
        return spot_at(self.operation, place)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to add. `value` is JSON, or text where it is code or not JSON.

    `replaces` names the description's own example that it takes the place of.
    """

    title: str
    value: Any
    language: str = ""
    replaces: str = ""


def open_target(api: Api, version: str, user: Reader, *, slug: str) -> Target:
    """Return an operation of a version by its name in addresses, or raise `Missing`.

    A BatchGetItem, and at most two S3 requests.
    """
    _, found = get_version_or_404(api.slug, version, user)
    pack = open_pack(version=found)
    return _target(api, pack, pack.index.operation(slug))


def target_of(api: Api, version: str, user: Reader, contribution: Contribution) -> Target:
    """Return the operation of a contribution as a version has it, or raise `Missing`."""
    _, found = get_version_or_404(api.slug, version, user)
    pack = open_pack(version=found)
    entries = (each for each in pack.index.operations if contribution.belongs_to(each))
    return _target(api, pack, next(entries, None))


def _target(api: Api, pack: OpenPack, entry: OperationEntry | None) -> Target:
    if entry is None:
        raise Missing("operation_not_found")
    segment = pack.segment(pack.index.operation_range(entry.slug))
    operation = pack.index.open_operation(entry, segment)
    return Target(api, pack.version.version, entry, operation)


def add_example(*, user: User, target: Target, place: str, draft: Draft) -> Contribution:
    """Add an example, or code, to an operation of an API.

    Raises `NotAllowed`, `Invalid` with what is wrong and where (a value that the schema refuses,
    too), `AlreadyThere` where the operation has as many as it may, `ChangedMeanwhile`.
    """
    api, entry = target.api, target.entry
    spot = accepted_spot(target, place)
    draft = accepted(target, spot, draft)
    if len(of_operation(api, entry)) >= MOST_OF_OPERATION:
        raise AlreadyThere("too_many_examples", params={"limit": MOST_OF_OPERATION})
    prefix = Contribution.prefix_of(entry.kind, entry.method, entry.key)
    added = Contribution.about(
        api,
        f"{prefix}{secrets.token_hex(4)}",
        kind=entry.kind,
        method=entry.method,
        path=entry.key,
        place_text=str(spot.place),
    )
    added.gsi1_pk, added.gsi1_sk = EXAMPLES, f"{api.slug}#{added.number}"
    _take(added, draft)
    with _writing(user, api) as writes:
        added.sign(user)
        writes.create(added)
        events.record(events.EXAMPLE_ADDED, user, api, within=writes, **_details(added))
    return added


def edit_example(
    *, user: User, target: Target, contribution: Contribution, draft: Draft
) -> Contribution:
    """Change an example over the revision that was read; its place stays.

    Where nothing of it is another, nothing is written or recorded. Raises what `add_example` does.
    """
    spot = accepted_spot(target, contribution.place_text)
    before = _draft_of(contribution)
    draft = accepted(target, spot, draft)
    if draft == before:
        return contribution
    _take(contribution, draft)
    with _writing(user, target.api) as writes:
        contribution.sign(user)
        writes.replace(contribution)
        details = _details(contribution)
        events.record(events.EXAMPLE_EDITED, user, target.api, within=writes, **details)
    return contribution


def delete_example(*, user: User, api: Api, contribution: Contribution) -> None:
    """Delete an example. Raises `NotAllowed`, `ChangedMeanwhile`."""
    with _writing(user, api) as writes:
        writes.remove(contribution)
        details = _details(contribution)
        events.record(events.EXAMPLE_DELETED, user, api, within=writes, **details)


def find_example(api: Api, number: str) -> Contribution:
    """Return an example that people added to this very API, or raise `Missing`. One GetItem."""
    if not NUMBER.fullmatch(number):
        raise absent()
    found = Contribution.load(*Contribution.key(api.slug, number), or_raise=absent())
    if not found.is_of(api):
        raise absent()
    return found


def absent() -> Missing:
    """Return the refusal of an example that is not there, or not for this reader."""
    return Missing("example_not_found")


def accepted_spot(target: Target, place: str) -> Spot:
    """Return what the description says of a place, or raise `Invalid`."""
    wanted = parse_place(place) if len(place) <= LONGEST_PLACE else None
    if wanted is None:
        raise _refused(fault("place_unknown", "/place"))
    spot = target.spot(wanted)
    if spot is None:
        raise _refused(fault("place_absent", "/place", version=target.version))
    return spot


def accepted(target: Target, spot: Spot, draft: Draft) -> Draft:
    """Return what somebody wants to add as it is stored, or raise `Invalid`."""
    is_code = spot.place.kind == CODE
    title = one_line(draft.title)
    language = one_line(draft.language) if is_code else ""
    value = draft.value.replace("\r\n", "\n") if isinstance(draft.value, str) else draft.value
    faults = [*_text_faults("title", title, TITLE_LENGTH)]
    if is_code:
        faults += _text_faults("language", language, LANGUAGE_LENGTH)
    if draft.replaces and draft.replaces not in spot.authored:
        faults.append(fault("replaced_unknown", "/replaces", name=one_line(draft.replaces, 80)))
    faults += _value_faults(target, spot, value)
    if faults:
        raise _refused(*faults)
    return Draft(title=title, value=value, language=language, replaces=draft.replaces)


def read_value(spot: Spot, references: References, text: str) -> Any:
    """Return the value that somebody typed: text as it is, anything else read as JSON.

    Raises `Invalid`. What is no JSON at a parameter is text, which its schema then may refuse.
    """
    if spot.place.is_code or spot.is_text(references):
        return text
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        too_deep = fault("value_too_deep", "/value", limit=DEEPEST_VALUE)
        raise _refused(too_deep) from None
    except ValueError as error:
        if spot.place.kind == "parameters" and "content" not in spot.raw:
            return text
        raise _refused(fault("value_not_json", "/value", reason=str(error))) from None


def typed_value(spot: Spot, value: Any) -> str:
    """Return a value as somebody types it: the inverse of `read_value`."""
    if spot.place.is_code:
        return str(value)
    return written(value, spot.place.name if spot.place.kind != "parameters" else "text/plain")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _value_faults(target: Target, spot: Spot, value: Any) -> list[Fault]:
    references = target.operation.references
    if spot.place.is_code or (spot.is_text(references) and spot.place.kind != "parameters"):
        if not isinstance(value, str):
            return [fault("value_not_text", "/value", media_type=spot.place.name or "code")]
        shown = value
    else:
        size, depth = extent(value, LONGEST_SHOWN)
        if size > LONGEST_SHOWN:
            return [fault("value_too_long", "/value", limit=LONGEST_SHOWN)]
        if depth > DEEPEST_VALUE:
            return [fault("value_too_deep", "/value", limit=DEEPEST_VALUE)]
        shown = written(value)
    if not shown.strip():
        return [fault("value_empty", "/value")]
    if len(shown) > LONGEST_SHOWN:
        return [fault("value_too_long", "/value", limit=LONGEST_SHOWN)]
    if not _is_unicode(value):
        return [fault("not_unicode", "/value")]
    found = problem_of_value(value, spot, references, target.version)
    return [found] if found else []


def _text_faults(name: str, text: str, limit: int) -> list[Fault]:
    if not text:
        return [fault("required", f"/{name}")]
    return [fault("max_characters", f"/{name}", limit=limit)] if len(text) > limit else []


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refused(*faults: Fault) -> Invalid:
    return Invalid("example_refused", faults=faults)


def _take(contribution: Contribution, draft: Draft) -> None:
    is_code = contribution.place.is_code
    contribution.title, contribution.language = draft.title, draft.language
    contribution.replaces = draft.replaces
    contribution.content = draft.value if is_code else json.dumps(draft.value, ensure_ascii=False)


def _draft_of(contribution: Contribution) -> Draft:
    return Draft(
        title=contribution.title,
        value=contribution.value,
        language=contribution.language,
        replaces=contribution.replaces,
    )


def _details(contribution: Contribution) -> dict[str, str]:
    return {
        "operation": f"{contribution.method.upper()} {contribution.path}",
        "place": contribution.place.label,
        "title": contribution.title,
        "number": contribution.number,
    }


def _writing(user: User, api: Api) -> Any:
    return writing(user, api, Api.examples_revision.set(new_revision()))
