"""Rules for header fields."""

from collections.abc import Sequence

from apis.gateway.messages import Fields
from apis.items.gateway_rules import ADD, REMOVE, RENAME, SET, Rule


def changed_fields(fields: Fields, rules: Sequence[Rule]) -> Fields:
    """Return the fields as the rules leave them, in their order.

    `set` takes the place of every field of that name, where the first of them stood; so do those
    that `rename` gives a name that others have.
    """
    for rule in rules:
        fields = _changed(fields, rule)
    return fields


def _changed(fields: Fields, rule: Rule) -> Fields:
    wanted, new = rule.name.lower(), rule.value
    is_there = any(name.lower() == wanted for name, _ in fields)
    if rule.action == ADD or (rule.action == SET and not is_there):
        return [*fields, (rule.name, new)]
    if not is_there:
        return fields
    changed: Fields = []
    is_set = False
    for name, value in fields:
        if name.lower() == wanted:
            if rule.action == RENAME:
                changed.append((new, value))
            elif rule.action == SET and not is_set:
                changed.append((rule.name, new))
                is_set = True
        elif rule.action in (REMOVE, SET) or name.lower() != new.lower():
            changed.append((name, value))
    return changed
