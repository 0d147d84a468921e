"""Run a command by its name."""

import sys
from collections.abc import Sequence
from importlib import import_module

from openapi.commands.files import BadInput

COMMANDS = ("lint", "samples")


def run(name: str, arguments: Sequence[str]) -> int:
    """Return the exit code of a command; what is wrong with its input goes to standard error."""
    try:
        code: int = import_module(f"openapi.commands.{name}").main(arguments)
    except BadInput as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return code
