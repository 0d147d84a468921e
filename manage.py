#!/usr/bin/env python3
"""Django's command line, and the commands on files (`openapi.commands`).

In a clone it finds what `make run` made: .venv/ where this Python lacks Django, and the local
stack's settings where none are set. So `python manage.py create_key EMAIL` just works. Commands on
files need neither a portal nor settings.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    use_own_environment()
    run_file_command()
    use_local_stack()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def use_own_environment() -> None:
    """Go on in .venv/ where this Python lacks Django."""
    python = HERE / ".venv" / "bin" / "python"
    if importlib.util.find_spec("django") is None:
        if not python.exists() or Path(sys.prefix) == HERE / ".venv":
            sys.exit("Django is not installed here. `make run` makes .venv/ with it.")
        os.execv(python, [str(python), *sys.argv])  # noqa: S606 - our own interpreter


def run_file_command() -> None:
    """Run a command on files and exit, where one is named."""
    from openapi.commands.running import COMMANDS, run

    name = "".join(sys.argv[1:2])
    if name in COMMANDS:
        sys.exit(run(name, sys.argv[2:]))


def use_local_stack() -> None:
    """Take the settings that the last `make run` left, unless a stage's are set."""
    left = Path(os.environ.get("PORTAL_STATE") or HERE / ".state") / "environment.json"
    if "SECRET_KEY" in os.environ:
        return
    if not left.exists():
        sys.exit(
            "There is no local portal here. Start it with `make run`, or set a stage's variables."
        )
    try:
        os.environ.update(json.loads(left.read_text(encoding="utf-8")))
    except ValueError:
        sys.exit(
            f"{left} is damaged. Start the portal again with `make run`, which writes it anew."
        )


if __name__ == "__main__":
    main()
