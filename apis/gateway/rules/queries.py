"""Rules for query parameters, on the query as it is sent."""

from collections.abc import Sequence
from urllib.parse import quote_plus, unquote_plus

from apis.items.gateway_rules import ADD, REMOVE, RENAME, SET, Rule


def changed_query(query: str, rules: Sequence[Rule]) -> str:
    """Return a query as the rules leave it; parameters that none of them names stay byte for byte.

    Names are compared as they read decoded ("a%20b", "a+b"). `set` takes the place of every
    parameter of the name, where the first of them stood; `rename` keeps what stands behind "=", and
    takes the place of those that have the new name.
    """
    if not rules:
        return query
    parts = query.split("&") if query else []
    for rule in rules:
        parts = _changed(parts, rule)
    return "&".join(parts)


def _changed(parts: list[str], rule: Rule) -> list[str]:
    pair = f"{quote_plus(rule.name)}={quote_plus(rule.value)}"
    is_there = any(_name(part) == rule.name for part in parts)
    if rule.action == ADD or (rule.action == SET and not is_there):
        return [*parts, pair]
    if not is_there:
        return parts
    changed: list[str] = []
    is_set = False
    for part in parts:
        if _name(part) == rule.name:
            if rule.action == RENAME:
                _, equals, value = part.partition("=")
                changed.append(f"{quote_plus(rule.value)}{equals}{value}")
            elif rule.action == SET and not is_set:
                changed.append(pair)
                is_set = True
        elif rule.action in (REMOVE, SET) or _name(part) != rule.value:
            changed.append(part)
    return changed


def _name(part: str) -> str | None:
    """Return a parameter's name, decoded; None where there is no parameter, as between "&&"."""
    return unquote_plus(part.partition("=")[0]) if part else None
