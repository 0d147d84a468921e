"""Owners' rules: what of calls and answers becomes different, and what stays byte for byte."""

import json
from collections.abc import Iterator
from io import BytesIO

import pytest

from apis.gateway.messages import Answer, Call, Fields
from apis.gateway.rules import Rule, change_answer, change_call
from apis.gateway.rules.bodies import MAX_BODY_BYTES
from apis.items.gateway_rules import REQUEST, RESPONSE, faults_of_rules

JSON = ("Content-Type", "application/json")


def rule(part: str, action: str, name: str = "", value: str = "") -> Rule:
    return Rule(part=part, action=action, name=name, value=value)


def call(
    *,
    path: str = "/a",
    query: str = "",
    fields: Fields | None = None,
    body: bytes = b"",
    length: int | None = None,
) -> Call:
    return Call(
        method="POST",
        api="pets",
        version="v1",
        path=path,
        query=query,
        fields=fields or [],
        body=BytesIO(body),
        length=length,
    )


class Pieces:
    """An upstream's body that notes how much of it was read, and whether it was closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.taken = 0
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    ("action", "name", "value", "expected"),
    [
        ("add", "X-A", "3", [("X-A", "1"), ("x-a", "2"), ("X-B", "b"), ("X-A", "3")]),
        ("set", "x-A", "3", [("x-A", "3"), ("X-B", "b")]),
        ("set", "X-C", "3", [("X-A", "1"), ("x-a", "2"), ("X-B", "b"), ("X-C", "3")]),
        ("remove", "x-a", "", [("X-B", "b")]),
        ("remove", "X-C", "", [("X-A", "1"), ("x-a", "2"), ("X-B", "b")]),
        ("rename", "x-a", "X-C", [("X-C", "1"), ("X-C", "2"), ("X-B", "b")]),
        # What a client sends under the new name itself does not stand beside it.
        ("rename", "X-A", "x-b", [("x-b", "1"), ("x-b", "2")]),
        ("rename", "X-C", "X-B", [("X-A", "1"), ("x-a", "2"), ("X-B", "b")]),
    ],
)
def test_header_fields(action, name, value, expected):
    fields = [("X-A", "1"), ("x-a", "2"), ("X-B", "b")]
    changed = change_call(call(fields=fields), [rule("header", action, name, value)])
    assert changed.fields == expected
    answer = change_answer(Answer(status=404, fields=fields), [rule("header", action, name, value)])
    assert answer.fields == expected


def test_a_client_cannot_switch_a_field_off_by_naming_it_in_connection():
    fields = [("Connection", "close, X-Tenant"), ("X-Tenant", "evil"), ("Host", "h")]
    changed = change_call(call(fields=fields), [rule("header", "set", "X-Tenant", "ours")])
    assert changed.fields == [("Host", "h"), ("X-Tenant", "ours")]


@pytest.mark.parametrize(
    ("action", "name", "value", "query", "expected"),
    [
        ("add", "b", "x y&=%", "a=1", "a=1&b=x+y%26%3D%25"),
        ("add", "b", "1", "", "b=1"),
        ("set", "a", "3", "a=1&b=%7e&a=2&&c", "a=3&b=%7e&&c"),
        ("set", "q", "1", "a=%2F", "a=%2F&q=1"),
        ("remove", "a", "", "a=1&b=%7E&a=2", "b=%7E"),
        ("remove", "a", "", "a", ""),
        ("remove", "x", "", "&&a=+%20&", "&&a=+%20&"),
        ("rename", "a", "z z", "a=%2f%2F&b=2&a", "z+z=%2f%2F&b=2&z+z"),
        ("rename", "a", "b", "b=theirs&a=1", "b=1"),
        # A name is compared as it reads, however it is written.
        ("remove", "a b", "", "a%20b=1&a+b=2&%61+b=3&ab=4", "ab=4"),
        ("remove", "é", "", "%C3%A9=1&%E9=2", "%E9=2"),
    ],
)
def test_query_parameters(action, name, value, query, expected):
    changed = change_call(call(query=query), [rule("query", action, name, value)])
    assert changed.query == expected


@pytest.mark.parametrize(
    ("action", "name", "value", "path", "expected"),
    [
        ("prefix", "/v1", "/api/v2", "/v1/a%2Fb/", "/api/v2/a%2Fb/"),
        ("prefix", "/v1", "/api", "/v1", "/api"),
        ("prefix", "/v1", "/api", "/v10", "/v10"),
        ("prefix", "/v1", "", "/v1/a", "/a"),
        ("prefix", "/v1", "", "/v1", ""),
        ("prefix", "", "/api", "/a", "/api/a"),
        ("prefix", "", "/api", "", "/api"),
        ("prefix", "/a", "/b", "/c/a", "/c/a"),
        ("template", "/pets/{id}", "/animals/{id}/full", "/pets/a%2Fb", "/animals/a%2Fb/full"),
        ("template", "/{a}/{b}", "/{b}/{a}", "/1/2", "/2/1"),
        ("template", "/pets/{id}", "/x/{id}", "/pets/1/2", "/pets/1/2"),
        ("template", "/pets/{id}", "/x/{id}", "/pets/", "/pets/"),
        # A segment that would climb is none to put elsewhere.
        ("template", "/pets/{id}", "/x/{id}/secret", "/pets/%2E.", "/pets/%2E."),
    ],
)
def test_paths(action, name, value, path, expected):
    assert change_call(call(path=path), [rule("path", action, name, value)]).path == expected


DOCUMENT = (
    b'{"id": 12345678901234567890, "price": 1.10, "big": 1e400, "nil": -0, "s": "1.10",'
    b' "items": [{"a": 1, "b": null}, {"a": 2.50}], "a/b": {"m~n": "\xc3\xa9"}}'
)


@pytest.mark.parametrize(
    ("action", "name", "value", "expected"),
    [
        ("remove", "/items/0", "", ['"items":[{"a":2.50}]']),
        ("remove", "/items/*/a", "", ['"items":[{"b":null},{}]']),
        ("remove", "/items/*", "", ['"items":[]']),
        ("remove", "/a~1b/m~0n", "", ['"a/b":{}']),
        ("set", "/items/-", "3.00", ['{"a":2.50},3.00]']),
        ("set", "/items/1", "[]", ['{"a":1,"b":null},[]]']),
        ("set", "/items/*/c", '{"d": 1.0}', ['"b":null,"c":{"d":1.0}}', '"c":{"d":1.0}}]']),
        ("set", "/price", "-0", ['"price":-0,"big"']),
        ("set", "", "[1.0]", ["[1.0]"]),
        ("rename", "/price", "cost", ['"cost":1.10,"big":1e400,"nil":-0,"s":"1.10"']),
        ("rename", "/items/*/a", "b", ['"items":[{"b":1},{"b":2.50}]']),
    ],
)
def test_json_bodies_keep_numbers_and_order(action, name, value, expected):
    sent = call(fields=[JSON, ("content-length", "1")], body=DOCUMENT, length=len(DOCUMENT))
    changed = change_call(sent, [rule("body", action, name, value)])
    data = changed.body.read()
    for each in expected:
        assert each in data.decode()
    assert changed.fields == [JSON, ("Content-Length", str(len(data)))]
    assert changed.length == len(data)
    if name:
        assert data.startswith(b'{"id":12345678901234567890,')
    answer = Answer(status=200, fields=[JSON, ("ETag", '"1"'), ("Digest", "x")], body=[DOCUMENT])
    changed_answer = change_answer(answer, [rule("body", action, name, value)])
    assert b"".join(changed_answer.body) == data
    length = ("Content-Length", str(len(data)))
    assert changed_answer.fields == [JSON, ("ETag", '"1"'), length]


@pytest.mark.parametrize(
    "pointer", ["/items/2", "/items/01", "/items/x", "/nothing/a", "/s/a", "/items/-", "/items/1e0"]
)
def test_a_pointer_to_nothing_changes_nothing(pointer):
    sent = call(fields=[JSON], body=DOCUMENT, length=len(DOCUMENT))
    changed = change_call(sent, [rule("body", "remove", pointer)])
    assert changed.body.read() == DOCUMENT
    assert changed.length == len(DOCUMENT)


REMOVE_ID = rule("body", "remove", "/id")


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ([("Content-Type", "text/plain")], DOCUMENT),
        ([("Content-Type", "application/jsonp")], DOCUMENT),
        ([], DOCUMENT),
        ([JSON, ("Content-Encoding", "gzip")], DOCUMENT),
        ([JSON], b'{"id": NaN}'),
        ([JSON], b'{"id": 1'),
        ([JSON], b'{"id": "\xff"}'),
        ([JSON], b'{"id": ' + b"[" * 100_000),
        ([JSON], b'{"id": 1, "x": "' + b"x" * MAX_BODY_BYTES + b'"}'),
    ],
)
@pytest.mark.parametrize("has_length", [True, False])
def test_what_is_no_json_of_bearable_size_passes_untouched(fields, body, has_length):
    length = len(body) if has_length else None
    fields = [*fields, ("Content-Length", str(length))] if has_length else fields
    sent = call(fields=fields, body=body, length=length)
    changed = change_call(sent, [REMOVE_ID])
    assert (changed.fields, changed.length) == (fields, length)
    assert b"".join(iter(lambda: changed.body.read(65536), b"")) == body
    pieces = Pieces(*(body[start : start + 65536] for start in range(0, len(body), 65536)))
    answer = change_answer(Answer(status=200, fields=fields, body=pieces), [REMOVE_ID])
    assert answer.fields == fields
    assert b"".join(answer.body) == body


@pytest.mark.parametrize(
    "media_type", ["application/problem+json; charset=utf-8", "APPLICATION/JSON"]
)
def test_all_kinds_of_json_are_changed(media_type):
    fields = [("Content-Type", media_type)]
    answer = change_answer(Answer(status=404, fields=fields, body=[b'{"id"', b":1}"]), [REMOVE_ID])
    assert b"".join(answer.body) == b"{}"


def test_a_large_answer_streams_and_is_closed_once_read():
    pieces = Pieces(*([b"x" * 100_000] * 100))
    answer = change_answer(Answer(status=200, fields=[JSON], body=pieces), [REMOVE_ID])
    assert pieces.taken == 11
    answer.body.close()  # type: ignore[attr-defined]
    assert pieces.is_closed


def test_an_answer_that_is_read_whole_is_closed():
    pieces = Pieces(b'{"id":', b"1}")
    change_answer(Answer(status=200, fields=[JSON], body=pieces), [REMOVE_ID])
    assert pieces.is_closed


def test_an_answer_that_no_rule_reads_stays_a_stream():
    pieces = Pieces(b"{}")
    rules = [rule("header", "remove", "Server")]
    changed = change_answer(Answer(status=200, fields=[("Server", "u")], body=pieces), rules)
    assert (changed.fields, changed.body, pieces.taken) == ([], pieces, 0)


def test_the_answer_to_head_says_no_length_that_is_not_so():
    fields = [JSON, ("Content-Length", "10")]
    assert change_answer(Answer(status=200, fields=fields, body=[]), [REMOVE_ID]).fields == [JSON]


def test_what_is_to_be_changed_is_asked_for_whole_and_uncompressed():
    fields = [("Accept-Encoding", "gzip, br"), ("Range", "bytes=0-9"), ("X-A", "1")]
    changed = change_call(call(fields=fields), [], response_rules=[REMOVE_ID])
    assert changed.fields == [("X-A", "1"), ("Accept-Encoding", "identity")]
    assert change_call(call(fields=fields), []).fields == fields


def test_a_part_of_an_answer_passes_untouched():
    answer = Answer(status=206, fields=[JSON], body=[b'{"id":1}'])
    assert change_answer(answer, [REMOVE_ID]).body == [b'{"id":1}']


def test_a_small_body_does_not_become_a_huge_one():
    body = json.dumps({"items": [{}] * 100_000}).encode()
    sent = call(fields=[JSON], body=body, length=len(body))
    grown = rule("body", "set", "/items/*/a", json.dumps("x" * 1900))
    assert change_call(sent, [grown]).body.read() == body


def test_no_body_can_smuggle_json_in_by_its_strings():
    body = json.dumps({"id": 1, "s": 'abc123"}],{"admin":1}', "n": 1.5}).encode()
    sent = call(fields=[JSON], body=body, length=len(body))
    read = json.loads(change_call(sent, [REMOVE_ID]).body.read())
    assert read == {"s": 'abc123"}],{"admin":1}', "n": 1.5}


def test_rules_apply_in_their_order():
    rules = [
        rule("header", "set", "X-A", "1"),
        rule("header", "rename", "X-A", "X-B"),
        rule("header", "set", "X-A", "2"),
    ]
    assert change_call(call(), rules).fields == [("X-B", "1"), ("X-A", "2")]


@pytest.mark.parametrize(
    ("direction", "bad", "code", "pointer"),
    [
        (REQUEST, rule("header", "set", "X-A", "a\r\nX-B: c"), "field_value_rule", "/value"),
        (REQUEST, rule("header", "set", "X-A", " a"), "field_value_rule", "/value"),
        (REQUEST, rule("header", "add", "X A", "a"), "field_name_rule", "/name"),
        (REQUEST, rule("header", "add", "X-A\n", "a"), "field_name_rule", "/name"),
        (REQUEST, rule("header", "add", "X_A", "a"), "field_name_rule", "/name"),
        (REQUEST, rule("header", "rename", "X-A", "X:B"), "field_name_rule", "/value"),
        *(
            (REQUEST, rule("header", "set", name, "a"), "field_reserved", "/name")
            for name in ("Host", "content-length", "Connection", "TE", "X-Forwarded-User")
        ),
        # The caller's key or session must not reach an upstream under another name.
        *(
            (REQUEST, rule("header", "rename", name, "X-A"), "field_reserved", "/name")
            for name in ("Cookie", "X-API-Key", "Authorization")
        ),
        (REQUEST, rule("header", "rename", "X-A", "X-Forwarded-For"), "field_reserved", "/value"),
        *(
            (RESPONSE, rule("header", "set", name, "a"), "field_reserved", "/name")
            for name in ("Set-Cookie", "Content-Security-Policy", "Location", "Clear-Site-Data")
        ),
        (RESPONSE, rule("header", "rename", "X-A", "set-cookie"), "field_reserved", "/value"),
        (RESPONSE, rule("query", "set", "a", "b"), "one_of", "/part"),
        (REQUEST, rule("path", "set", "/a", "/b"), "one_of", "/action"),
        (REQUEST, rule("cookie", "set", "a", "b"), "one_of", "/part"),
        (REQUEST, rule("header", "remove", "X-A", "b"), "remove_has_no_value", "/value"),
        (REQUEST, rule("query", "add", "", "b"), "required", "/name"),
        (REQUEST, rule("path", "prefix", "/a/", "/b"), "prefix_ends_with_slash", "/name"),
        (REQUEST, rule("path", "prefix", "a", "/b"), "path_rule", "/name"),
        (REQUEST, rule("path", "prefix", "/a", "/../b"), "path_rule", "/value"),
        (REQUEST, rule("path", "prefix", "/a", "/%2e%2E/b"), "path_rule", "/value"),
        (REQUEST, rule("path", "prefix", "/a", "/b?c=d"), "path_rule", "/value"),
        (REQUEST, rule("path", "prefix", "/a", "//evil\\"), "path_rule", "/value"),
        (REQUEST, rule("path", "template", "/{a}/{a}", "/{a}"), "segment_named_twice", "/name"),
        (REQUEST, rule("path", "template", "/{a}", "/{b}"), "segment_unknown", "/value"),
        (REQUEST, rule("body", "remove", "a"), "pointer_rule", "/name"),
        (REQUEST, rule("body", "remove", "/a~2"), "pointer_rule", "/name"),
        (REQUEST, rule("body", "remove", ""), "pointer_to_all", "/name"),
        (REQUEST, rule("body", "rename", "/a/*", "b"), "pointer_to_items", "/name"),
        (REQUEST, rule("body", "set", "/a", "{"), "rule_value_not_json", "/value"),
        (REQUEST, rule("body", "set", "/a", "NaN"), "rule_value_not_json", "/value"),
        (REQUEST, rule("header", "set", "X-A", "a" * 2001), "max_characters", "/value"),
    ],
)
def test_what_no_rule_may_do_is_refused_with_its_place(direction, bad, code, pointer):
    good = (
        rule("header", "remove", "Server")
        if direction == RESPONSE
        else rule("query", "remove", "a")
    )
    found = list(faults_of_rules([good, bad], direction, "/rules"))
    assert [(each.code, each.pointer) for each in found] == [(code, f"/rules/1{pointer}")]


def test_there_are_at_most_fifty_rules():
    rules = [rule("query", "remove", "a")] * 51
    assert [each.code for each in faults_of_rules(rules, REQUEST, "/rules")] == ["max_rules"]
    assert not list(faults_of_rules(rules[:50], REQUEST, "/rules"))
