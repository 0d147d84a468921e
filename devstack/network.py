"""Ports on this machine."""

import socket

from devstack.processes import SetupError


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free_port(port: int, purpose: str, variable: str) -> None:
    """Raise SetupError, naming the way out, unless `port` can be listened on."""
    if not 1 <= port <= 65535:
        raise SetupError(f"{variable}={port} is not a port: use a number from 1 to 65535.")
    if port < 1024 and not is_free(port):
        raise SetupError(f"Port {port} for {purpose} may need root: {variable}=8000 does not.")
    if not is_free(port):
        raise SetupError(
            f"Port {port}, meant for {purpose}, is in use by another program.\n"
            f"Stop that program, or choose another port: make run {variable}={port + 1}"
        )
