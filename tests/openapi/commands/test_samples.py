"""`manage.py samples`, as a shell without a portal runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openapi.languages import LANGUAGES
from tests.openapi.packed import document, get

ROOT = Path(__file__).resolve().parents[3]


def samples(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "samples", *map(str, arguments)]
    bare = {"PATH": os.environ["PATH"], "PORTAL_STATE": "/nonexistent"}
    return subprocess.run(
        command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(document(paths=get(), servers=[{"url": "https://pets.test"}])))
    return path


@pytest.mark.parametrize("operation", ["listPets", "list-pets", "GET /pets", "get /pets"])
def test_an_operation_is_found_by_any_of_its_names(pets: Path, operation: str) -> None:
    ran = samples(pets, operation)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "https://pets.test/pets" in json.loads(ran.stdout)["curl"]


def test_every_language_is_printed_or_the_one_that_is_named(pets: Path) -> None:
    assert list(json.loads(samples(pets, "listPets").stdout)) == list(LANGUAGES)
    python = json.loads(samples(pets, "listPets", "--language", "python").stdout)["python"]
    as_text = samples(pets, "listPets", "--language", "python", "--format", "text").stdout
    assert "requests.get" in python
    assert as_text == python
    assert samples(pets, "listPets", "--language", "cobol").returncode == 2


def test_what_has_no_sample_is_an_error_that_says_why(tmp_path: Path) -> None:
    path = tmp_path / "pets.json"
    digest = {"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}}
    path.write_text(json.dumps(document(paths=get(security=[{"d": []}]), components=digest)))
    ran = samples(path, "listPets", "--language", "go", "--format", "text")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "net/http cannot send Digest authentication.\n"
    nested = {"name": "f", "in": "query", "required": True, "example": [[1]]}
    path.write_text(json.dumps(document(paths=get(parameters=[nested]))))
    ran = samples(path, "listPets")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("No sample can be made. ")


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ("listPet", "There is no operation “listPet”. Near it: listPets."),
        ("GET /pet", "There is no operation “GET /pet”. Near it: GET /pets."),
        ("", "There is no operation “”."),
    ],
)
def test_an_unknown_operation_names_the_nearest(pets: Path, operation: str, said: str) -> None:
    ran = samples(pets, operation)
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (2, "", said)


def test_what_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    for file, said in [
        (tmp_path / "none.json", "There is no file"),
        (tmp_path, "cannot be read: Is a directory."),
        (broken, "cannot be used: This is not an OpenAPI description"),
    ]:
        ran = samples(file, "listPets")
        assert (ran.returncode, ran.stdout) == (2, "")
        assert said in ran.stderr
