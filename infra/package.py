"""The package that Lambda gets: the portal and its runtime dependencies, put together by Zappa.

    python -m infra.package python3.13      for Lambda; says how large it is

The dependencies are not those of this machine: they are installed again for Lambda's platform,
with the hashes of the lock file, and only as wheels.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.commands import run

ROOT = Path(__file__).resolve().parent.parent
ZAPPA_SETTINGS = ROOT / "zappa_settings.json"
# Where packages are put together; runs beside each other need one each.
BUILD = Path(os.environ.get("BUILD_FOLDER", ROOT / "build"))
TOOLS = Path(sys.executable).parent

# What of the repository the running portal needs. Static files go to S3 instead.
SOURCES = ("openapi", "portal", "apis", "docs", "analytics", "sandbox", "templates")

# Wheels that run on Amazon Linux 2 (glibc 2.26) as well as on 2023 (2.34).
PLATFORM = "x86_64-manylinux2014"


@dataclass(frozen=True)
class Package:
    """A package ready to be uploaded."""

    path: Path
    bytes_zipped: int
    bytes_unzipped: int


def build_package(
    folder: Path, *, stage: str, runtime: str, settings: Path, manifest: Path | None
) -> Package:
    """Build `folder`/portal.zip for a Lambda runtime such as `python3.13`.

    `settings` is the file Zappa reads, `manifest` the names of the published static files.
    What an earlier build left in the folder's work folders is removed first. Raise CommandError
    where a step fails.
    """
    source = _copy_sources(folder / "source", manifest)
    environment = folder / "environment"
    packages = install_dependencies(environment, runtime)
    compile_bytecode(runtime, (source, packages))
    archive = folder / "portal.zip"
    archive.unlink(missing_ok=True)
    run_zappa(
        ["package", stage, "--settings_file", str(settings), "--output", str(archive)],
        folder=source,
        environment=os.environ | {"VIRTUAL_ENV": str(environment)},
    )
    with zipfile.ZipFile(archive) as opened:
        unzipped = sum(entry.file_size for entry in opened.infolist())
    return Package(archive, archive.stat().st_size, unzipped)


def install_dependencies(environment: Path, runtime: str) -> Path:
    """Install the locked runtime dependencies for Lambda and return where they are.

    The folders are those of a virtual environment of the Python that runs this, since that is
    where Zappa looks, whatever Python the packages are for.
    """
    shutil.rmtree(environment, ignore_errors=True)
    running = "python{}.{}".format(*sys.version_info)
    packages = environment / "lib" / running / "site-packages"
    run(
        TOOLS / "uv",
        *("pip", "install", "--quiet", "--no-deps", "--require-hashes"),
        *("--target", str(packages)),
        *("--only-binary", ":all:"),
        *("--python-platform", PLATFORM, "--python-version", runtime.removeprefix("python")),
        *("--excludes", str(ROOT / "requirements" / "lambda-excludes.txt")),
        *("--requirements", str(ROOT / "requirements" / "runtime.txt")),
    )
    # Commands, each with this machine's Python in its first line.
    shutil.rmtree(packages / "bin", ignore_errors=True)
    return packages


def run_zappa(arguments: list[str], *, folder: Path, environment: Mapping[str, str]) -> None:
    """Run one Zappa command in `folder`. Raise CommandError with its output if it fails."""
    run(TOOLS / "zappa", *arguments, "--disable_progress", cwd=folder, env=environment)


def _copy_sources(target: Path, manifest: Path | None) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    if manifest:
        shutil.copy(manifest, target / manifest.name)
    return target


def compile_bytecode(runtime: str, folders: tuple[Path, ...]) -> None:
    """Add bytecode, if this machine has the runtime's Python: Lambda cannot keep its own.

    By hash and unchecked, as unpacking the archive gives every source file a new date.
    """
    python = _interpreter(runtime)
    if python is None:
        print(f"  no {runtime} on this machine: packed without bytecode, so cold starts are slower")
        return
    run(
        python,
        *("-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"),
        *map(str, folders),
    )


def _interpreter(runtime: str) -> Path | None:
    if runtime == "python{}.{}".format(*sys.version_info):
        return Path(sys.executable)
    found = subprocess.run(
        [TOOLS / "uv", "python", "find", "--no-project", "--no-python-downloads", runtime],
        capture_output=True,
        text=True,
        check=False,
    )
    return Path(found.stdout.strip()) if found.returncode == 0 else None


def stage_names() -> list[str]:
    """Return the stages of zappa_settings.json."""
    return [name for name, settings in _stages().items() if "extends" in settings]


def stage_settings(stage: str) -> dict[str, Any]:
    """Return what zappa_settings.json says of a stage. KeyError when it has no such stage."""
    stages = _stages()
    own = dict(stages[stage])
    return stages[own.pop("extends")] | own


def _stages() -> dict[str, dict[str, Any]]:
    stages: dict[str, dict[str, Any]] = json.loads(ZAPPA_SETTINGS.read_text(encoding="utf-8"))
    return stages


def main() -> None:
    runtime = sys.argv[1] if len(sys.argv) > 1 else stage_settings("dev")["runtime"]
    folder = BUILD / runtime
    package = build_package(
        folder, stage="dev", runtime=runtime, settings=ZAPPA_SETTINGS, manifest=None
    )
    print(
        f"{package.path}: {package.bytes_zipped / 2**20:.1f} MB,"
        f" unzipped {package.bytes_unzipped / 2**20:.1f} MB"
    )


if __name__ == "__main__":
    main()
