"""The lock files in requirements/, compiled from pyproject.toml by uv.

    python -m devstack.locks            compile them (needs the package index)
    python -m devstack.locks --check    say whether they are in step with pyproject.toml

One resolution for all: dev.txt is compiled first and constrains the other two, so that what is
tested is what is shipped. They hold for Python 3.11 and newer on every platform.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
PYPROJECT = ROOT / "pyproject.toml"
OLDEST_PYTHON = "3.11"

# Each lock file with the dependency group it adds to the project's own dependencies.
LOCKS = {"dev": "dev", "local": "local", "runtime": None}


def main() -> int:
    if "--check" in sys.argv:
        return check()
    compile_all()
    return 0


def check() -> int:
    """Return 1 and say so if a lock file was compiled from other dependencies than these."""
    stale = [name for name in (*LOCKS, "bootstrap") if not in_step(REQUIREMENTS / f"{name}.txt")]
    for name in stale:
        print(f"requirements/{name}.txt is not in step with pyproject.toml: run make lock")
    return 1 if stale else 0


def in_step(lock: Path) -> bool:
    return lock.exists() and lock.read_text(encoding="utf-8").startswith(header())


def compile_all() -> None:
    for name, group in LOCKS.items():
        groups = ["--group", f"{PYPROJECT}:{group}"] if group else []
        constraints = [] if name == "dev" else ["-c", str(REQUIREMENTS / "dev.txt")]
        compile_one(REQUIREMENTS / f"{name}.txt", [str(PYPROJECT), *groups, *constraints])
    # uv alone, for the moment before there is a uv; the version that made the others.
    with tempfile.NamedTemporaryFile("w", suffix=".in") as wanted:
        wanted.write(f"uv=={uv_version()}\n")
        wanted.flush()
        compile_one(REQUIREMENTS / "bootstrap.txt", [wanted.name])


def compile_one(lock: Path, arguments: list[str]) -> None:
    """Compile one lock file, keeping the versions it holds where they still fit."""
    print(f"Compiling {lock.relative_to(ROOT)}")
    subprocess.run(
        [
            *uv(),
            "pip",
            "compile",
            "--quiet",
            "--universal",
            f"--python-version={OLDEST_PYTHON}",
            "--generate-hashes",
            "--no-annotate",
            "--no-header",
            f"--output-file={lock}",
            *arguments,
        ],
        cwd=ROOT,
        check=True,
    )
    lock.write_text(header() + lock.read_text(encoding="utf-8"), encoding="utf-8")


def header() -> str:
    """Return the line that ties a lock file to the dependencies it was compiled from."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    facts = [
        project["project"]["dependencies"],
        project["project"]["requires-python"],
        project["dependency-groups"],
    ]
    digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    return f"# Made by `make lock` from the dependencies with SHA-256 {digest}\n"


def uv() -> list[str]:
    return [sys.executable, "-m", "uv"]


def uv_version() -> str:
    answer = subprocess.run([*uv(), "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[1]


if __name__ == "__main__":
    sys.exit(main())
