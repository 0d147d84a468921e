"""Limits in words, and limits of operations as people type them."""

import re
from collections.abc import Mapping

from apis.items.plans import Plan, limits_of
from apis.limits.policies import Limits

PERIODS = {1: "second", 60: "minute", 3600: "hour"}
SECONDS = {name: seconds for seconds, name in PERIODS.items()}
# "5/minute", "burst 10", "100/day"
LIMIT = re.compile(r"(\d{1,15})\s*/\s*(second|minute|hour|day|month)", re.IGNORECASE)
BURST = re.compile(r"burst\s+(?:of\s+)?(\d{1,15})", re.IGNORECASE)


class NotUnderstood(ValueError):
    """A line that names no operation with its limits; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line, self.text = line, text


def in_words(limits: Limits) -> str:
    """Return limits as people read them: "10 calls a second, bursts of 20; 1,000 a day"."""
    parts = []
    if rate := limits.rate:
        period = PERIODS.get(rate.seconds, f"{rate.seconds} seconds")
        article = "an" if period == "hour" else "a"
        calls = f"{rate.calls:,} call{'' if rate.calls == 1 else 's'} {article} {period}"
        parts.append(calls if rate.burst == rate.calls else f"{calls}, bursts of {rate.burst:,}")
    parts += [f"{quota:,} a {window.name}" for window, quota in limits.quotas]
    if not parts:
        return "No limits"
    return "; ".join(parts if limits.rate else [_with_noun(parts[0]), *parts[1:]])


def _with_noun(quota: str) -> str:
    """Return "1,000 a day" with what is counted: the first limit named says it."""
    count, _, rest = quota.partition(" ")
    return f"{count} call{'' if count == '1' else 's'} {rest}"


def limits_of_operations(plan: Plan) -> list[tuple[str, str]]:
    """Return the operations that a plan limits further, each with its limits in words."""
    return [
        (operation, in_words(limits_of(values)))
        for operation, values in plan.operation_limits.items()
    ]


def as_text(operation_limits: Mapping[str, Mapping[str, int | None]]) -> str:
    """Return limits of operations as `operation_limits_in` reads them, an operation a line."""
    return "\n".join(
        f"{operation} {', '.join(_parts(values))}" for operation, values in operation_limits.items()
    )


def _parts(values: Mapping[str, int | None]) -> list[str]:
    parts = []
    if calls := values.get("rate_calls"):
        parts.append(f"{calls}/{PERIODS.get(values.get('rate_seconds') or 1, 'second')}")
    if burst := values.get("burst"):
        parts.append(f"burst {burst}")
    for name, period in (("per_day", "day"), ("per_month", "month")):
        if quota := values.get(name):
            parts.append(f"{quota}/{period}")
    return parts


def operation_limits_in(text: str) -> dict[str, dict[str, int | None]]:
    """Return the limits that lines such as "POST /orders 5/minute, burst 10, 100/day" name.

    Raises `NotUnderstood` for a line that does not, or names an operation again.
    """
    found: dict[str, dict[str, int | None]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        method, path, limits = (*line.split(None, 2), "", "", "")[:3]
        operation = f"{method.upper()} {path}"
        values = _limits_in(limits)
        if values is None or operation in found:
            raise NotUnderstood(number, line.strip())
        found[operation] = values
    return found


def _limits_in(text: str) -> dict[str, int | None] | None:
    values: dict[str, int | None] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        if match := BURST.fullmatch(part):
            given = {"burst": int(match[1])}
        elif match := LIMIT.fullmatch(part):
            given = _limit(int(match[1]), match[2].lower())
        else:
            return None
        if given.keys() & values.keys():
            return None
        values |= given
    return values or None


def _limit(count: int, period: str) -> dict[str, int]:
    if period in SECONDS:
        return {"rate_calls": count, "rate_seconds": SECONDS[period]}
    return {f"per_{period}": count}
