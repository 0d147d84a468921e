"""What stops `make run` before it starts: a sentence that says what to do, never a traceback."""

import json
import os
import socket
import subprocess
import sys

import pytest

from devstack.network import free_port
from devstack.supervisor import ROOT, Ports


def refusal(run):
    """Return what a run that must not start says."""
    output = run.read_until("\0")
    assert run.process.wait() == 1
    assert "Traceback" not in output
    return output


@pytest.fixture
def busy_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("which", "way_out"),
    [
        ("web", "PORT="),
        ("aws", "AWS_PORT="),
        ("corporate", "IDP_PORT="),
        ("demo", "DEMO_PORT="),
    ],
)
def test_a_busy_port_is_named_with_the_way_out(begin, busy_port, which, way_out):
    numbers = {name: free_port() for name in ("web", "aws", "corporate", "demo")}
    output = refusal(begin(Ports(**numbers | {which: busy_port})))
    assert f"Port {busy_port}" in output
    assert f"make run {way_out}" in output


@pytest.mark.parametrize("number", [0, 70000])
def test_a_number_that_is_no_port_is_refused(begin, number):
    assert "is not a port" in refusal(begin(Ports(number, free_port(), free_port(), free_port())))


def test_one_port_for_two_is_refused(begin):
    port = free_port()
    assert "name one port twice" in refusal(begin(Ports(port, free_port(), free_port(), port)))


def test_a_state_folder_that_is_a_file_is_named(begin, tmp_path):
    (tmp_path / "state").write_text("not a folder")
    output = refusal(begin())
    assert str(tmp_path / "state") in output
    assert "try again" in output


def test_a_state_folder_that_cannot_be_written_is_named(begin, tmp_path):
    # Nobody, root included, may make a folder in /proc/self.
    (tmp_path / "state").symlink_to("/proc/self/state")
    assert "cannot be used" in refusal(begin())


def test_damaged_state_is_named_and_left_alone(begin, tmp_path):
    services = tmp_path / "state" / "aws" / "services"
    services.mkdir(parents=True)
    (services / "dynamodb.json").write_text('{"__ministack_format__": 2, "payl')
    output = refusal(begin())
    assert "dynamodb.json" in output
    assert "make reset" in output
    assert (services / "dynamodb.json").read_text().endswith("payl")


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ({"layout": 0, "ministack": "1.5.33"}, "another version of this portal"),
        ({"layout": 1, "ministack": "99.0.0"}, "newer MiniStack 99.0.0"),
        ([], "another version of this portal"),
        ("{", "damaged"),
    ],
)
def test_state_of_another_version_is_refused(begin, tmp_path, mark, words):
    (tmp_path / "state").mkdir()
    text = mark if isinstance(mark, str) else json.dumps(mark)
    (tmp_path / "state" / "made-by.json").write_text(text)
    output = refusal(begin())
    assert words in output
    assert "make reset" in output


def test_half_written_notes_of_an_earlier_run_do_not_matter(begin, tmp_path, busy_port):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "running.json").write_text('[{"name": "web ser')
    assert f"Port {busy_port}" in refusal(
        begin(Ports(busy_port, free_port(), free_port(), free_port()))
    )


def test_reset_drops_damaged_state(tmp_path):
    folder = tmp_path / "state"
    (folder / "aws").mkdir(parents=True)
    (folder / "made-by.json").write_text("{")
    done = subprocess.run(
        [sys.executable, "-m", "devstack", "reset"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_STATE": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "dropped" in done.stdout
    assert not folder.exists()
