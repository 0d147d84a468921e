"""Rules for the path behind the version, as it is sent."""

from collections.abc import Sequence

from apis.items.gateway_rules import PREFIX, Rule, is_named
from portal.outbound.base_urls import has_parent_segment


def changed_path(path: str, rules: Sequence[Rule]) -> str:
    """Return a path as the rules leave it, percent-encoding untouched.

    A prefix ends where a segment does: "/v1" is one of "/v1" and "/v1/a", not of "/v10". A template
    is of the whole path; "{id}" stands for one segment that is not empty and does not climb ("..").
    """
    for rule in rules:
        path = _with_prefix(path, rule) if rule.action == PREFIX else _by_template(path, rule)
    return path


def _with_prefix(path: str, rule: Rule) -> str:
    rest = path.removeprefix(rule.name)
    if not path.startswith(rule.name) or (rest and not rest.startswith("/")):
        return path
    return rule.value + rest


def _by_template(path: str, rule: Rule) -> str:
    wanted, found = rule.name.split("/"), path.split("/")
    if len(wanted) != len(found):
        return path
    values: dict[str, str] = {}
    for expected, segment in zip(wanted, found, strict=True):
        if is_named(expected) and segment and not has_parent_segment(segment):
            values[expected] = segment
        elif expected != segment:
            return path
    return "/".join(values.get(each, each) for each in rule.value.split("/"))
