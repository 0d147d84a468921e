"""`make run`: the portal with its local AWS, from the first process to the last one's end."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from devstack.accounts import EMPLOYEES, PASSWORD, PORTAL_ACCOUNTS
from devstack.choices import Choices, from_shell
from devstack.emulator import (
    IDENTITY_SERVICES,
    PORTAL_SERVICES,
    Emulator,
    begin_emulator,
    wait_for,
)
from devstack.network import require_free_port
from devstack.processes import Child, SetupError, start, stop, stop_stranger
from devstack.stacks import (
    CORPORATE_SECRET,
    Addresses,
    deploy_local,
    portal_process_environment,
)
from devstack.state import State, opened
from infra.environment import CORPORATE_CALLBACK

ROOT = Path(__file__).resolve().parent.parent
WEB_START_SECONDS = 60.0
ALLOWED_UPSTREAMS = "GATEWAY_ALLOWED_NETWORKS"


class Stopped(BaseException):
    """The person (or the system) asked for an end. Not an Exception: nothing may swallow it."""


@dataclass(frozen=True)
class Ports:
    """Ports on localhost of the web server, the local AWS, the corporate provider, and the demo's
    upstream."""

    web: int
    aws: int
    corporate: int
    demo: int

    @property
    def addresses(self) -> Addresses:
        return Addresses(
            aws=f"http://localhost:{self.aws}",
            corporate=f"http://localhost:{self.corporate}",
            portal=f"http://localhost:{self.web}",
        )

    @property
    def demo_url(self) -> str:
        """Where the demo's upstream answers (`devstack.coffee_service`)."""
        return f"http://localhost:{self.demo}"


@dataclass
class Run:
    """What runs at the moment; ends it in reverse order, the emulators last."""

    state: State
    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> Child:
        self.children.append(child)
        self.state.note_running(self.children)
        return child

    def end(self) -> None:
        for child in reversed(self.children):
            if not stop(child):
                say(f"The {child.name} did not stop when asked and was killed.")
        self.children.clear()
        self.state.running.unlink(missing_ok=True)

    def ended_by_itself(self) -> Child | None:
        return next((c for c in self.children if c.process.poll() is not None), None)


def run(folder: Path, ports: Ports) -> int:
    """Run the portal until Ctrl-C or SIGTERM; return the exit code.

    Raise SetupError when it cannot start.
    """
    with _stoppable(), ExitStack() as ending:
        state = ending.enter_context(opened(folder))
        running = Run(state)
        ending.callback(_end_undisturbed, running)
        try:
            _start_all(running, ports)
            return _supervise(running)
        except Stopped:
            say("\nStopping; the data is kept for the next run.")
            return 0


def say(line: str) -> None:
    print(line, flush=True)


def _start_all(running: Run, ports: Ports) -> None:
    began = time.monotonic()
    choices = from_shell()
    _end_left_behind(running.state)
    _require_ports(ports, choices)
    say("Starting the local AWS" + ("" if choices.issuer else " and the corporate sign-in"))
    for emulator in _begin_emulators(running, ports, choices):
        wait_for(emulator)
    say("Bringing the stacks up to date")
    stack = deploy_local(ports.addresses, lambda line: say(f"  {line}"), choices.provider)
    stack[ALLOWED_UPSTREAMS] = _allowed_upstreams(ports)
    environment = portal_process_environment(ports.addresses, stack)
    running.state.note_environment(_for_commands(ports, stack, choices))
    if not running.state.demo.exists():
        # Only once: what people delete of it stays deleted.
        say("Making the demo accounts known and loading the demo content")
        _finish([sys.executable, "-m", "devstack.people"], environment)
        _finish(_command("load_demo", "--coffee-url", ports.demo_url), environment)
        running.state.demo.touch()
    say("Starting the demo's upstream, the queue worker and the web server")
    upstream = [sys.executable, "-m", "devstack.coffee_service", str(ports.demo)]
    running.add(start("demo upstream", upstream, environment))
    running.add(start("queue worker", _command("work_queue"), environment))
    web = [sys.executable, "-m", "devstack.web_server", f"localhost:{ports.web}"]
    quiet = {"DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    running.add(start("web server", web, environment | quiet))
    _wait_for_web(running, ports)
    _welcome(ports, choices, time.monotonic() - began)


def _for_commands(ports: Ports, stack: Mapping[str, str], choices: Choices) -> dict[str, str]:
    """Return what `manage.py` needs; no command needs the secret of somebody's own provider."""
    variables = portal_process_environment(ports.addresses, stack, base=choices.settings)
    if choices.issuer:
        variables.pop(CORPORATE_SECRET, None)
    return variables


def _require_ports(ports: Ports, choices: Choices) -> None:
    require_free_port(ports.web, "the portal", "PORT")
    require_free_port(ports.aws, "the local AWS", "AWS_PORT")
    if not choices.issuer:
        require_free_port(ports.corporate, "the corporate sign-in", "IDP_PORT")
    require_free_port(ports.demo, "the demo's upstream", "DEMO_PORT")
    if len({ports.web, ports.aws, ports.corporate, ports.demo}) < 4:
        raise SetupError(
            "PORT, AWS_PORT, IDP_PORT and DEMO_PORT name one port twice: give each its own."
        )


def _allowed_upstreams(ports: Ports) -> str:
    """Return where upstreams may be although it is inside: where the shell says, and the demo's."""
    chosen = os.environ.get(ALLOWED_UPSTREAMS, "")
    return ",".join(filter(None, [chosen, f"localhost:{ports.demo}"]))


def _begin_emulators(running: Run, ports: Ports, choices: Choices) -> list[Emulator]:
    """Start both at once; MiniStack takes most of a second to load."""
    wanted: list[tuple[str, str, int, Sequence[str]]] = [
        ("local AWS", "aws", ports.aws, PORTAL_SERVICES)
    ]
    if not choices.issuer:
        wanted.append(("corporate sign-in", "corporate", ports.corporate, IDENTITY_SERVICES))
    emulators = []
    for name, folder, port, services in wanted:
        emulator = begin_emulator(
            name,
            port=port,
            services=services,
            state=running.state.emulator(folder),
            log=running.state.logs / f"{folder}.log",
            keep=True,
        )
        running.add(emulator.child)
        emulators.append(emulator)
    return emulators


def _end_left_behind(state: State) -> None:
    for name, pid in state.left_behind():
        say(f"An earlier run was killed and left its {name} behind (process {pid}): ending it")
        stop_stranger(pid)


def _supervise(running: Run) -> int:
    while True:
        ended = running.ended_by_itself()
        if ended is not None:
            say(f"The {ended.name} stopped by itself (exit code {ended.process.returncode}).")
            if ended.log:
                say(f"The end of its log, {ended.log}:\n{ended.tail()}")
            say("Stopping the rest; the data is kept.")
            return 1
        time.sleep(0.25)


def _wait_for_web(running: Run, ports: Ports) -> None:
    deadline = time.monotonic() + WEB_START_SECONDS
    while not _is_up(f"{ports.addresses.portal}/healthz"):
        ended = running.ended_by_itself()
        if ended is not None:
            raise SetupError(f"The {ended.name} stopped; its message is above.\n{ended.tail()}")
        if time.monotonic() > deadline:
            raise SetupError(f"The web server did not answer within {WEB_START_SECONDS:.0f} s.")
        time.sleep(0.1)


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        # It answers; what is wrong with the answer is for the person to see.
        return True
    except OSError:
        return False


def _welcome(ports: Ports, choices: Choices, seconds: float) -> None:
    say(f"\nReady after {seconds:.1f} s: {ports.addresses.portal}\n")
    say(f"Sign in with the password {PASSWORD} as")
    for account in PORTAL_ACCOUNTS:
        say(f"  {account.email:<26}{', '.join(account.groups)}")
    if choices.issuer:
        say(f"or through your own provider, {choices.issuer}, which must know the address")
        say(f"  {ports.addresses.portal}{CORPORATE_CALLBACK}")
    else:
        say("or through the corporate sign-in as")
        for account in EMPLOYEES:
            say(f"  {account.email:<26}{', '.join(account.groups)}")
    say("\nCtrl-C stops everything and keeps the data; `make reset` drops it.\n")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _finish(command: list[str], environment: Mapping[str, str]) -> None:
    result = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False)
    if result.returncode:
        raise SetupError(f"`{' '.join(command[1:])}` failed; its message is above.")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into Stopped."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_undisturbed(running: Run) -> None:
    """End all processes; a second Ctrl-C must not leave some of them running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    running.end()
