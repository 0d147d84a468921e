"""Bytes that cannot be used are answered with a status, a message and a place."""

import os

import pytest

from openapi.findings import DescriptionError
from openapi.read import read
from openapi.read.description import Limits
from tests.openapi.builders import YAML, as_bytes, openapi, with_schemas


def refusal(data: bytes, **limits: int) -> DescriptionError:
    with pytest.raises(DescriptionError) as caught:
        read(data, limits=Limits(**limits))
    return caught.value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"hello", "single value"),
        (b"[1, 2]", "a list"),
        (b"- a\n- b\n", "a list"),
        (b"null", "single value"),
        (b"<!doctype html><title>Sign in</title>", "web page"),
        (b'{"hello": "world"}', "neither"),
        (b"hello: world\n", "neither"),
        (b'{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}}', "no “paths”"),
        (b'{"openapi": "3.0.0", "paths": []}', "“paths” must be an object"),
        (b'{"openapi": "4.0.0", "paths": {}}', "not a version known"),
        (b'{"swagger": "1.2", "paths": {}}', "not a version known"),
        (b'{"openapi": "2.0", "paths": {}}', "not a version known"),
        (b'{"openapi": {"a": 1}, "paths": {}}', "not a version known"),
    ],
)
def test_what_is_no_description_is_422(data, says):
    error = refusal(data)
    assert error.status == 422
    assert says in error.findings[0].message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b'{"openapi": "3.0.0",\n "info": "\xff"}', "not valid UTF-8"),
    ],
)
def test_what_is_no_text_is_400(data, says):
    error = refusal(data)
    assert error.status == 400
    assert says in error.findings[0].message


def test_broken_encoding_is_located():
    finding = refusal(b'{"openapi": "3.0.0",\n "info": "\xff"}').findings[0]
    assert (finding.line, finding.column) == (2, 11)


def test_what_is_repeated_of_a_text_cannot_turn_the_words_around_it():
    data = as_bytes(with_schemas(A={"$ref": "a\u202egpj.yaml\nb"}))
    assert refusal(data).findings[0].message.startswith("“a gpj.yaml b” points outside")


def test_random_bytes_never_crash():
    for length in range(1, 200):
        with pytest.raises(DescriptionError):
            read(os.urandom(length))


def test_over_the_size_limit_is_413_before_parsing():
    error = refusal(b"{" * 101, bytes=100)
    assert error.status == 413


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'{\n "openapi": "3.0.0"\n "info": 1}', (3, 2)),
        (b'{\n "openapi": "3.0.0', (2, 13)),
        (b'{"openapi": "3.0.0",\n "paths": NaN}', (2, 11)),
        (b'{"openapi": "3.0.0",\n "paths": -Infinity}', (2, 11)),
        (b'{"openapi": "3.0.0",\n "x": ' + b"9" * 100_000 + b"}", (2, 7)),
        (b"openapi: 3.0.0\ninfo: [\n", (3, 1)),
        (b"openapi: 3.0.0\na: b: c\n", (2, 5)),
        (b"openapi: 3.0.0\nx: \x07\n", (2, 4)),
        (b"openapi: 3.0.0\n---\nopenapi: 3.0.0\n", (2, 1)),
        (b"openapi: 3.0.0\n[a]: 1\n", (2, 1)),
        (b"openapi: 3.0.0\nx: *missing\n", (2, 4)),
        (b"openapi: 3.0.0\nx: !!python/object/apply:os.system [id]\n", (2, 4)),
        (b"openapi: 3.0.0\nx: !Ref a\n", (2, 4)),
    ],
)
def test_syntax_errors_have_line_and_column(data, place):
    error = refusal(data)
    assert error.status == 422
    assert (error.findings[0].line, error.findings[0].column) == place


@pytest.mark.parametrize("depth", [200, 1_000, 100_000])
@pytest.mark.parametrize("form", ["json list", "json object", "yaml flow", "yaml dashes"])
def test_deep_nesting_is_answered_with_its_place(depth, form):
    json_start = '{"openapi": "3.0.0", "paths": {}, "x-a": '
    data = {
        "json list": json_start + "[" * depth + "]" * depth + "}",
        "json object": json_start + '{"a":' * depth + "1" + "}" * depth + "}",
        "yaml flow": "openapi: 3.0.0\nx-a: " + "[" * depth + "]" * depth,
        "yaml dashes": "openapi: 3.0.0\nx-a:\n  " + "- " * depth + "a",
    }[form]

    finding = refusal(data.encode()).findings[0]

    assert "nested more than 128" in finding.message
    assert finding.pointer.startswith(("/x-a/0/0/0", "/x-a/a/a/a"))
    assert finding.line is not None


def test_depth_counts_through_yaml_aliases():
    chain = "".join(f"x-{i + 1}: &k{i + 1} [*k{i}]\n" for i in range(200))
    finding = refusal(YAML + b"x-0: &k0 [a]\n" + chain.encode()).findings[0]
    assert "nested more than 128" in finding.message
    # The document itself is the first level and x-0 the second.
    assert finding.pointer == "/x-127/0"
    assert finding.line == YAML.count(b"\n") + 128


def test_a_yaml_alias_bomb_is_refused_where_it_goes_off():
    levels = "".join(f"x-{i + 1}: &k{i + 1} [{', '.join([f'*k{i}'] * 9)}]\n" for i in range(12))
    finding = refusal(YAML + b"x-0: &k0 [x, x, x]\n" + levels.encode()).findings[0]
    assert "aliases repeat more than" in finding.message
    assert finding.pointer.startswith("/x-")
    assert finding.line is not None


def test_a_bomb_of_merge_keys_is_refused():
    base = "x-a: &a {" + ", ".join(f"k{i}: {i}" for i in range(1_000)) + "}\n"
    merges = "".join(f"x-{i}: {{<<: *a}}\n" for i in range(1_000))
    assert "aliases repeat" in refusal(YAML + (base + merges).encode()).findings[0].message


def test_an_alias_to_what_it_stands_in_is_refused():
    finding = refusal(YAML + b"x-a: &a\n  b: [*a]\n").findings[0]
    assert "stands inside what it names" in finding.message
    assert (finding.pointer, finding.line) == ("/x-a/b/0", 12)


@pytest.mark.parametrize("more", ["", "#" * 3_000_000 + "\n"])
def test_tags_that_would_take_minutes_to_declare_are_refused(more):
    declared = "".join(f"%TAG !a{i}! tag:x{i}\n" for i in range(100_000))
    finding = refusal((declared + more + "---\n").encode() + YAML).findings[0]
    assert "Too many tags" in finding.message
    assert (finding.line, finding.column) == (101, 1)


def test_a_long_name_is_not_repeated_for_each_fault_in_it():
    schema = {"properties": {f"p{i}": {"$ref": "x.yaml"} for i in range(150)}}
    error = refusal(as_bytes(with_schemas(**{"A" * 100_000: schema})))
    assert len(error.findings) == 101
    assert sum(len(finding.pointer) for finding in error.findings) < 250_000
    assert error.findings[0].pointer == "/components/schemas"
    assert error.findings[0].line is not None


def test_too_many_values_in_json_are_refused_where_they_begin():
    strings = r'"\",[{",' * 40
    text = '{"openapi": "3.0.0", "paths": {},\n"x-a": [' + strings + "\n" + "1," * 60 + "1]}"
    finding = refusal(text.encode(), nodes=50).findings[0]
    assert "more than 50 values" in finding.message
    assert (finding.line, finding.column) == (3, 2 * 6)


def test_too_many_values_in_yaml_are_refused_where_they_begin():
    finding = refusal(YAML + b"x: [" + b"a," * 60 + b"]", nodes=50).findings[0]
    assert "more than 50 values" in finding.message
    assert finding.pointer.startswith("/x/")
    assert finding.line == YAML.count(b"\n") + 1


def test_text_in_strings_is_not_counted_as_values():
    assert read(as_bytes(openapi(**{"x-a": "[{," * 60})), limits=Limits(nodes=50))


def test_a_number_of_references_that_nobody_writes_is_refused():
    schemas = {f"A{i}": {"$ref": f"#/components/schemas/B{i}"} for i in range(20)}
    finding = refusal(as_bytes(with_schemas(**schemas)), references=10).findings[0]
    assert "more than 10 different references" in finding.message
    assert finding.pointer == "/components/schemas/A10/$ref"
    assert finding.line is not None


def test_a_number_too_long_is_found_among_many_that_are_not() -> None:
    # Looked for from each digit of each number before it, this took 20 s.
    fine = ",".join(["1" * 4_300] * 3_000)
    data = f'{{"openapi": "3.0.0", "x-a": [{fine}],\n "x-b": {"9" * 5_000}}}'
    finding = refusal(data.encode()).findings[0]
    assert "too many digits" in finding.message
    assert (finding.line, finding.column) == (2, 9)


@pytest.mark.parametrize("other", ["", '"x-a": {"$ref": "a.yaml"},', '"x-a": "a\\/b",'])
def test_a_reference_has_its_line_wherever_else_it_stands(other):
    text = '{"openapi": "3.0.0",\n' + other + '\n"paths": {"/a": {\n "$ref": "a.yaml"}}}'
    finding = refusal(text.encode()).findings[0]
    assert (finding.pointer, finding.line, finding.column) == ("/paths/~1a/$ref", 4, 2)
