"""Commands run to their end, with their output where they fail."""

import subprocess
from collections.abc import Mapping
from pathlib import Path


class CommandError(Exception):
    """A command failed; the message says which one and holds what it printed."""


def run(
    program: Path,
    *arguments: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a program to its end and return what it printed. Raise CommandError if it fails."""
    done = subprocess.run(
        [program, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        printed = f"{done.stdout}\n{done.stderr}".strip()
        raise CommandError(f"{program.name} {' '.join(arguments[:2])} failed:\n{printed}")
    return done.stdout
