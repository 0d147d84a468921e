"""`make run` with what the shell chooses: an identity provider of one's own, and settings."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from devstack.accounts import EMPLOYEES
from devstack.network import free_port
from devstack.supervisor import ROOT, Ports
from tests.devstack.conftest import READY
from tests.infra.provider import provider

# On one worker, so that there is one first run.
pytestmark = pytest.mark.xdist_group("devstack")

SECRET = "s3cret-of-the-company"


@pytest.fixture
def company():
    with provider() as company:
        yield company


def setting(run, name):
    """Return a setting as a command of the running portal sees it."""
    environment = {**os.environ, "PORTAL_STATE": str(run.folder)}
    # Set for the tests; a person's shell has none of it.
    for variable in ("SECRET_KEY", name):
        environment.pop(variable, None)
    statement = f"from django.conf import settings; print(settings.{name})"
    return subprocess.check_output(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", statement],
        cwd=ROOT,
        env=environment,
        text=True,
    ).strip()


def files_with(run, text):
    paths = [path for path in run.folder.rglob("*") if path.is_file()]
    return [path for path in paths if text.encode() in path.read_bytes()]


def test_a_provider_of_ones_own_takes_the_place_of_the_local_one(begin, used, company):
    run = begin(
        # A busy port does not matter where nothing is to listen on it.
        Ports(
            web=free_port(),
            aws=free_port(),
            corporate=urlsplit(company.issuer).port,
            demo=free_port(),
        ),
        CORPORATE_ISSUER=company.issuer,
        CORPORATE_CLIENT_ID="portal-client",
        CORPORATE_CLIENT_SECRET=SECRET,
        CORPORATE_NAME="Acme",
        CORPORATE_SCOPES="openid email groups",
        PORTAL_NAME="Acme APIs",
        CATEGORIES="rockets,anvils",
    )
    output = run.read_until(READY)
    assert company.issuer in output
    assert f"{run.ports.addresses.portal}/account/oidc/corporate/callback/" in output
    assert EMPLOYEES[0].email not in output
    assert "corporate sign-in" not in (run.folder / "running.json").read_text()
    assert company.asked == 1

    portal = run.ports.addresses.portal
    page = requests.get(f"{portal}/account/sign-in/", timeout=30).text
    assert "Acme" in page
    assert "Example Corporation" not in page
    answer = requests.get(f"{portal}/account/oidc/corporate/", timeout=30, allow_redirects=False)
    place, _, query = answer.headers["Location"].partition("?")
    assert place == f"{company.issuer}/authorize"
    asked = parse_qs(query)
    assert asked["client_id"] == ["portal-client"]
    assert asked["scope"] == ["openid email groups"]

    assert "Acme APIs" in requests.get(portal, timeout=30).text
    assert setting(run, "CATEGORIES") == "['rockets', 'anvils']"
    run.end()
    assert files_with(run, SECRET) == []


def test_endpoints_given_one_by_one_are_taken_and_nobody_is_asked(begin, used):
    run = begin(
        CORPORATE_ISSUER="https://idp.invalid",
        CORPORATE_CLIENT_ID="portal-client",
        CORPORATE_AUTHORIZATION_URL="https://idp.invalid/enter",
        CORPORATE_TOKEN_URL="https://idp.invalid/token",
        CORPORATE_JWKS_URL="https://idp.invalid/keys",
    )
    run.read_until(READY)
    answer = requests.get(
        f"{run.ports.addresses.portal}/account/oidc/corporate/", timeout=30, allow_redirects=False
    )
    assert answer.headers["Location"].startswith("https://idp.invalid/enter?")


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"CORPORATE_ISSUER": "http://localhost:1"}, "CORPORATE_CLIENT_ID"),
        (
            {"CORPORATE_ISSUER": "http://localhost:1", "CORPORATE_CLIENT_ID": "x"},
            "http://localhost:1/.well-known/openid-configuration cannot be read",
        ),
    ],
)
def test_a_provider_that_cannot_be_used_stops_the_start_with_a_reason(begin, chosen, words):
    run = begin(**chosen)
    output = run.read_until("\0")
    assert run.process.wait() == 1
    assert words in output
    assert "Traceback" not in output
