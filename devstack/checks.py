"""`make check`: everything that can be said of the code without running it.

python -m devstack.checks       runs all checks, then names those that failed
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from devstack.emulator import aws_environment
from devstack.stacks import placeholder_environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def commands() -> dict[str, list[str]]:
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("infra/*.yaml"))
    templates += sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("devstack/*.yaml"))
    return {
        "lint": [f"{BIN}/ruff", "check", "."],
        "format": [f"{BIN}/ruff", "format", "--check", "."],
        "lock files": [sys.executable, "-m", "devstack.locks", "--check"],
        "imports": [f"{BIN}/lint-imports", "--no-logo"],
        "CloudFormation": [f"{BIN}/cfn-lint", *templates],
        "Django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
        "types": [f"{BIN}/mypy", "."],
    }


def main() -> int:
    environment = aws_environment("http://aws.invalid", {**os.environ, **placeholder_environment()})
    failed = []
    for name, command in commands().items():
        began = time.monotonic()
        result = subprocess.run(
            command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False
        )
        verdict = "failed" if result.returncode else "ok"
        print(f"{name:<16}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
        if result.returncode:
            failed.append(name)
            print(result.stdout + result.stderr, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
