"""What a key of an application may be, and a new one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings

from apis.items import SLUG, SLUG_LENGTH, Api
from apis.items.applications import Application, ApplicationKey
from portal import clock
from portal.accounts.key_format import LIVE, SANDBOX, hint_of, new_secret
from portal.accounts.keys import require_label
from portal.accounts.models import User
from portal.errors import Fault, Invalid, fault
from portal.messages import text_in_words

# A key that is made, and its secret: "" where a copy of the request asked again.
Made = tuple[ApplicationKey, str]

KINDS = (LIVE, SANDBOX)
MAX_SCOPES, MAX_DAYS = 20, 3650


def accepted(
    user: User, *, label: str, kind: str, days: int | None, scopes: Sequence[str]
) -> list[str]:
    """Return the scopes as they are stored, or raise `Invalid` for what a key cannot have."""
    require_label(label)
    scopes = list(dict.fromkeys(scopes))
    faults: list[Fault] = []
    if kind not in KINDS:
        faults.append(fault("one_of", "/kind", allowed=", ".join(KINDS)))
    if days is not None and not 0 < days <= MAX_DAYS:
        faults.append(fault("days_between", "/days", limit=MAX_DAYS))
    if len(scopes) > MAX_SCOPES:
        faults.append(fault("max_scopes", "/scopes", limit=MAX_SCOPES))
    else:
        faults += _unknown(user, scopes)
    if faults:
        raise Invalid("invalid", faults=faults)
    return scopes


def _unknown(user: User, slugs: Sequence[str]) -> Iterable[Fault]:
    """Yield a fault for each id that is no API's, or of one that this person may not see."""
    possible = [each for each in slugs if len(each) <= SLUG_LENGTH and SLUG.fullmatch(each)]
    found = Api.fetch_all(map(Api.key, possible)) if possible else []
    seen = {api.slug for api in found if api.can_be_seen_by(user)}
    for position, slug in enumerate(slugs):
        if slug not in seen:
            yield fault("api_unknown", f"/scopes/{position}", id=slug[:SLUG_LENGTH])


def new_key(
    user: User,
    application: Application,
    *,
    label: str,
    kind: str,
    days: int | None,
    scopes: Sequence[str],
) -> Made:
    """Return a key that is not written yet, for as many days as administrators let it hold."""
    secret = new_secret(kind)
    cap = settings.KEY_MAX_DAYS
    if cap:
        days = min(days or cap, cap)
    key = ApplicationKey(
        *ApplicationKey.key(secret),
        app_id=application.app_id,
        kind=kind,
        label=label,
        hint=hint_of(secret),
        scopes=list(scopes),
        created_by=user.profile.ref,
        created_at=clock.now(),
        made_for_days=days,
    )
    key.set_place()
    if days:
        key.end_at(clock.epoch(key.created_at + timedelta(days=days)))
    return key, secret


def shortened(key: ApplicationKey, asked_days: int | None) -> str:
    """Return a sentence where a key ends before what was asked for; else ""."""
    if key.days == asked_days:
        return ""
    return text_in_words("key_shortened", {"days": key.days}) or ""
