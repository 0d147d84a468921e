"""`make run` as a person starts it: a process of its own, with its own state folder and ports."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from devstack.network import free_port
from devstack.supervisor import ROOT, Ports


@dataclass
class PortalRun:
    """A `python -m devstack run` and what it said so far."""

    process: "subprocess.Popen[str]"
    folder: Path
    ports: Ports
    said: str = ""

    def read_until(self, words: str) -> str:
        """Return what it says up to and with the line that holds `words`, or up to its end."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                break
        self.said += "".join(lines)
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
    return Ports(web=free_port(), aws=free_port(), corporate=free_port())


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., PortalRun]]:
    """Start the portal in a folder of the test's own; whatever still runs is ended."""
    runs: list[PortalRun] = []

    # This process is a portal too, with a corporate provider of its own.
    shell = {name: os.environ[name] for name in os.environ if not name.startswith("CORPORATE_")}

    def begin(
        ports: Ports | None = None, folder: Path = tmp_path / "state", **chosen: str
    ) -> PortalRun:
        ports = ports or some_ports()
        command = [sys.executable, "-m", "devstack", "run"]
        options = {"--port": ports.web, "--aws-port": ports.aws, "--idp-port": ports.corporate}
        process = subprocess.Popen(
            [*command, *(str(part) for pair in options.items() for part in pair)],
            cwd=ROOT,
            env={**shell, "PORTAL_STATE": str(folder), **chosen},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        runs.append(PortalRun(process, folder, ports))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end()
