"""pytest plugin: the local AWS and the corporate provider, running before settings are read.

Each pytest process (each worker of `-n 2`) has emulators of its own, on free ports and with
nothing in them but what infra/'s templates and the demo accounts put there: that takes about
1.5 s and keeps workers out of each other's tables. If they cannot start, no test runs.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from devstack.emulator import (
    IDENTITY_SERVICES,
    PORTAL_SERVICES,
    Emulator,
    begin_emulator,
    wait_for,
)
from devstack.network import free_port
from devstack.processes import SetupError
from devstack.stacks import (
    Addresses,
    deploy_local,
    placeholder_environment,
    portal_process_environment,
)
from infra.stack import DeploymentError

ADDRESSES = pytest.StashKey[Addresses]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Set the portal's environment; a wrapper, as pytest-django loads settings in this hook."""
    if _runs_no_tests(early_config):
        os.environ.update(placeholder_environment())
    else:
        ending = ExitStack()
        early_config.add_cleanup(ending.close)
        try:
            addresses, environment = start(ending)
        except (SetupError, DeploymentError) as error:
            raise pytest.UsageError(f"The local AWS did not start. {error}") from error
        early_config.stash[ADDRESSES] = addresses
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(environment)
    return (yield)


def _runs_no_tests(config: pytest.Config) -> bool:
    """True in the process that only hands tests out to the workers of pytest-xdist."""
    options = config.known_args_namespace
    hands_out = bool(getattr(options, "numprocesses", None) or getattr(options, "tx", None))
    return hands_out and "PYTEST_XDIST_WORKER" not in os.environ


def start(ending: ExitStack) -> tuple[Addresses, dict[str, str]]:
    """Start the emulators and the stack; return where they are and a process's environment."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-test-")))
    addresses = Addresses(
        aws=_begin(ending, folder, "aws", PORTAL_SERVICES),
        corporate=_begin(ending, folder, "corporate", IDENTITY_SERVICES),
        portal=f"http://localhost:{free_port()}",
    )
    stack = deploy_local(addresses, report=lambda line: None)
    return addresses, portal_process_environment(addresses, stack)


def _begin(ending: ExitStack, folder: Path, name: str, services: tuple[str, ...]) -> str:
    emulator: Emulator = begin_emulator(
        name,
        port=free_port(),
        services=services,
        state=folder / name,
        log=folder / f"{name}.log",
        keep=False,
    )
    ending.callback(emulator.stop)
    wait_for(emulator)
    return emulator.url
