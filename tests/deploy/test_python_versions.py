"""The portal's sources are Python that every supported Lambda runtime reads.

Each interpreter from 3.11 to 3.13 that is on this machine compiles them; the running one always
does. Beyond syntax, ruff (`target-version`) and mypy (`python_version`) hold them to 3.11.
"""

import ast
import shutil
import subprocess
import sys

import pytest

from infra.package import ROOT, SOURCES

VERSIONS = ("3.11", "3.12", "3.13")
FILES = sorted(path for name in SOURCES for path in (ROOT / name).rglob("*.py"))
COMPILE = "import sys\nfor name in sys.argv[1:]: compile(open(name).read(), name, 'exec')"


def present() -> dict[str, str]:
    found = {version: shutil.which(f"python{version}") for version in VERSIONS}
    usable = {
        version: python
        for version, python in found.items()
        # A version manager's stand-in may be on the path without its version.
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
    }
    return usable | {"{}.{}".format(*sys.version_info): sys.executable}


@pytest.mark.parametrize(("version", "python"), present().items())
def test_every_interpreter_here_compiles_the_sources(version, python):
    done = subprocess.run(
        [python, "-W", "error", "-c", COMPILE, *map(str, FILES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"Python {version}: {done.stderr}"


def test_the_sources_use_no_syntax_newer_than_python_3_11():
    assert FILES
    for path in FILES:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 11))
