"""The first step on a bare machine: an environment, or a sentence that says what is missing."""

import os
import shutil
import subprocess
import sys

import pytest

from devstack.supervisor import ROOT


@pytest.fixture
def checkout(tmp_path):
    """A bare clone: the lock files and the script, and no .venv."""
    shutil.copytree(ROOT / "requirements", tmp_path / "clone" / "requirements")
    (tmp_path / "clone" / "devstack").mkdir()
    shutil.copy(ROOT / "devstack" / "bootstrap.py", tmp_path / "clone" / "devstack")
    return tmp_path / "clone"


def bootstrap(checkout, *, first="", **environment):
    """Run the script, after the statements `first`, and return how it ended."""
    statements = (
        f"import sys; sys.argv = ['bootstrap.py', 'local']; sys.path.insert(0, '.'); {first}"
    )
    return subprocess.run(
        [sys.executable, "-c", f"{statements}\nfrom devstack import bootstrap; bootstrap.main()"],
        cwd=checkout,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


OFFLINE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://localhost:1/simple",
    "PIP_RETRIES": "0",
    "PIP_NO_CACHE_DIR": "1",
}


def test_an_old_python_is_refused_with_the_one_it_takes(checkout):
    done = bootstrap(checkout, first="sys.version_info = (3, 9, 2)", PATH="/nowhere")
    assert done.returncode == 1
    assert "This is Python 3.9; the portal needs 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_gives_way_to_a_newer_one_on_the_path(checkout, tmp_path):
    newer = tmp_path / "bin" / "python3.12"
    newer.parent.mkdir()
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "went on with $*"\n')
    newer.chmod(0o755)
    done = bootstrap(
        checkout,
        first="sys.version_info = (3, 9, 2)",
        PATH=f"{newer.parent}{os.pathsep}{os.environ['PATH']}",
    )
    assert "went on with bootstrap.py local" in done.stdout


def test_a_python_without_ensurepip_names_the_package(checkout, tmp_path):
    # As Debian has it without python3-venv: the module is not there.
    done = bootstrap(checkout, first="sys.modules['ensurepip'] = sys.modules['venv'] = None")
    assert done.returncode == 1
    assert "sudo apt-get install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_network_it_says_so_and_leaves_nothing_that_looks_finished(checkout):
    half_made = checkout / ".venv" / "bin"
    half_made.mkdir(parents=True)
    (half_made / "left-from-before").touch()
    done = bootstrap(checkout, **OFFLINE)
    assert done.returncode == 1
    assert "Without a network" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (half_made / "left-from-before").exists()
    assert not (checkout / ".venv" / "made-from.json").exists()


def test_what_pip_is_told_of_a_company_s_network_holds_for_uv_too(checkout, tmp_path):
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://mirror.test/simple\ncert = /ca.pem\n")
    uv = checkout / ".venv" / "tools" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    uv.write_text('#!/bin/sh\necho "$UV_DEFAULT_INDEX $SSL_CERT_FILE"\n')
    uv.chmod(0o755)
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    told = {**os.environ, "PIP_CONFIG_FILE": str(settings)}
    for name in ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX", "SSL_CERT_FILE"):
        told.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", "from devstack import bootstrap; bootstrap.sync('lock')"],
        cwd=checkout,
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["https://mirror.test/simple", "/ca.pem"]


@pytest.mark.parametrize("name", ["python3", "python3.11"])
def test_make_finds_python_by_the_names_it_goes_by(tmp_path, name):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / name
    python.write_text(f'#!/bin/sh\necho "this is {name}: $*"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [shutil.which("make"), "local"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"this is {name}: devstack/bootstrap.py local" in done.stdout


def test_a_venv_that_is_no_folder_is_named(checkout):
    (checkout / ".venv").write_text("mine")
    done = bootstrap(checkout)
    assert ".venv is not a folder" in done.stderr
    assert (checkout / ".venv").read_text() == "mine"
