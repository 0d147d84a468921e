"""Jobs: carried out once, and honest about how they ended."""

import json

import pytest

from portal import jobs
from portal.dynamo import Unavailable
from portal.errors import Fault, Invalid


@pytest.fixture
def job(unique, queue_url):
    return jobs.enqueue(kind=unique, owner="u1", payload={"n": 1})


def run(job):
    jobs.run_message(json.dumps({"job": job.job_id}))
    return jobs.Job.fetch(*jobs.Job.key(job.job_id))


def test_a_job_ends_with_its_result(job, unique):
    jobs.handles(unique, lambda job: {"doubled": job.payload["n"] * 2})
    done = run(job)
    assert (done.status, done.percent, done.result) == ("succeeded", 100, {"doubled": 2})


def test_a_refusal_is_kept_as_the_problem_it_would_have_been(job, unique):
    def refuse(job):
        raise Invalid("No good.", faults=[Fault("missing", "/info")])

    jobs.handles(unique, refuse)
    failed = run(job)
    assert failed.status == "failed"
    assert failed.problem["status"] == 422
    assert failed.problem["errors"] == [{"detail": "missing", "pointer": "/info"}]


def test_a_fault_of_ours_ends_the_job_without_its_details(job, unique):
    def break_down(job):
        raise RuntimeError("secret")

    jobs.handles(unique, break_down)
    failed = run(job)
    assert failed.problem["status"] == 500
    assert "secret" not in json.dumps(failed.problem)


def test_a_service_that_is_away_leaves_the_job_to_be_delivered_again(job, unique):
    def away(job):
        raise Unavailable("S3")

    jobs.handles(unique, away)
    with pytest.raises(Unavailable):
        run(job)
    jobs.handles(unique, lambda job: {"second": "time"})
    assert run(job).result == {"second": "time"}


def test_a_second_delivery_does_nothing(job, unique):
    times = []
    jobs.handles(unique, lambda job: times.append(1) or {})
    run(job)
    run(job)
    assert times == [1]


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", '{"job": 5}', '{"job": "unknown"}', "\x00"]
)
def test_a_message_that_names_no_job_is_dropped(body):
    jobs.run_message(body)
