"""Child processes of the local stack, each the head of its own group, ended as a group."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

GRACE_SECONDS = 20.0


class SetupError(Exception):
    """Something a person has to put right; the message says what, in full sentences."""


@dataclass
class Child:
    """A running child process; `log` is where its output goes, None for the terminal."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    def tail(self, lines: int = 15) -> str:
        if self.log is None or not self.log.exists():
            return ""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join("    " + line for line in text.splitlines()[-lines:])


def start(
    name: str, command: Sequence[str], environment: Mapping[str, str], log: Path | None = None
) -> Child:
    """Start `command` in a session of its own, so that the terminal's Ctrl-C reaches only us."""
    output: IO[bytes] | None = log.open("ab") if log else None
    try:
        process = subprocess.Popen(
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
    finally:
        if output:
            output.close()
    return Child(name, process, log)


def stop(child: Child) -> bool:
    """End the child and all it started; False if it had to be killed and may have lost something.

    Asks first: MiniStack writes its state down when asked to stop.
    """
    _signal_group(child.pid, signal.SIGTERM)
    try:
        child.process.wait(GRACE_SECONDS)
        stopped_itself = True
    except subprocess.TimeoutExpired:
        stopped_itself = False
    # Also when the head is gone: a grandchild that outlived it would keep the port.
    kill(child)
    return stopped_itself


def kill(child: Child) -> None:
    """End the child and all it started at once, as a crash does."""
    _signal_group(child.pid, signal.SIGKILL)
    child.process.wait()


def stop_stranger(pid: int) -> None:
    """End a process group that an earlier run left behind (so it is no child of ours)."""
    _signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while started_at(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal_group(pid, signal.SIGKILL)


def started_at(pid: int) -> str:
    """Return a mark of when process `pid` began, "" when it is not running.

    A pid alone does not name a process: the system hands numbers out again.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        # Gone already; macOS says PermissionError of a group that holds only a zombie.
        return
