"""What people say about an API beside its description, and what of it is accepted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlsplit

from apis.items import (
    ACTIVE,
    DRAFT,
    INTERNAL,
    MAX_READERS,
    MAX_TAGS,
    RESERVED_SLUGS,
    RESTRICTED,
    SLUG,
    SLUG_LENGTH,
    VISIBILITIES,
    category_of,
    edits_any,
    tag_of,
)
from openapi.common.lines import one_line
from portal.accounts.models import User
from portal.errors import Fault, Invalid, NotAllowed, fault

NAME_LENGTH = 100
SUMMARY_LENGTH = 300
CATEGORY_LENGTH = 40
TAG_LENGTH = 40
TEAM_LENGTH = 100
NOTES_LENGTH = 2000
EMAIL_LENGTH = 254
URL_LENGTH = 500
FIRST_STATUSES = (DRAFT, ACTIVE)


@dataclass(frozen=True, kw_only=True)
class ApiDetails:
    """An API as people describe it; an empty string leaves a thing to the description or the rule.

    `readers` are the teams that may see a restricted API beside its owner.
    """

    name: str = ""
    summary: str = ""
    owner: str = ""
    category: str = ""
    tags: list[str] = field(default_factory=list)
    visibility: str = INTERNAL
    readers: list[str] = field(default_factory=list)
    support_email: str = ""
    support_url: str = ""


DETAIL_FIELDS = tuple(each.name for each in fields(ApiDetails))


def accepted(details: ApiDetails, user: User, *, owned_before: str = "") -> ApiDetails:
    """Return the details as they are stored, or raise `Invalid` naming every field that is wrong.

    Only admins may give an API to a team that they are not in; leaving it with the team that owns
    it (`owned_before`) is no gift.
    """
    details = replace(
        details,
        name=one_line(details.name),
        summary=one_line(details.summary),
        category=category_of(one_line(details.category)),
        tags=_tags(details.tags),
        readers=sorted({team.strip() for team in details.readers if team.strip()})
        if details.visibility == RESTRICTED
        else [],
        owner=details.owner.strip() or owned_before or _first_team(user),
    )
    faults = list(_faults(details))
    if faults:
        raise Invalid("invalid", faults=faults)
    if details.owner != owned_before and details.owner not in user.teams and not edits_any(user):
        raise NotAllowed(
            "not_your_team",
            params={"team": details.owner},
            faults=[fault("team_not_yours", "/owner")],
        )
    return details


def accepted_slug(slug: str) -> str:
    """Return an API id that somebody chose, or raise `Invalid`."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        rule = fault("id_rule", "/slug", limit=SLUG_LENGTH)
        raise Invalid("id_invalid", params={"id": slug[:80]}, faults=[rule])
    return slug


def accepted_notes(notes: str) -> str:
    """Return what somebody says about a version, or raise `Invalid`.

    Browsers send lines of a form ended by CRLF, scripts by LF: it is the same text.
    """
    notes = notes.replace("\r\n", "\n")
    if len(notes) > NOTES_LENGTH:
        limit = fault("max_characters", "/notes", limit=NOTES_LENGTH)
        raise Invalid("notes_too_long", faults=[limit])
    return notes


def accepted_address(url: str) -> str:
    """Return the address that a description is served from, or raise `Invalid`.

    Everybody sees it in the API's base URLs, so no credentials may stand in it.
    """
    url = url.strip()
    if len(url) > URL_LENGTH:
        limit = fault("max_characters", "/served_from", limit=URL_LENGTH)
        raise Invalid("invalid", faults=[limit])
    if url and (not is_web_address(url) or urlsplit(url).username is not None):
        raise Invalid("invalid", faults=[fault("not_a_web_address", "/served_from")])
    return url


def _faults(details: ApiDetails) -> Iterable[Fault]:
    for name, limit in (
        ("name", NAME_LENGTH),
        ("summary", SUMMARY_LENGTH),
        ("category", CATEGORY_LENGTH),
        ("owner", TEAM_LENGTH),
        ("support_email", EMAIL_LENGTH),
        ("support_url", URL_LENGTH),
    ):
        if len(getattr(details, name)) > limit:
            yield fault("max_characters", f"/{name}", limit=limit)
    if len(details.tags) > MAX_TAGS:
        yield fault("max_tags", "/tags", limit=MAX_TAGS)
    if len(details.readers) > MAX_READERS:
        yield fault("max_teams", "/readers", limit=MAX_READERS)
    for name, words, limit in (
        ("tags", details.tags, TAG_LENGTH),
        ("readers", details.readers, TEAM_LENGTH),
    ):
        for position, word in enumerate(words):
            if len(word) > limit:
                yield fault("max_characters", f"/{name}/{position}", limit=limit)
    for name, team in (("owner", details.owner), *(("readers", team) for team in details.readers)):
        if not team.isprintable():
            yield fault("team_not_a_line", f"/{name}")
    if details.visibility not in VISIBILITIES:
        yield fault("one_of", "/visibility", allowed=", ".join(VISIBILITIES))
    if details.support_email and not _is_email_address(details.support_email):
        yield fault("not_an_email", "/support_email")
    if details.support_url and not is_web_address(details.support_url):
        yield fault("not_a_web_address", "/support_url")


def _is_email_address(text: str) -> bool:
    return text.isprintable() and bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text))


def is_web_address(url: str) -> bool:
    if " " in url or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _first_team(user: User) -> str:
    if user.teams:
        return user.teams[0]
    if edits_any(user):
        raise Invalid("owner_missing", faults=[fault("required", "/owner")])
    raise NotAllowed("no_team")


def _tags(tags: list[str]) -> list[str]:
    plain = (tag_of(one_line(tag)) for tag in tags)
    return list(dict.fromkeys(tag for tag in plain if tag))
