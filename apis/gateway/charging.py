"""What a call takes from the limits of its subscription, and what is given back of it.

All calls of an application to an API draw from one count, whatever the key and the version. An
operation with limits of its own counts apart and in addition; a call that either refuses is counted
by neither.
"""

from dataclasses import dataclass, replace

from apis.gateway.access import Caller
from apis.limits.limiter import Limiter, Taken
from apis.limits.policies import Limits, Refusal
from apis.limits.subjects import operation_subject
from portal.dynamo import Unavailable

OF_OPERATION = "operation-"


@dataclass(slots=True)
class _Part:
    subject: str
    limits: Limits
    # Before the names of its policies: each name stands once in an answer.
    prefix: str
    taken: Taken


class Charge:
    """What one call took. `taken` says where its caller stands, and why it was refused."""

    def __init__(self, limiter: Limiter, parts: list[_Part]) -> None:
        self._limiter = limiter
        self._parts = parts

    @property
    def taken(self) -> Taken:
        """Where the caller stands with all policies together."""
        if len(self._parts) == 1:
            return self._parts[0].taken
        named = [_named(part) for part in self._parts]
        refusals = [each.refusal for each in named if each.refusal]
        refusal = None
        if refusals:
            by = tuple(name for each in refusals for name in each.by)
            refusal = Refusal(by, max(each.until for each in refusals))
        return Taken(tuple(s for each in named for s in each.standings), refusal)

    @property
    def refusal(self) -> Refusal | None:
        return self.taken.refusal

    def give_back(self, *, with_rate: bool = False) -> None:
        """Take the call out of the quotas, and out of the rates too where it was not even tried.

        Once: what was given back is no longer taken. An UpdateItem for each part that was counted
        by itself.
        """
        for part in self._parts:
            if part.taken.windows or part.taken.busy_until:
                part.taken = self._limiter.give_back(
                    part.subject, part.limits, part.taken, with_rate=with_rate
                )


def charge(limiter: Limiter, caller: Caller, operation: str) -> Charge:
    """Count a call where all its limits let it pass.

    One UpdateItem as a rule, none where there is no limit, for a leased call and for a refusal that
    is remembered; one more where the operation has limits of its own.
    """
    subject = caller.subject
    whole = (subject, caller.limits, "")
    if caller.own_limits is None:
        taken = limiter.take(subject, caller.limits, seen=caller.seen.get(subject))
        return Charge(limiter, [_Part(*whole, taken)])
    own = (operation_subject(subject, operation), caller.own_limits, OF_OPERATION)
    return _charge_both(limiter, caller, whole, own)


def _charge_both(
    limiter: Limiter, caller: Caller, whole: tuple[str, Limits, str], own: tuple[str, Limits, str]
) -> Charge:
    """Count the call for its operation and then for all calls, or for neither."""
    looks = [
        _Part(*each, limiter.look(*each[:2], seen=caller.seen.get(each[0])))
        for each in (whole, own)
    ]
    if any(part.taken.refusal for part in looks):
        return Charge(limiter, looks)
    of_all, of_operation = looks
    of_operation.taken = limiter.take(*own[:2])
    if of_operation.taken.refusal:
        return Charge(limiter, looks)
    charge = Charge(limiter, looks)
    try:
        of_all.taken = limiter.take(*whole[:2])
    except Unavailable:
        charge.give_back(with_rate=True)
        raise
    if of_all.taken.refusal:
        charge.give_back(with_rate=True)
    return charge


def _named(part: _Part) -> Taken:
    """Return what a part took with its policies named apart from another's."""
    taken, prefix = part.taken, part.prefix
    if not prefix:
        return taken
    standings = tuple(replace(each, name=prefix + each.name) for each in taken.standings)
    refusal = taken.refusal
    if refusal:
        refusal = Refusal(tuple(prefix + name for name in refusal.by), refusal.until)
    return replace(taken, standings=standings, refusal=refusal)
