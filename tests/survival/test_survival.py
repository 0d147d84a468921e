"""No fact is lost on its way to subscribers, whichever process is killed at whatever moment."""

import sys
from random import Random

import pytest

from tests.survival.harness import Outcome, survival
from tests.survival.kill_point import KillPoint

# Each run has three processes of its own.
pytestmark = pytest.mark.xdist_group("devstack")


@pytest.fixture
def random() -> Random:
    seed = Random().randrange(10**6)
    # pytest shows it with a failure.
    sys.stdout.write(f"seed {seed}\n")
    return Random(seed)


def assert_nothing_lost(outcome: Outcome) -> None:
    assert outcome.unpublished == set()
    assert outcome.undelivered == set()
    assert outcome.left_in_outbox == 0


def test_five_kills_of_web_server_and_worker_lose_no_fact(tmp_path, random):
    # After the commit and after the event is published; before it is delivered and before its
    # message is deleted; and once wherever the web server happens to be.
    web = [KillPoint.after("TransactWriteItems", step, random) for step in (1, 2)]
    web.append(KillPoint.anywhere(random))
    worker = [KillPoint.after("ReceiveMessage", step, random) for step in (1, 2)]
    random.shuffle(web)
    random.shuffle(worker)
    with survival(tmp_path, random, web=web, worker=worker) as running:
        running.write_until_all_are_killed()
        assert sum(victim.kills for victim in running.victims) == 5
        outcome = running.outcome()
    assert len(outcome.recorded) > 5
    assert_nothing_lost(outcome)


def test_after_a_restart_of_the_local_aws_every_fact_it_still_has_is_delivered(tmp_path, random):
    with survival(tmp_path, random) as running:
        for _ in range(2):
            running.restart_emulator()
        outcome = running.outcome()
    assert len(outcome.recorded) > 3
    assert_nothing_lost(outcome)
