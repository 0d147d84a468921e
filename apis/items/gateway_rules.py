"""Rules by which the gateway changes calls and answers of an API, as its owner writes them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from apis.items.reserved_fields import FORWARDED_PREFIX, FRAMING, OF_CALLERS, OF_THE_PORTAL
from openapi.common.pointers import pointer_keys
from portal.errors import Fault, fault
from portal.outbound.base_urls import has_parent_segment

HEADER, QUERY, PATH, BODY = "header", "query", "path", "body"
PARTS = (HEADER, QUERY, PATH, BODY)
ADD, SET, REMOVE, RENAME = "add", "set", "remove", "rename"
PREFIX, TEMPLATE = "prefix", "template"
ACTIONS_OF = {
    HEADER: (ADD, SET, REMOVE, RENAME),
    QUERY: (ADD, SET, REMOVE, RENAME),
    PATH: (PREFIX, TEMPLATE),
    BODY: (SET, REMOVE, RENAME),
}
ACTIONS = (ADD, SET, REMOVE, RENAME, PREFIX, TEMPLATE)
REQUEST, RESPONSE = "request", "response"
DIRECTIONS = (REQUEST, RESPONSE)
MAX_RULES = 50
# Of names, paths and pointers; of values; of all rules of a direction together, as they are stored:
# an item has room for 400 KB.
NAME_LENGTH = 500
VALUE_LENGTH = 2_000
RULES_LENGTH = 100_000

# A token of RFC 9110 (5.6.2) but for "_", which WSGI cannot tell from "-".
FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^`|~-]+")
# Visible ASCII, with spaces and tabs inside (RFC 9110, 5.5).
FIELD_VALUE = re.compile(r"(?:[!-~](?:[ \t!-~]*[!-~])?)?")
# Of a path as it is sent (RFC 3986, 3.3); a template has "{name}" in the place of a segment.
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*")
_NAMED_SEGMENT = re.compile(r"\{[A-Za-z0-9_]+\}")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")

RESERVED = {REQUEST: FRAMING | OF_CALLERS, RESPONSE: FRAMING | OF_THE_PORTAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One change of calls or answers, applied in the order of the list it stands in.

    | part   | action             | name               | value                             |
    |--------|--------------------|--------------------|-----------------------------------|
    | header | add, set           | the field's name   | what it says                      |
    | header | remove             | the field's name   |                                   |
    | header | rename             | the field's name   | its new name                      |
    | query  | likewise           | the parameter's name | not yet percent-encoded         |
    | path   | prefix             | "/v1", "" for any  | what takes its place, "" for none |
    | path   | template           | "/pets/{id}"       | "/animals/{id}/full"              |
    | body   | set                | a JSON pointer     | JSON                              |
    | body   | remove             | a JSON pointer     |                                   |
    | body   | rename             | a JSON pointer     | the member's new name             |

    A pointer (RFC 6901) may have "*" where an array stands: each of its items.
    """

    part: str
    action: str
    name: str = ""
    value: str = ""

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return a rule from what is stored, or was sent; whether it is good, `faults` says."""
        return cls(**{name: str(values.get(name) or "") for name in cls.__slots__})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def faults(self, direction: str, at: str = "") -> Iterator[Fault]:
        """Yield what is wrong with the rule, `at` being the pointer of the rule itself."""
        parts = PARTS if direction == REQUEST else (HEADER, BODY)
        if self.part not in parts:
            yield fault("one_of", f"{at}/part", allowed=", ".join(parts))
        elif self.action not in ACTIONS_OF[self.part]:
            yield fault("one_of", f"{at}/action", allowed=", ".join(ACTIONS_OF[self.part]))
        elif len(self.name) > NAME_LENGTH:
            yield fault("max_characters", f"{at}/name", limit=NAME_LENGTH)
        elif len(self.value) > VALUE_LENGTH:
            yield fault("max_characters", f"{at}/value", limit=VALUE_LENGTH)
        elif self.action == REMOVE and self.value:
            yield fault("remove_has_no_value", f"{at}/value")
        else:
            yield from {
                HEADER: _header_faults,
                QUERY: _query_faults,
                PATH: _path_faults,
                BODY: _body_faults,
            }[self.part](self, direction, at)


def rules_of(stored: list[Mapping[str, Any]]) -> list[Rule]:
    return [Rule.from_dict(values) for values in stored]


def faults_of_rules(rules: list[Rule], direction: str, at: str) -> Iterator[Fault]:
    """Yield what is wrong with a direction's rules, `at` being the pointer of their list."""
    if len(rules) > MAX_RULES:
        yield fault("max_rules", at, limit=MAX_RULES)
        return
    if len(json.dumps([rule.as_dict() for rule in rules])) > RULES_LENGTH:
        yield fault("max_characters", at, limit=RULES_LENGTH)
        return
    for position, rule in enumerate(rules):
        yield from rule.faults(direction, f"{at}/{position}")


def reserved_fault(name: str, direction: str, at: str) -> Fault | None:
    """Return why no rule may touch a header field of this name, or None."""
    if not FIELD_NAME.fullmatch(name):
        return fault("field_name_rule", at)
    lowered = name.lower()
    is_forwarded = direction == REQUEST and lowered.startswith(FORWARDED_PREFIX)
    if is_forwarded or lowered in RESERVED[direction]:
        return fault("field_reserved", at, name=name)
    return None


def _header_faults(rule: Rule, direction: str, at: str) -> Iterator[Fault]:
    if found := reserved_fault(rule.name, direction, f"{at}/name"):
        yield found
    if rule.action == RENAME:
        if found := reserved_fault(rule.value, direction, f"{at}/value"):
            yield found
    elif not FIELD_VALUE.fullmatch(rule.value):
        yield fault("field_value_rule", f"{at}/value")


def _query_faults(rule: Rule, direction: str, at: str) -> Iterator[Fault]:
    if not rule.name:
        yield fault("required", f"{at}/name")
    if rule.action == RENAME and not rule.value:
        yield fault("required", f"{at}/value")
    for field, text in (("name", rule.name), ("value", rule.value)):
        if not _is_unicode(text):
            yield fault("not_unicode", f"{at}/{field}")


def _path_faults(rule: Rule, direction: str, at: str) -> Iterator[Fault]:
    for field, path in (("name", rule.name), ("value", rule.value)):
        plain = path
        if rule.action == TEMPLATE:
            plain = "/".join("" if is_named(each) else each for each in path.split("/"))
        elif path.endswith("/"):
            yield fault("prefix_ends_with_slash", f"{at}/{field}")
            continue
        is_empty = not path and rule.action == TEMPLATE and field == "name"
        if is_empty or not _PATH.fullmatch(plain) or has_parent_segment(path):
            yield fault("path_rule", f"{at}/{field}")
    if rule.action == TEMPLATE:
        known = [each for each in rule.name.split("/") if is_named(each)]
        if len(set(known)) < len(known):
            yield fault("segment_named_twice", f"{at}/name")
        unknown = [e for e in rule.value.split("/") if is_named(e) and e not in known]
        if unknown:
            yield fault("segment_unknown", f"{at}/value", name=unknown[0])


def is_named(segment: str) -> bool:
    """Tell whether a template's segment stands for any: "{id}"."""
    return bool(_NAMED_SEGMENT.fullmatch(segment))


def _body_faults(rule: Rule, direction: str, at: str) -> Iterator[Fault]:
    if not _POINTER.fullmatch(rule.name) or not _is_unicode(rule.name):
        yield fault("pointer_rule", f"{at}/name")
    elif not rule.name and rule.action != SET:
        yield fault("pointer_to_all", f"{at}/name")
    elif rule.action == RENAME and pointer_keys(rule.name)[-1] == "*":
        yield fault("pointer_to_items", f"{at}/name")
    if rule.action == SET and not _is_json(rule.value):
        yield fault("rule_value_not_json", f"{at}/value")
    elif not _is_unicode(rule.value):
        yield fault("not_unicode", f"{at}/value")


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
