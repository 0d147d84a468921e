"""`manage.py lint`, as a shell without a portal runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openapi.read import read
from tests.openapi.builders import as_bytes, openapi, with_schemas

ROOT = Path(__file__).resolve().parents[3]
WARNED = with_schemas(A={"type": "string", "example": 1}, B={"$ref": "#/components/schemas/C"})
REFUSED = with_schemas(A={"$ref": "other.yaml"})


def lint(*arguments: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "manage.py", "lint", *map(str, arguments)]
    bare = {"PATH": os.environ["PATH"], "PORTAL_STATE": "/nonexistent"}
    return subprocess.run(
        command, cwd=ROOT, env=bare, input=given, capture_output=True, check=False, timeout=60
    )


@pytest.fixture
def file(tmp_path: Path):
    def write(content: Any, name: str = "openapi.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else as_bytes(content))
        return path

    return write


@pytest.mark.parametrize(
    ("document", "levels", "code"),
    [
        (openapi(), [], 0),
        (WARNED, ["warning", "warning"], 0),
        (REFUSED, ["error"], 1),
        (b'{"openapi": }', ["error"], 1),
    ],
)
def test_findings_are_printed_and_errors_fail(file, document, levels, code) -> None:
    ran = lint(file(document))
    assert (ran.returncode, ran.stderr) == (code, b"")
    assert [each["level"] for each in json.loads(ran.stdout)["findings"]] == levels


def test_findings_are_those_of_registration(file) -> None:
    printed = json.loads(lint(file(WARNED)).stdout)["findings"]
    assert printed == [
        {
            "id": found.code,
            "level": "warning",
            "message": found.message,
            "pointer": found.pointer,
            "line": found.line,
            "column": found.column,
        }
        for found in read(as_bytes(WARNED)).warnings
    ]


def test_standard_input_and_text(file) -> None:
    ran = lint("-", "--format", "text", given=as_bytes(REFUSED))
    assert ran.returncode == 1
    assert ran.stdout.decode().startswith("-:21:9: error: “other.yaml” points outside")
    assert ran.stdout.decode().rstrip().endswith("[reference_outside]")


@pytest.mark.parametrize(
    ("ruleset", "ids", "code"),
    [
        (b"example_refused: off\n", ["reference_unresolved"], 0),
        (b"example_refused: error\n", ["example_refused", "reference_unresolved"], 1),
        (b'{"example_refused": "warning"}', ["example_refused", "reference_unresolved"], 0),
        (b"example_refused: off\nreference_unresolved: 'off'\n", [], 0),
    ],
)
def test_a_ruleset_mutes_and_raises(file, ruleset: bytes, ids: list[str], code: int) -> None:
    ran = lint(file(WARNED), "--ruleset", file(ruleset, "rules.yaml"))
    assert (ran.returncode, ran.stderr) == (code, b"")
    assert [each["id"] for each in json.loads(ran.stdout)["findings"]] == ids


def test_what_makes_a_file_useless_cannot_be_muted(file) -> None:
    ran = lint(file(REFUSED), "--ruleset", file(b"reference_outside: off\n", "rules.yaml"))
    assert ran.returncode == 1


@pytest.mark.parametrize(
    ("ruleset", "said"),
    [
        (b"example_refuse: off\n", "no finding “example_refuse”. Near it: example_refused"),
        (b"example_refused: loud\n", "must be one of off, warning, error."),
        (b"example_refused: [off]\n", "must be one of off, warning, error."),
        (b"- example_refused\n", "must be an object"),
        (b"a: b: c\n", "cannot be used: This is not valid YAML"),
        (b"\xff\xfe\xff", "cannot be used"),
    ],
)
def test_a_ruleset_that_is_none_is_bad_input(file, ruleset: bytes, said: str) -> None:
    ran = lint(file(WARNED), "--ruleset", file(ruleset, "rules.yaml"))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert said in ran.stderr.decode()


@pytest.mark.parametrize("arguments", [["none.json"], [".", "--format", "text"], [], ["-", "--x"]])
def test_what_cannot_be_read_is_bad_input(arguments: list[str]) -> None:
    ran = lint(*arguments)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr
