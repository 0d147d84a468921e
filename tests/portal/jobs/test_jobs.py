"""Jobs: carried out once, and honest about how they ended."""

import json

import pytest

from portal.dynamo import Unavailable
from portal.errors import Fault, Invalid
from portal.jobs import services as jobs
from portal.jobs.items import QUEUED, RUNNING, TRIES_TAKE
from portal.jobs.management.commands.work_queue import Command
from portal.request_context import RequestContext, use_context

carried_out = []


@pytest.fixture
def job(unique, queue_url):
    return jobs.enqueue(kind=unique, owner="u1", payload={"n": 1})


def double(job):
    carried_out.append(job.job_id)
    return {"doubled": job.payload["n"] * 2}


def refuse(job):
    raise Invalid("No good.", faults=[Fault("missing", "/info")])


def break_down(job):
    raise RuntimeError("secret")


def away(job):
    raise Unavailable("S3")


def run(job, handler):
    jobs.handles(job.kind, f"{__name__}.{handler.__name__}")
    jobs.run_message(json.dumps({"job": job.job_id}))
    return jobs.find(job.job_id)


def test_a_job_ends_with_its_result(job):
    done = run(job, double)
    assert (done.status, done.percent, done.result) == ("succeeded", 100, {"doubled": 2})


def test_a_refusal_is_kept_as_the_problem_it_would_have_been(job):
    failed = run(job, refuse)
    assert failed.status == "failed"
    assert failed.problem["status"] == 422
    assert failed.problem["errors"] == [{"detail": "missing", "pointer": "/info"}]


def test_a_fault_of_ours_ends_the_job_without_its_details(job):
    failed = run(job, break_down)
    assert failed.problem["status"] == 500
    assert "secret" not in json.dumps(failed.problem)


def test_a_service_that_is_away_leaves_the_job_to_be_delivered_again(job):
    with pytest.raises(Unavailable):
        run(job, away)
    assert run(job, double).result == {"doubled": 2}


def test_a_second_delivery_does_nothing(job):
    run(job, double)
    run(job, double)
    assert carried_out.count(job.job_id) == 1


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", '{"job": 5}', '{"job": "unknown"}', "\x00"]
)
def test_a_message_that_names_no_job_is_dropped(body):
    jobs.run_message(body)


def test_a_worker_that_cannot_delete_its_message_goes_on(job, settings):
    jobs.handles(job.kind, f"{__name__}.{double.__name__}")
    worker = Command()
    with use_context(RequestContext(background=True)):
        (message,) = worker.receive()
        settings.QUEUE_URL += "-gone"
        worker.carry_out(message)
    assert jobs.find(job.job_id).status == "succeeded"


@pytest.mark.parametrize("status", [QUEUED, RUNNING])
def test_a_job_that_nobody_carries_out_any_more_has_failed(job, status):
    job.status = status
    job.created_at -= TRIES_TAKE
    job.put()
    given_up = jobs.find(job.job_id)
    assert (given_up.status, given_up.problem["status"]) == ("failed", 503)
    # Whoever saw that may have started again.
    run(job, double)
    assert job.job_id not in carried_out


def test_a_job_that_waited_long_is_not_given_up_while_it_is_heard_of(job):
    job.created_at -= TRIES_TAKE
    job.report("Reading", 5)
    assert jobs.find(job.job_id).status == "queued"
    job.heard_at -= TRIES_TAKE
    job.put()
    assert jobs.find(job.job_id).status == "failed"
