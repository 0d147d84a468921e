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

from devstack.emulator import IDENTITY_SERVICES, enter, throwaway_emulator
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
        enter(environment)
    return (yield)


def _runs_no_tests(config: pytest.Config) -> bool:
    """Return whether this process only hands tests out to the workers of pytest-xdist."""
    options = config.known_args_namespace
    hands_out = bool(getattr(options, "numprocesses", None) or getattr(options, "tx", None))
    return hands_out and "PYTEST_XDIST_WORKER" not in os.environ


def start(ending: ExitStack) -> tuple[Addresses, dict[str, str]]:
    """Start the emulators and the stack; return where they are and a process's environment."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-test-")))
    aws = throwaway_emulator("aws", folder=folder)
    corporate = throwaway_emulator("corporate", services=IDENTITY_SERVICES, folder=folder)
    addresses = Addresses(
        aws=ending.enter_context(aws).url,
        corporate=ending.enter_context(corporate).url,
        portal=f"http://localhost:{free_port()}",
    )
    stack = deploy_local(addresses, report=lambda line: None)
    return addresses, portal_process_environment(addresses, stack)
