"""Jobs: carried out once, and honest about how they ended."""

import json
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from portal import clock, events
from portal.accounts import audit
from portal.aws.queues import UnreadableMessage
from portal.dynamo import Unavailable
from portal.errors import Fault, Invalid
from portal.jobs import services as jobs
from portal.jobs.items import ATTEMPTS_TAKE, QUEUE_KEEPS, RUNNING
from portal.jobs.kinds import JobKind, declare
from portal.jobs.management.commands.work_queue import readers
from portal.jobs.services import NextStep
from portal.request_context import RequestContext, use_context
from tests.people import person

carried_out = []


@pytest.fixture
def job(unique, queue_url):
    return jobs.enqueue(kind=unique, owner="u1", payload={"n": 1})


def double(job):
    carried_out.append(job.job_id)
    return {"doubled": job.payload["n"] * 2}


def refuse(job):
    raise Invalid("invalid", faults=[Fault("invalid", "/info", words="missing")])


def break_down(job):
    raise RuntimeError("secret")


def away(job):
    raise Unavailable("S3")


def note_in_the_log(job):
    events.record(job.kind, subject=f"API#{job.job_id}")
    return {}


def run(job, handler, **kind):
    declare(job.kind, JobKind(handler=f"{__name__}.{handler.__name__}", title="Test", **kind))
    jobs.run_message(json.dumps({"job": job.job_id}))
    return jobs.load(job.job_id)


def test_a_job_ends_with_its_result(job):
    done = run(job, double)
    assert (done.status, done.percent, done.result) == ("succeeded", 100, {"doubled": 2})


def test_a_refusal_is_kept_as_the_problem_it_would_have_been(job):
    failed = run(job, refuse)
    assert failed.status == "failed"
    assert failed.problem["status"] == 422
    (fault,) = failed.shown_problem.as_json()["errors"]
    assert fault == {"code": "invalid", "detail": "missing", "pointer": "/info"}


def test_a_fault_of_ours_ends_the_job_without_its_details(job):
    failed = run(job, break_down)
    assert failed.problem["status"] == 500
    assert "secret" not in json.dumps(failed.problem)


def test_what_a_job_records_counts_the_events_that_led_to_it(unique, queue_url):
    with use_context(RequestContext(background=True, event_depth=3)):
        job = jobs.enqueue(kind=unique, owner="", payload={})
    run(job, note_in_the_log)
    (event,) = audit.by_subject(f"API#{job.job_id}")
    assert event.depth == 3


def test_a_service_that_is_away_leaves_the_job_to_be_delivered_again(job):
    with pytest.raises(Unavailable):
        run(job, away)
    assert run(job, double).result == {"doubled": 2}


def test_a_second_delivery_does_nothing(job):
    run(job, double)
    run(job, double)
    assert carried_out.count(job.job_id) == 1


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", "\x00", "[" * 100_000])
def test_a_message_that_names_no_job_goes_to_the_dead_letters(body):
    with pytest.raises(UnreadableMessage):
        jobs.run_message(body)


@pytest.mark.parametrize("body", ['{"job": 5}', '{"job": "unknown"}'])
def test_a_message_of_a_job_that_is_gone_is_done(body):
    jobs.run_message(body)


def test_a_job_whose_kind_nobody_knows_waits_for_who_does(job):
    with pytest.raises(UnreadableMessage):
        jobs.run_message(json.dumps({"job": job.job_id}))
    assert jobs.load(job.job_id).status == "queued"
    assert run(job, double).status == "succeeded"


def test_a_worker_that_cannot_delete_its_message_goes_on(job):
    declare(job.kind, JobKind(handler=f"{__name__}.{double.__name__}", title="Test"))
    reader = readers()[0]
    with use_context(RequestContext(background=True)):
        (message,) = reader.receive()
        reader.queue_url += "-gone"
        reader.carry_out(message)
    assert jobs.load(job.job_id).status == "succeeded"


def test_long_work_waits_in_a_queue_of_its_own(unique, queue_url):
    declare(unique, JobKind(handler=f"{__name__}.{double.__name__}", title="Test", is_long=True))
    job = jobs.enqueue(kind=unique, owner="u1", payload={"n": 1})
    short, long, *_ = readers()
    assert short.receive() == []
    (message,) = long.receive()
    long.carry_out(message)
    assert jobs.load(job.job_id).status == "succeeded"


@pytest.mark.parametrize("waited", [timedelta(minutes=76), timedelta(days=5)])
def test_a_job_that_waited_long_in_the_queue_still_runs(job, waited):
    job.created_at -= waited
    job.put()
    assert run(job, double).status == "succeeded"


def test_a_job_whose_worker_never_came_to_its_end_has_failed(job):
    job.status = RUNNING
    job.reported_at = job.created_at - ATTEMPTS_TAKE
    job.put()
    lost = jobs.load(job.job_id)
    assert (lost.status, lost.problem["status"]) == ("failed", 503)
    # Whoever saw that may have started again.
    run(job, double)
    assert job.job_id not in carried_out


def test_a_job_outlives_its_message(job):
    assert timedelta(seconds=job.expires_at - clock.epoch()) > QUEUE_KEEPS
    job.created_at -= QUEUE_KEEPS
    job.put()
    assert jobs.load(job.job_id).status == "failed"


def in_steps(job):
    done = (job.state or {"done": 0})["done"] + 1
    job.report(f"Step {done}", done * 30)
    return {"steps": done} if done == 3 else NextStep({"done": done})


def test_work_longer_than_a_call_goes_on_in_steps(job, queue_url):
    declare(job.kind, JobKind(handler=f"{__name__}.{in_steps.__name__}", title="Test"))
    reader = readers()[0]
    for _ in range(3):
        (message,) = reader.receive()
        reader.carry_out(message)
    done = jobs.load(job.job_id)
    assert (done.status, done.result) == ("succeeded", {"steps": 3})


def test_a_job_that_waits_is_cancelled_at_once(job):
    assert jobs.cancel(job=job).status == "cancelled"
    run(job, double)
    assert job.job_id not in carried_out


def cancelled_meanwhile(job):
    jobs.cancel(job=jobs.load(job.job_id))
    job.report("Next", 50)
    carried_out.append(job.job_id)
    return {}


def test_a_job_that_runs_is_cancelled_at_its_next_report(job):
    assert run(job, cancelled_meanwhile).status == "cancelled"
    assert job.job_id not in carried_out


def test_a_job_that_is_over_cannot_be_cancelled(job):
    stale = jobs.load(job.job_id)
    run(job, double)
    for seen in (stale, jobs.load(job.job_id)):
        ended = jobs.cancel(job=seen)
        assert (ended.status, ended.is_cancel_requested) == ("succeeded", False)


def test_a_lost_job_stays_lost_when_its_end_is_asked_for(job):
    job.status = RUNNING
    job.reported_at = job.created_at - ATTEMPTS_TAKE
    job.put()
    assert jobs.cancel(job=jobs.load(job.job_id)).status == "failed"
    assert jobs.load(job.job_id).status == "failed"


def test_only_its_owner_and_admins_see_and_cancel_a_job(job, unique):
    owner = person(f"{unique}-owner", "publisher")
    mine = jobs.enqueue(kind=unique, owner=str(owner.pk), payload={})
    for user, status in (
        (owner, 200),
        (person(f"{unique}-admin", "admin"), 200),
        (person(f"{unique}-other", "publisher"), 404),
    ):
        client = APIClient()
        client.force_authenticate(user)
        assert client.get(f"/api/v1/jobs/{mine.job_id}/").status_code == status
        assert client.post(f"/api/v1/jobs/{mine.job_id}/cancel/").status_code == status
    assert APIClient().post(f"/api/v1/jobs/{mine.job_id}/cancel/").status_code == 401
    assert jobs.load(mine.job_id).status == "cancelled"
