"""The owner's rules, applied: what of a call and of an answer becomes different.

Nothing here reads a setting or asks another service. `change_call` and `change_answer` return new
objects; what no rule names stays byte for byte. Bodies are read only where a rule is about them, at
most `bodies.MAX_BODY_BYTES` of each: a larger one, or one that is no JSON, passes as it is, so a
rule that removes a field is no way to keep a secret.
"""

from collections.abc import Sequence
from dataclasses import replace

from apis.gateway.messages import Answer, Call, Fields, tokens_of, without
from apis.gateway.rules.bodies import answer_with_changed_body, call_with_changed_body
from apis.gateway.rules.headers import changed_fields
from apis.gateway.rules.paths import changed_path
from apis.gateway.rules.queries import changed_query
from apis.items.gateway_rules import BODY, HEADER, PATH, QUERY, Rule, rules_of

__all__ = ["Rule", "change_answer", "change_call", "rules_of"]


def change_call(call: Call, rules: Sequence[Rule], *, response_rules: Sequence[Rule] = ()) -> Call:
    """Return the call as the upstream is to get it.

    Where `response_rules` are about the body, the upstream is asked for all of it, without a
    content coding: nothing can be changed in a part, or in what is compressed. Raises what reading
    the call's body raises.
    """
    by_part = _by_part(rules)
    fields = call.fields
    if by_part[HEADER]:
        # First what the client says of this one connection (RFC 9110, 7.6.1): naming a field there
        # must not undo what a rule says of it.
        fields = changed_fields(_without_nominated(fields), by_part[HEADER])
    if any(rule.part == BODY for rule in response_rules):
        fields = [*without(fields, "Accept-Encoding", "If-Range", "Range")]
        fields.append(("Accept-Encoding", "identity"))
    changed = replace(
        call,
        fields=fields,
        path=changed_path(call.path, by_part[PATH]),
        query=changed_query(call.query, by_part[QUERY]),
    )
    return call_with_changed_body(changed, by_part[BODY]) if by_part[BODY] else changed


def change_answer(answer: Answer, rules: Sequence[Rule]) -> Answer:
    """Return an upstream's answer as the client is to get it.

    It streams as before unless a rule is about its body. Raises what reading the body raises, and
    then the upstream's connection is closed.
    """
    by_part = _by_part(rules)
    changed = replace(answer, fields=changed_fields(answer.fields, by_part[HEADER]))
    return answer_with_changed_body(changed, by_part[BODY]) if by_part[BODY] else changed


def _by_part(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {HEADER: [], QUERY: [], PATH: [], BODY: []}
    for rule in rules:
        found[rule.part].append(rule)
    return found


def _without_nominated(fields: Fields) -> Fields:
    """Return the fields without Connection and those it names, which cannot be the framing."""
    nominated = set(tokens_of(fields, "Connection")) - {"content-length", "host"}
    return without(fields, "Connection", *nominated)
