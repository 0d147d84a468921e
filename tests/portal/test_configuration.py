"""Settings: a wrong value names its variable, and the README's table lists every variable."""

import ast
import os
import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from devstack.stacks import placeholder_environment
from infra.stage import CHOICE_PREFIX, CHOICES

ROOT = Path(__file__).resolve().parents[2]
# Of AWS, of Django, of Debian and of pytest, or of the process that starts ours: nobody sets them.
NOT_OURS = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "AWS_LAMBDA_FUNCTION_NAME",
    "DJANGO_SETTINGS_MODULE",
    "DEBIAN_FRONTEND",
    "PYTEST_XDIST_WORKER",
    "SAVE_WITHIN_SECONDS",
    # Of OpenSSL: the authorities whose certificates are trusted.
    "SSL_CERT_FILE",
}


@pytest.fixture
def load_settings(monkeypatch):
    """Return what reads the settings anew, with nothing set but what a start needs and `changed`.

    The settings that the tests run with are left alone.
    """

    def load(**changed: str) -> dict[str, object]:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in (placeholder_environment() | changed).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "portal" / "settings.py"))

    return load


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_URL", "portal.example.com"),
        ("AWS_ENDPOINT_URL", "localhost:4566"),
        ("COGNITO_JWKS_URL", "jwks.json"),
        ("COGNITO_CLIENT_ID", ""),
        ("CORPORATE_LOGOUT_URL", "javascript:alert(1)"),
        ("CORPORATE_ALGORITHMS", "RS256,HS256"),
        ("CORPORATE_ALGORITHMS", ","),
        ("CORPORATE_GROUP_MAP", "publishers=role:publisher"),
        ("CORPORATE_GROUP_MAP", '["role:publisher"]'),
        ("CORPORATE_GROUP_MAP", '{"publishers": 5}'),
        ("CORPORATE_GROUP_MAP", '{"publishers": []}'),
        ("CORPORATE_GROUP_MAP", '{"publishers": "role:emperor"}'),
        ("CORPORATE_GROUP_MAP", '{"publishers": ["role:publisher", "team:"]}'),
        ("CORPORATE_GROUPS_OVERAGE", "ignore"),
        ("CORPORATE_GROUPS_ABSENT", "viewer"),
        ("DESCRIPTION_MAX_BYTES", "64 MB"),
        ("DESCRIPTION_MAX_BYTES", "-1"),
        ("STATIC_FILES", "elsewhere"),
        ("LOG_LEVEL", "chatty"),
        ("LOG_FORMAT", "xml"),
        ("SECRET_KEY", ""),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(load_settings, variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        load_settings(**{variable: value})


def test_right_values_are_taken(load_settings):
    settings = load_settings(
        PORTAL_URL="https://portal.example.com/dev",
        CORPORATE_ALGORITHMS="RS256, ES256",
        CORPORATE_LOGOUT_URL="",
        CORPORATE_GROUP_MAP='{"/publisher": "role:publisher", "b": ["role:developer", "team:b"]}',
        CORPORATE_GROUPS_OVERAGE="refuse",
        LOG_LEVEL="DEBUG",
        TRANSFER_MAX_BYTES="0",
    )
    corporate = settings["IDENTITY_PROVIDERS"]["corporate"]
    assert corporate["algorithms"] == ("RS256", "ES256")
    assert corporate["logout_url"] == ""
    assert settings["FORCE_SCRIPT_NAME"] == "/dev"
    assert settings["LOGGING"]["root"]["level"] == "DEBUG"
    assert settings["TRANSFER_MAX_BYTES"] == 0


def variables_read() -> set[str]:
    """Return the names of every environment variable that a process of the portal reads."""
    files = [ROOT / "manage.py"]
    for folder in (
        "openapi",
        "portal",
        "apis",
        "docs",
        "analytics",
        "sandbox",
        "infra",
        "devstack",
    ):
        files += (ROOT / folder).rglob("*.py")
    trees = [ast.parse(path.read_text()) for path in files]
    found = {name for tree in trees for node in ast.walk(tree) for name in _names(node)}
    return {name for name in found if not re.fullmatch("(COGNITO|CORPORATE)_ISSUER", name)}


def _names(node: ast.AST) -> set[str]:
    """Return the variable that a node reads: `env.text("A")`, `os.environ["A"]`, `"A" in …`."""
    match node:
        case (
            ast.Call(func=ast.Attribute(value=owner), args=[name, *_])
            | ast.Subscript(value=owner, slice=name)
            | ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[owner])
        ) if _is_environment(owner) and isinstance(name, ast.Constant | ast.JoinedStr):
            return {_text(name)}
    return set()


def _is_environment(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="env") | ast.Attribute(value=ast.Name(id="os"), attr="environ"):
            return True
    return False


def _text(node: ast.AST) -> str:
    """Return a name as the README writes it: those of a provider begin with P."""
    written = ast.unparse(node)
    return ast.literal_eval(written.replace("{prefix}", "P").removeprefix("f"))


def configuration() -> dict[str, str]:
    """Return the README's table: each variable and the row it stands in."""
    text = (ROOT / "README.md").read_text()
    section = text.partition("## Configuration")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    return {
        name: row for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1].strip())
    }


def test_the_readme_lists_every_variable_and_no_other():
    read = variables_read() - NOT_OURS
    assert len(read) > 30
    # The portal reads it of either provider; only Cognito's says something.
    read = read - {"P_API_CLIENT_IDS"} | {"COGNITO_API_CLIENT_IDS"}
    # Of make, which names them to what it starts.
    of_make = {"PORT", "AWS_PORT", "IDP_PORT", "DEMO_PORT", "PYTHON"}
    assert set(configuration()) == read | of_make


def test_the_readme_names_the_defaults():
    tree = ast.parse((ROOT / "portal" / "settings.py").read_text())
    rows = configuration()
    told = 0
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")),
                args=[ast.Constant(value=name), ast.Constant(value=str(default))],
            ) if default:
                assert f"`{default}`" in rows[name], name
                told += 1
    assert told >= 6


def test_what_the_readme_lets_one_choose_reaches_the_function():
    text = (ROOT / "README.md").read_text()
    chosen = text.partition("**What you may choose.**")[2].partition("\n**")[0]
    names = set(re.findall(r"^\| (.*?) \|", chosen, re.MULTILINE))
    variables = {name for cell in names for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert len(variables) > 8
    assert variables <= set(CHOICES)
    assert not any(name.startswith(CHOICE_PREFIX) for name in CHOICES)
