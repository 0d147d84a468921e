"""The local AWS: MiniStack in a process of its own, on loopback only."""

import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from devstack.network import free_port
from devstack.processes import Child, SetupError, start, stop

REGION = "us-east-1"
START_SECONDS = 60.0
SCRATCH = "scratch"

# What the templates, the portal and `make deploy` use; the rest of MiniStack stays off.
PORTAL_SERVICES = (
    "apigateway",
    "cloudformation",
    "cognito-idp",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "sts",
)
IDENTITY_SERVICES = ("cloudformation", "cognito-idp", "sts")


@dataclass(frozen=True)
class Emulator:
    """A running MiniStack; `url` is what AWS_ENDPOINT_URL takes."""

    url: str
    child: Child

    def stop(self) -> bool:
        """Stop it, its state saved if it has a state folder; False if it had to be killed."""
        return stop(self.child)


def begin_emulator(
    name: str,
    *,
    port: int,
    services: Sequence[str],
    state: Path,
    log: Path,
    keep: bool,
    save_within: float = 20.0,
) -> Emulator:
    """Start MiniStack without waiting for it; `wait_for` says when it answers.

    `state`: folder for what it writes; with `keep` it finds its tables, pools and objects there
    the next time, without it starts empty. While writes go on it saves every `save_within` seconds.
    """
    command = [sys.executable, "-m", "devstack.ministack_server"]
    # A function's code is unpacked here for each process that runs it, and left behind.
    shutil.rmtree(state / SCRATCH, ignore_errors=True)
    (state / SCRATCH).mkdir(parents=True)
    environment = _environment(port, services, state, keep=keep)
    environment["SAVE_WITHIN_SECONDS"] = str(save_within)
    child = start(name, command, environment, log)
    return Emulator(f"http://localhost:{port}", child)


@contextmanager
def throwaway_emulator(
    name: str, *, services: Sequence[str] = PORTAL_SERVICES, folder: Path
) -> Iterator[Emulator]:
    """Run an empty MiniStack on a free port while the block runs; its files go into `folder`.

    Raise SetupError if it does not start.
    """
    emulator = begin_emulator(
        name,
        port=free_port(),
        services=services,
        state=folder / name,
        log=folder / f"{name}.log",
        keep=False,
    )
    try:
        wait_for(emulator)
        yield emulator
    finally:
        emulator.stop()


def wait_for(emulator: Emulator) -> None:
    """Return once `emulator` answers; raise SetupError if it stops or takes too long."""
    child = emulator.child
    deadline = monotonic() + START_SECONDS
    while not _answers(emulator.url):
        if child.process.poll() is not None:
            raise SetupError(f"The {child.name} stopped while starting:\n{child.tail()}")
        if monotonic() > deadline:
            raise SetupError(
                f"The {child.name} did not answer within {START_SECONDS:.0f} s:\n{child.tail()}"
            )
        sleep(0.05)


def aws_environment(url: str, base: Mapping[str, str]) -> dict[str, str]:
    """Return `base` with every AWS setting of the person's own replaced by the emulator's.

    Nothing started with it can reach a real account, whatever profile the shell is set to.
    """
    kept = {key: value for key, value in base.items() if not key.startswith("AWS_")}
    return kept | {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def enter(environment: Mapping[str, str]) -> None:
    """Give this process the environment of one that was started with `aws_environment`."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(environment)


def _environment(port: int, services: Sequence[str], state: Path, *, keep: bool) -> dict[str, str]:
    return aws_environment(f"http://localhost:{port}", os.environ) | {
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "BIND_HOST": "127.0.0.1",
        "SERVICES": ",".join(services),
        # Both would listen on every address of the machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # So that it never looks for a Docker engine to run or clean up containers.
        "DOCKER_HOST": "unix:///nonexistent",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1" if keep else "0",
        "S3_PERSIST": "1" if keep else "0",
        # Signing keys of user pools are written here whether the rest is kept or not.
        "STATE_DIR": str(state / "services"),
        "S3_DATA_DIR": str(state / "objects"),
        "TMPDIR": str(state / SCRATCH),
        "PYTHONUNBUFFERED": "1",
    }


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_ministack/health", timeout=5) as answer:  # noqa: S310
            return "services" in json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False
