"""What is in the package that `make deploy` built, and that AWS can load it.

The local AWS runs functions with our own Python; what that leaves open, the shared objects for
AWS's own runtime, is installed once more without packing it.
"""

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.package import ROOT, install_dependencies, stage_settings
from tests.deploy import elf

pytestmark = pytest.mark.xdist_group("deploy")

MOST_BYTES = 120 * 2**20

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: Amazon Linux 2 and 2023
GLIBC = {
    "python3.11": (2, 26),
    "python3.12": (2, 34),
    "python3.13": (2, 34),
    "python3.14": (2, 34),
}


@pytest.fixture(scope="module")
def contents(deployment) -> dict[str, bytes]:
    with zipfile.ZipFile(deployment.package) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.fixture(scope="module")
def aws_runtime() -> str:
    return stage_settings("production")["runtime"]


@pytest.fixture(scope="module")
def shared_objects(aws_runtime: str, tmp_path_factory) -> dict[str, bytes]:
    packages = install_dependencies(tmp_path_factory.mktemp("aws"), aws_runtime)
    files = {str(path): path.read_bytes() for path in packages.rglob("*.so*")}
    return {name: data for name, data in files.items() if data.startswith(elf.MAGIC)}


def test_unzipped_it_stays_within_its_size(contents):
    assert sum(map(len, contents.values())) <= MOST_BYTES


def test_no_shared_object_needs_a_newer_glibc_than_the_runtime_has(shared_objects, aws_runtime):
    assert any("jsonschema_rs" in name for name in shared_objects)
    needed = {name: elf.needed_glibc(data) for name, data in shared_objects.items()}
    assert max(needed.values()) > (2,), "read no version at all"
    assert {n: v for n, v in needed.items() if v > GLIBC[aws_runtime]} == {}


def test_shared_objects_are_for_lambdas_processor_and_python(shared_objects, aws_runtime):
    version = aws_runtime.removeprefix("python").replace(".", "")
    for name, data in shared_objects.items():
        assert elf.machine(data) == elf.X86_64, name
        tagged = re.search(r"\.cpython-(\d+)-", name)
        assert tagged is None or tagged[1] == version, name


def test_no_development_dependency_is_in_it(contents):
    runtime, dev = (locked(f"{name}.txt") for name in ("runtime", "dev"))
    packed = {
        name.split("-")[0].replace("_", "-").lower()
        for path in contents
        if (name := path.split("/")[0]).endswith(".dist-info")
    }
    assert packed <= runtime
    assert packed & {"ministack", "pytest", "mypy", "playwright"} == set()
    assert dev > runtime
    assert packed & (dev - runtime) == set()


def locked(file: str) -> set[str]:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def test_it_holds_the_portal_and_not_what_it_is_made_with(contents):
    tops = {path.split("/")[0] for path in contents}
    assert {"portal", "apis", "docs", "templates"} <= tops
    assert (
        tops & {"tests", "bench", "devstack", "infra", ".env", ".state", ".git", "static"} == set()
    )


def test_zappas_unguarded_handler_cannot_be_named_as_the_functions_own(contents):
    assert "handler.py" not in contents


def test_no_secret_is_in_it(contents):
    settings = contents["zappa_settings.py"].decode()
    assert "ENVIRONMENT_VARIABLES={'AWS_REGION': 'us-east-1'}\n" in settings
    assert "DEBUG=False" in settings


LOAD_ALL = """
import sys
sys.path[:0] = sys.argv[1:]
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["SECRET_KEY"] = "x" * 50
import portal.lambda_entry.http, portal.wsgi
from django.contrib import admin
from django.urls import get_resolver
def walk(patterns):
    for pattern in patterns:
        walk(getattr(pattern, "url_patterns", ()))
        getattr(getattr(pattern, "callback", None), "cls", None)
walk(get_resolver().url_patterns)
import jsonschema_rs, markdown_it, nh3, portal.outbound.fetching, requests_hardened, yaml
outside = sorted(
    name for name, module in sys.modules.items()
    if "site-packages" in (getattr(module, "__file__", None) or "")
)
print(outside)
"""


def test_with_what_lambda_brings_it_needs_nothing_else(deployment, tmp_path):
    """Load all of the deployed package where only Lambda's own libraries are beside it."""
    package = tmp_path / "package"
    with zipfile.ZipFile(deployment.package) as archive:
        archive.extractall(package)
    lambdas = tmp_path / "lambda"
    lambdas.mkdir()
    for name in ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six"):
        found = Path(importlib.util.find_spec(name).origin)
        source = found.parent if found.name == "__init__.py" else found
        (lambdas / source.name).symlink_to(source)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOAD_ALL, str(package), str(lambdas)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip().splitlines()[-1:]) == (0, ["[]"]), done.stderr
