"""`make run`: up on one command, down on one signal, and nothing lost in between."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from devstack.accounts import EMPLOYEES, PASSWORD, PORTAL_ACCOUNTS
from devstack.network import is_free
from devstack.processes import started_at
from devstack.supervisor import ROOT
from tests.devstack.conftest import READY

# On one worker, so that there is one first run.
pytestmark = pytest.mark.xdist_group("devstack")


def running_pids(run):
    facts = json.loads((run.folder / "running.json").read_text())
    return {fact["name"]: fact["pid"] for fact in facts}


def all_ports_free(run):
    ports = run.ports
    return all(is_free(port) for port in (ports.web, ports.aws, ports.corporate, ports.demo))


def keep_something(run):
    run.client("dynamodb").put_item(
        TableName="portal-dev-users", Item={"PK": {"S": "KEPT"}, "SK": {"S": "KEPT"}}
    )
    bucket = next(
        bucket["Name"]
        for bucket in run.client("s3").list_buckets()["Buckets"]
        if "content" in bucket["Name"]
    )
    run.client("s3").put_object(Bucket=bucket, Key="uploads/kept", Body=b"kept")
    pool = run.client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"][0]["Id"]
    return bucket, pool


def is_kept(run, bucket, pool):
    item = run.client("dynamodb").get_item(
        TableName="portal-dev-users", Key={"PK": {"S": "KEPT"}, "SK": {"S": "KEPT"}}
    )
    body = run.client("s3").get_object(Bucket=bucket, Key="uploads/kept")["Body"].read()
    pools = run.client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]
    return "Item" in item and body == b"kept" and [found["Id"] for found in pools] == [pool]


def test_the_first_run_says_where_to_go_and_who_may_sign_in(first_run):
    assert first_run.ports.addresses.portal in first_run.output
    assert PASSWORD in first_run.output
    assert all(account.email in first_run.output for account in PORTAL_ACCOUNTS + EMPLOYEES)


def test_a_second_run_beside_the_first_is_refused_and_costs_the_first_nothing(begin, used):
    run = begin()
    run.read_until(READY)
    second = begin()
    output = second.read_until("\0")
    assert second.process.wait() == 1
    assert "already running" in output
    assert "Traceback" not in output
    with urllib.request.urlopen(f"{run.ports.addresses.portal}/readyz") as answer:
        assert json.load(answer)["status"] == "ready"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_and_the_next_run_has_the_data(begin, used, number):
    first = begin()
    first.read_until(READY)
    kept = keep_something(first)
    pids = running_pids(first)
    assert {
        "local AWS",
        "corporate sign-in",
        "demo upstream",
        "queue worker",
        "web server",
    } == set(pids)
    assert first.end(number) == 0
    assert [name for name, pid in pids.items() if started_at(pid)] == []
    assert all_ports_free(first)

    second = begin(first.ports)
    output = second.read_until(READY)
    assert "created" not in output
    assert is_kept(second, *kept)


def test_after_a_kill_the_next_run_clears_up_and_has_the_data(begin, used):
    first = begin()
    first.read_until(READY)
    kept = keep_something(first)
    first.end(signal.SIGKILL)

    second = begin(first.ports)
    output = second.read_until(READY)
    assert "An earlier run was killed and left its web server behind" in output
    assert is_kept(second, *kept)


@pytest.mark.parametrize("name", ["local AWS", "queue worker", "web server"])
def test_a_process_that_dies_is_named_and_the_rest_is_stopped(begin, used, name):
    run = begin()
    run.read_until(READY)
    pids = running_pids(run)
    os.kill(pids[name], signal.SIGKILL)
    run.read_until("\0")
    assert run.process.wait() == 1
    assert f"The {name} stopped by itself" in run.output
    assert [left for left, pid in pids.items() if started_at(pid)] == []


def test_a_worker_whose_queue_is_away_still_stops_when_asked():
    command = [sys.executable, "manage.py", "work_queue"]
    away = {**os.environ, "AWS_ENDPOINT_URL": "http://localhost:1"}
    away["QUEUE_URL"] = "http://localhost:1/000000000000/jobs"
    worker = subprocess.Popen(command, cwd=ROOT, env=away, stderr=subprocess.PIPE, text=True)
    for line in worker.stderr:
        if "does not answer" in line:
            break
    # Once it sleeps it is in the pause between two tries, where it used to miss the signal.
    while Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        pass
    worker.terminate()
    assert worker.wait(30) == 0
