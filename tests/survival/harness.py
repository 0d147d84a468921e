"""A portal of several processes that are killed while facts are written, and what came of those.

Local AWS, web server and worker run as `make run` has them, with the app of `tests.survival.apps`
added. Facts are written over REST by one client that takes every failure for granted. In the end
the records are read from the table, past the portal, and held against what a queue at the topic
and a subscriber in the worker got to see.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import boto3
import requests

from devstack.emulator import PORTAL_SERVICES, REGION, Emulator, begin_emulator, wait_for
from devstack.network import free_port
from devstack.processes import Child, kill, start, stop
from devstack.stacks import (
    CORPORATE_SECRET,
    Addresses,
    deploy_local,
    portal_process_environment,
)
from devstack.supervisor import ROOT
from tests.survival import WITNESS_TABLE
from tests.survival.kill_point import KillPoint

# For a machine that has other things to do.
DEADLINE_SECONDS = 120.0
# How long a message whose worker was killed stays hidden; a minute otherwise.
VISIBILITY_SECONDS = 3
# The state is saved this often while facts are written.
SAVE_SECONDS = 0.5
SLUG = "survivor"


@dataclass(frozen=True)
class Outcome:
    """What came of the facts, by the id of their records."""

    recorded: set[str]
    published: Counter[str]
    delivered: Counter[str]
    left_in_outbox: int

    @property
    def unpublished(self) -> set[str]:
        return self.recorded - self.published.keys()

    @property
    def undelivered(self) -> set[str]:
        return self.recorded - self.delivered.keys()

    @property
    def delivered_twice(self) -> int:
        return sum(times > 1 for times in self.delivered.values())

    @property
    def is_complete(self) -> bool:
        return not (self.unpublished or self.undelivered or self.left_in_outbox)


@dataclass
class Victim:
    """A process of the portal, started again each time it was killed, until its points are used."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    points: list[KillPoint] = field(default_factory=list)
    kills: int = 0
    child: Child | None = None
    kill_at: float = 0.0
    is_planned: bool = False

    def start(self) -> None:
        point = self.points.pop(0) if self.points else None
        self.is_planned = point is not None
        environment = self.environment | (point.environment if point else {})
        self.child = start(self.name, self.command, environment, self.log)
        self.kill_at = monotonic() + point.seconds if point else 0.0

    def look_after(self) -> None:
        """Kill it where its time has come; start it again where it was killed."""
        assert self.child
        if self.is_planned and monotonic() > self.kill_at:
            kill(self.child)
        code = self.child.process.poll()
        if code is None:
            return
        if code != -signal.SIGKILL or not self.is_planned:
            raise RuntimeError(f"The {self.name} ended by itself ({code}):\n{self.child.tail(40)}")
        self.kills += 1
        self.start()


class Survival:
    """A running portal, and the client that writes facts."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.random = random
        self.addresses = Addresses(
            aws=f"http://localhost:{free_port()}",
            corporate="http://localhost:1",
            portal=f"http://localhost:{free_port()}",
        )
        self.emulator: Emulator
        self.victims: list[Victim] = []
        self.session = requests.Session()
        self.written = 0
        self.emulator_kills = 0

    # --- Beginning and end ---------------------------------------------------------------------

    def begin(self, *, web: list[KillPoint], worker: list[KillPoint]) -> None:
        self.start_emulator()
        nobody = {CORPORATE_SECRET: "none"}
        stack = deploy_local(self.addresses, lambda line: None, nobody)
        environment = portal_process_environment(self.addresses, stack) | {
            "DJANGO_SETTINGS_MODULE": "tests.survival.settings"
        }
        self.stack = stack
        self.watch_topic()
        self.session.headers["X-API-Key"] = self.publisher_key(environment)
        port = self.addresses.portal.rpartition(":")[2]
        for name, command, points in (
            ("web server", ["-m", "devstack.web_server", "--noreload", f"localhost:{port}"], web),
            ("worker", ["manage.py", "work_queue"], worker),
        ):
            log = self.folder / f"{name}.log"
            command = [sys.executable, *command]
            self.victims.append(Victim(name, command, environment, log, points))
            self.victims[-1].start()
        self.until(self.register_api)

    def end(self) -> None:
        for victim in self.victims:
            if victim.child:
                stop(victim.child)
        self.emulator.stop()

    def start_emulator(self) -> None:
        self.emulator = begin_emulator(
            "local AWS",
            port=int(self.addresses.aws.rpartition(":")[2]),
            services=PORTAL_SERVICES,
            state=self.folder / "aws",
            log=self.folder / "aws.log",
            keep=True,
            save_within=SAVE_SECONDS,
        )
        wait_for(self.emulator)

    def watch_topic(self) -> None:
        """Subscribe a queue to the topic, as others may, and make the witness's table."""
        queue = self.client("sqs").create_queue(QueueName="survival")["QueueUrl"]
        self.client("sns").subscribe(
            TopicArn=self.stack["EVENTS_TOPIC_ARN"],
            Protocol="sqs",
            Endpoint=self.client("sqs").get_queue_attributes(
                QueueUrl=queue, AttributeNames=["QueueArn"]
            )["Attributes"]["QueueArn"],
            Attributes={"RawMessageDelivery": "true"},
        )
        self.queue = queue
        self.client("sqs").set_queue_attributes(
            QueueUrl=self.stack["EVENTS_QUEUE_URL"],
            Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)},
        )
        self.client("dynamodb").create_table(
            TableName=WITNESS_TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )

    def publisher_key(self, environment: dict[str, str]) -> str:
        command = [sys.executable, "-m", "tests.survival.publisher"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.addresses.aws,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    # --- Facts ---------------------------------------------------------------------------------

    def register_api(self) -> bool:
        """Register the API that facts are about; return whether it is there."""
        self.look_after_victims()
        self.ask("post", "", {"slug": SLUG, "spec": description("1.0.0")})
        return self.ask("get", f"{SLUG}/")

    def write_a_fact(self) -> None:
        self.written += 1
        name = f"1.{self.written}.0"
        match self.random.randrange(8):
            case 0:
                self.ask("post", f"{SLUG}/versions/", {"spec": description(name)})
            case 1:
                self.ask("patch", f"{SLUG}/versions/1.0.0/", {"notes": f"Notes {self.written}"})
            case _:
                address = f"team-{self.written}@example.com"
                self.ask("patch", f"{SLUG}/", {"support_email": address})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        """Return whether the portal did it; it may be down, unavailable, or in a conflict."""
        try:
            answer = self.session.request(
                method, f"{self.addresses.portal}/api/v1/apis/{path}", json=body, timeout=20
            )
        except requests.ConnectionError:
            sleep(0.05)
            return False
        if 400 <= answer.status_code < 500 and answer.status_code not in (404, 409):
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.ok

    # --- Kills ---------------------------------------------------------------------------------

    def look_after_victims(self) -> None:
        for victim in self.victims:
            victim.look_after()

    def write_until_all_are_killed(self) -> None:
        """Write facts until the kill points of web server and worker are used, and some more."""

        def are_killed() -> bool:
            self.look_after_victims()
            self.write_a_fact()
            return not any(victim.is_planned for victim in self.victims)

        def is_up_again() -> bool:
            return self.ask("get", f"{SLUG}/")

        self.until(are_killed, rounds=1 + sum(len(victim.points) for victim in self.victims))
        self.until(is_up_again)
        for _ in range(10):
            self.write_a_fact()

    def restart_emulator(self) -> None:
        """Write facts until some are saved and some more, then kill the local AWS and start it
        from what it saved."""
        for _ in range(2):
            # The first save may have begun before these facts.
            self.write_until_saved()
        until = monotonic() + self.random.uniform(0.0, 2 * SAVE_SECONDS)
        while monotonic() < until:
            self.write_a_fact()
        kill(self.emulator.child)
        self.emulator_kills += 1
        self.start_emulator()

    def write_until_saved(self) -> None:
        file = self.folder / "aws" / "services" / "dynamodb.json"
        before = file.stat().st_mtime_ns

        def is_saved() -> bool:
            self.write_a_fact()
            return file.stat().st_mtime_ns > before

        self.until(is_saved)

    # --- What came of it -----------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """Return what came of the facts, once all is well or the deadline has passed."""
        published: Counter[str] = Counter()
        found = None

        def complete() -> bool:
            nonlocal found
            published.update(self.published())
            found = Outcome(
                {item["id"]["S"] for item in self.items("users", "EVENT#")},
                published,
                self.delivered(),
                sum(1 for _ in self.items("users", "OUTBOX")),
            )
            return found.is_complete

        with suppress(TimeoutError):
            self.until(complete, pause=0.2)
        assert found
        return found

    def items(self, table: str, partition: str) -> Iterator[dict[str, Any]]:
        scan = self.client("dynamodb").get_paginator("scan")
        for page in scan.paginate(TableName=self.stack["TABLE_PREFIX"] + table):
            yield from (item for item in page["Items"] if item["PK"]["S"].startswith(partition))

    def published(self) -> Iterator[str]:
        """Yield the ids of the messages in the queue at the topic, which are gone then."""
        sqs = self.client("sqs")
        while messages := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                yield json.loads(message["Body"])["id"]
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])

    def delivered(self) -> Counter[str]:
        scan = self.client("dynamodb").get_paginator("scan")
        return Counter(
            {
                item["id"]["S"]: int(item["delivered"]["N"])
                for page in scan.paginate(TableName=WITNESS_TABLE)
                for item in page["Items"]
            }
        )

    def until(self, holds: Callable[[], bool], *, rounds: int = 1, pause: float = 0.0) -> None:
        """Ask until it holds. Raises TimeoutError where it does not in the time for its rounds."""
        deadline = monotonic() + rounds * DEADLINE_SECONDS
        while not holds():
            if monotonic() > deadline:
                raise TimeoutError(f"This took longer than {rounds * DEADLINE_SECONDS:.0f} s")
            sleep(pause)


def description(version: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Survivor", "version": version},
        "paths": {"/things": {"get": {"responses": {"200": {"description": "Things"}}}}},
    }


@contextmanager
def survival(
    folder: Path, random: Random, *, web: Sequence[KillPoint] = (), worker: Sequence[KillPoint] = ()
) -> Iterator[Survival]:
    """Run a portal in `folder` whose web server and worker die at these points."""
    running = Survival(folder, random)
    try:
        running.begin(web=list(web), worker=list(worker))
        yield running
    finally:
        running.end()
