"""Files that commands are given."""

import sys
from pathlib import Path


class BadInput(Exception):
    """What a command was given cannot be used; the text says why, in one sentence."""


def read_file(name: str) -> bytes:
    """Return the bytes of a file, of standard input for “-”.

    Raise `BadInput` where it cannot be read.
    """
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise BadInput(f"There is no file {name}.") from None
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.") from None
