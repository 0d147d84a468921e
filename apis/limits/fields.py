"""What an answer says of its caller's limits, as header fields.

RateLimit-Policy and RateLimit as draft-ietf-httpapi-ratelimit-headers-11 has them: Lists of
Strings with integer parameters (RFC 9651). Retry-After in seconds (RFC 9110, 10.2.3).
"""

from apis.limits.limiter import Taken
from apis.limits.policies import SECOND, Standing

Fields = list[tuple[str, str]]


def limit_fields(taken: Taken, now: int) -> Fields:
    """Return the fields of an answer at `now`; none where nothing limits the caller."""
    if not taken.standings:
        return []
    policies = (f'"{s.name}";q={s.quota};w={s.window_seconds}' for s in taken.standings)
    states = (f'"{s.name}";r={s.remaining};t={_seconds(s.resets_at, now)}' for s in taken.standings)
    fields = [("RateLimit-Policy", ", ".join(policies)), ("RateLimit", ", ".join(states))]
    if taken.refusal:
        # Never early: a client that waits so long passes.
        fields.append(("Retry-After", str(max(1, _seconds(taken.refusal.until, now)))))
    return fields


def older_fields(taken: Taken, now: int) -> Fields:
    """Return the three X-RateLimit fields that many clients read, about the policy that is nearest
    to its end; the reset is in seconds from now, as most servers have it."""
    if not taken.standings:
        return []
    nearest = min(taken.standings, key=_part_left)
    return [
        ("X-RateLimit-Limit", str(nearest.quota)),
        ("X-RateLimit-Remaining", str(nearest.remaining)),
        ("X-RateLimit-Reset", str(_seconds(nearest.resets_at, now))),
    ]


def _part_left(standing: Standing) -> float:
    return standing.remaining / max(1, standing.quota)


def _seconds(moment: int, now: int) -> int:
    return max(0, -((now - moment) // SECOND))
