"""The local AWS saves while it runs, and a kill at any moment leaves a state that starts."""

import io
import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import boto3
import pytest

from devstack import saving
from devstack.emulator import Emulator, begin_emulator, wait_for
from devstack.network import free_port
from devstack.processes import started_at
from devstack.saving import DRAFTS, Saver

TABLE = "kept"
# For a machine that has other things to do.
LONGEST_RUN_SECONDS = 300
ROLE = "arn:aws:iam::000000000000:role/function"


@dataclass
class LocalAws:
    """A MiniStack that keeps its state in `folder`, whatever its processes go through."""

    folder: Path
    emulator: Emulator = field(init=False)
    deadline: float = field(init=False)

    def start(self) -> None:
        self.deadline = monotonic() + LONGEST_RUN_SECONDS
        self.emulator = begin_emulator(
            "local AWS",
            port=free_port(),
            services=("dynamodb", "lambda", "sqs"),
            state=self.folder,
            log=self.folder.with_suffix(".log"),
            keep=True,
        )
        wait_for(self.emulator)

    def client(self, service: str):
        return boto3.client(service, endpoint_url=self.emulator.url)

    def put(self, key: str, value: str = "") -> None:
        self.client("dynamodb").put_item(
            TableName=TABLE, Item={"PK": {"S": key}, "value": {"S": value}}
        )

    def items(self) -> set[str]:
        """Return the keys of all items."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
        return {item["PK"]["S"] for page in pages for item in page["Items"]}

    def file(self, service: str) -> Path:
        return self.folder / "services" / f"{service}.json"

    def wait_until_saved(self, text: str) -> None:
        while not (self.file("dynamodb").exists() and text in self.file("dynamodb").read_text()):
            self.require_running()

    def hold_a_save(self, *, after: str = "", before: str = "lambda") -> int:
        """Begin a save and hold its child up between drafts of two services; return its pid."""
        drafts = self._begin_a_save()
        child = int(drafts.name.removeprefix(DRAFTS))
        # Opened for writing, a pipe without a reader blocks.
        os.mkfifo(drafts / f"{before}.part")
        os.kill(child, signal.SIGCONT)
        while after and not (drafts / f"{after}.json").exists():
            assert drafts.exists(), "The save was not held up."
            self.require_running()
        return child

    def _begin_a_save(self) -> Path:
        """Begin a save and stop its child at once; return the folder of its drafts."""
        services = self.folder / "services"
        while True:
            before = self.file("dynamodb").stat().st_mtime_ns if self.is_saved else 0
            self.put("not saved yet")
            while not self.is_saved or self.file("dynamodb").stat().st_mtime_ns == before:
                for drafts in services.glob(f"{DRAFTS}*"):
                    os.kill(int(drafts.name.removeprefix(DRAFTS)), signal.SIGSTOP)
                    return drafts
                self.require_running()

    @property
    def is_saved(self) -> bool:
        return self.file("dynamodb").exists()

    def require_running(self) -> None:
        """Fail where the server has ended, or what is waited for does not come about."""
        assert self.emulator.child.process.poll() is None, self.emulator.child.tail()
        assert monotonic() < self.deadline, self.emulator.child.tail()

    def kill(self) -> None:
        """End the server as a crash does, and leave its children alone."""
        self.emulator.child.process.kill()
        self.emulator.child.process.wait()


@pytest.fixture
def local_aws(tmp_path: Path) -> Iterator[LocalAws]:
    local_aws = LocalAws(tmp_path / "state")
    local_aws.start()
    local_aws.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )
    # Enough for a save to take a moment.
    for number in range(40):
        local_aws.put(f"large-{number}", "x" * 350_000)
    yield local_aws
    local_aws.emulator.stop()


def go_on(local_aws: LocalAws, service: str) -> None:
    """Let a save go on that is held up before `service`, which then cannot be saved."""
    (pipe,) = local_aws.folder.glob(f"services/{DRAFTS}*/{service}.part")
    pipe.read_bytes()


def archive(answer: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("function.py", f"def handler(event, context):\n    return {answer!r}\n")
    return data.getvalue()


def save_a_function_and_change_it(local_aws: LocalAws) -> None:
    """Have the first code of a function saved, and the second one not yet."""
    functions = local_aws.client("lambda")
    functions.create_function(
        FunctionName="answer",
        Runtime="python3.12",
        Role=ROLE,
        Handler="function.handler",
        Code={"ZipFile": archive("first")},
    )
    local_aws.put("saved")
    local_aws.wait_until_saved("saved")
    functions.update_function_code(FunctionName="answer", ZipFile=archive("second"))


def test_what_was_written_survives_a_crash_once_writes_have_come_to_rest(local_aws):
    local_aws.client("sqs").create_queue(QueueName="jobs")
    local_aws.put("written")
    local_aws.wait_until_saved("written")
    local_aws.kill()

    local_aws.start()
    assert "written" in local_aws.items()
    assert local_aws.client("sqs").list_queues()["QueueUrls"]


@pytest.mark.parametrize(
    "place",
    [{}, {"after": "dynamodb", "before": "lambda"}, {"after": "sqs", "before": "sts"}],
)
def test_a_kill_in_the_middle_of_a_save_leaves_the_state_before_it(local_aws, place):
    local_aws.client("sqs").create_queue(QueueName="jobs")
    local_aws.put("saved")
    local_aws.wait_until_saved("saved")
    child = local_aws.hold_a_save(**place)
    local_aws.kill()
    os.kill(child, signal.SIGKILL)
    assert list((local_aws.folder / "services").glob(f"{DRAFTS}*"))

    local_aws.start()
    assert local_aws.items() == {"saved"} | {f"large-{number}" for number in range(40)}
    assert local_aws.client("sqs").list_queues()["QueueUrls"]
    assert not list((local_aws.folder / "services").glob(f"{DRAFTS}*"))


def test_a_kill_in_the_middle_of_a_save_leaves_functions_their_code(local_aws):
    save_a_function_and_change_it(local_aws)
    child = local_aws.hold_a_save(after="lambda", before="scheduler")
    local_aws.kill()
    os.kill(child, signal.SIGKILL)

    local_aws.start()
    answer = local_aws.client("lambda").invoke(FunctionName="answer")
    assert json.load(answer["Payload"]) == "first"


def test_code_that_no_function_has_any_more_is_deleted_once_that_is_saved(local_aws):
    save_a_function_and_change_it(local_aws)
    local_aws.emulator.stop()
    assert len(list((local_aws.folder / "services" / "lambda-blobs").iterdir())) == 1


def test_a_save_that_hangs_holds_up_neither_requests_nor_the_stop(local_aws):
    local_aws.hold_a_save()
    local_aws.put("written during the save")
    assert local_aws.emulator.stop()
    assert not list((local_aws.folder / "services").glob(f"{DRAFTS}*"))

    local_aws.start()
    assert {"not saved yet", "written during the save"} <= local_aws.items()


def test_a_save_whose_server_is_gone_does_not_disturb_the_next_one(local_aws):
    local_aws.put("saved")
    local_aws.wait_until_saved("saved")
    child = local_aws.hold_a_save(after="dynamodb", before="scheduler")
    local_aws.kill()
    before = local_aws.file("dynamodb").read_bytes()
    go_on(local_aws, "scheduler")
    while started_at(child):
        pass
    assert local_aws.file("dynamodb").read_bytes() == before


def test_a_service_that_cannot_be_saved_is_named_and_costs_the_others_nothing(local_aws):
    local_aws.client("sqs").create_queue(QueueName="jobs")
    local_aws.put("saved")
    local_aws.wait_until_saved("saved")
    local_aws.hold_a_save(after="dynamodb", before="sqs")
    go_on(local_aws, "sqs")
    local_aws.wait_until_saved("not saved yet")
    while "it will be tried again" not in (log := local_aws.emulator.child.tail(100)):
        local_aws.require_running()
    assert "while saving sqs" in log
    assert json.loads(local_aws.file("sqs").read_text())["payload"]["queues"]

    local_aws.put("written after the failure")
    local_aws.wait_until_saved("written after the failure")


def outcome(saver: Saver) -> bool:
    while (succeeded := saver.succeeded()) is None:
        pass
    return succeeded


def saver_of(folder: Path, state: Callable[[], object]) -> Saver:
    return Saver(folder, states=lambda: {"thing": state}, replaced=lambda: None)


def test_a_save_is_ended_after_its_time(tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "LONGEST_SAVE_SECONDS", 1)
    saver = saver_of(tmp_path, signal.pause)
    saver.begin()
    assert not outcome(saver)
    assert not saver.is_running


def test_the_child_sees_the_state_of_the_moment_it_began(tmp_path):
    state = {"value": "before"}
    saver = saver_of(tmp_path, lambda: state)
    saver.begin()
    state["value"] = "after"
    assert outcome(saver)
    assert json.loads((tmp_path / "thing.json").read_text())["payload"] == {"value": "before"}


def test_a_save_broken_off_while_its_files_take_their_places_is_finished_at_the_next_start(
    tmp_path,
):
    def saver() -> Saver:
        states = dict.fromkeys(("dynamodb", "sns", "sqs"), lambda: "after")
        return Saver(tmp_path, states=lambda: states, replaced=lambda: None)

    (tmp_path / "sns.json").mkdir()
    with pytest.raises(IsADirectoryError):
        saver().finish()
    (tmp_path / "sns.json").rmdir()
    saver()
    saved = {path.stem: json.loads(path.read_text())["payload"] for path in tmp_path.glob("*.json")}
    assert saved == {"dynamodb": "after", "sns": "after", "sqs": "after"}
