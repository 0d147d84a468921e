"""`make run` as a person starts it: a process of its own, with its own state folder and ports."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from devstack.network import free_port
from devstack.supervisor import ROOT, Ports

# In the last line of what a run says when it is ready.
READY = "drops it"


@dataclass
class PortalRun:
    """A `python -m devstack run` and what it printed so far."""

    process: "subprocess.Popen[str]"
    folder: Path
    ports: Ports
    output: str = ""

    def read_until(self, words: str) -> str:
        """Return what it says up to and with the line that holds `words`, or up to its end."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                break
        self.output += "".join(lines)
        return "".join(lines)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        if number != signal.SIGKILL:
            # Until the last process lets go of the output; a killed run leaves some behind.
            self.read_until("\0")
        return self.process.wait()

    def client(self, service: str):
        return boto3.client(service, endpoint_url=self.ports.addresses.aws)


def some_ports() -> Ports:
    return Ports(web=free_port(), aws=free_port(), corporate=free_port(), demo=free_port())


@contextmanager
def runs() -> Iterator[Callable[..., PortalRun]]:
    """Yield what starts the portal in a folder; whatever still runs afterwards is ended."""
    begun: list[PortalRun] = []
    # This process is a portal too, with a corporate provider of its own.
    shell = {name: os.environ[name] for name in os.environ if not name.startswith("CORPORATE_")}

    def begin(folder: Path, ports: Ports | None = None, **chosen: str) -> PortalRun:
        ports = ports or some_ports()
        command = [sys.executable, "-m", "devstack", "run"]
        options = {
            "--port": ports.web,
            "--aws-port": ports.aws,
            "--idp-port": ports.corporate,
            "--demo-port": ports.demo,
        }
        process = subprocess.Popen(
            [*command, *(str(part) for pair in options.items() for part in pair)],
            cwd=ROOT,
            env={**shell, "PORTAL_STATE": str(folder), **chosen},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(PortalRun(process, folder, ports))
        return begun[-1]

    yield begin
    for run in begun:
        if run.process.poll() is None:
            run.end()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., PortalRun]]:
    """Start the portal, by default in a folder of the test's own with nothing in it."""
    with runs() as begin_in:

        def begin(
            ports: Ports | None = None, folder: Path = tmp_path / "state", **chosen: str
        ) -> PortalRun:
            return begin_in(folder, ports, **chosen)

        yield begin


@pytest.fixture(scope="package")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> PortalRun:
    """A run that began with nothing, was ready, and has ended; others go on from its folder."""
    with runs() as begin_in:
        run = begin_in(tmp_path_factory.mktemp("first-run") / "state")
        run.read_until(READY)
        assert run.end() == 0
    return run


@pytest.fixture
def used(first_run: PortalRun, tmp_path: Path) -> Path:
    """A state folder of the test's own, as the first run left it: a start with it is quicker."""
    return Path(shutil.copytree(first_run.folder, tmp_path / "state"))
