"""Asking for long work, carrying it out, and ending it.

`enqueue` stores the job and puts its id into a queue; on Lambda the queue calls
`portal.lambda_entry.handler`, locally `manage.py work_queue` reads it; both end in `run_message`.
The queue delivers a message at least once, so a handler must allow for being called twice. It
delivers a message five times at most: a job whose worker never came to its end is lost.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal import clock
from portal.aws import queues
from portal.aws.queues import UnreadableMessage
from portal.dynamo import Conflict
from portal.errors import OUR_FAULT, UNAVAILABLE, Missing, Problem, problem_of
from portal.jobs.items import (
    CANCELLED,
    FAILED,
    KEPT,
    QUEUED,
    RUNNING,
    STAGE_CANCELLED,
    STAGE_DONE,
    SUCCEEDED,
    Job,
    JobCancelled,
)
from portal.jobs.kinds import JobKind, kind_named
from portal.request_context import RequestContext, current, use_context

logger = logging.getLogger(__name__)

LOST = Problem(503, "job_lost")


@dataclass(frozen=True)
class NextStep:
    """What a handler returns whose work goes on in a further call, for which `state` is kept."""

    state: dict[str, Any]


# Returns the job's result, or that there is a next step. It may raise what
# `portal.errors.problem_of` knows: a refusal ends the job as failed, with the problem; a service
# that is unavailable puts the job back into the queue.
Handler = Callable[[Job], dict[str, Any] | NextStep]


def get_job_or_404(job_id: str, user: Any) -> Job:
    """Return a job of this person's own (an admin sees everybody's), a lost one as failed.

    Raises `Missing`. One GetItem.
    """
    job = load(job_id)
    if not user.is_authenticated or not (job.owner == str(user.pk) or user.is_staff):
        raise Missing("job_not_found")
    return job


def load(job_id: str) -> Job:
    """Return a job, a lost one as failed, or raise `Missing`. One GetItem."""
    job = Job.load(*Job.key(job_id), or_raise=Missing("job_not_found"))
    if job.is_lost:
        job.status, job.problem = FAILED, LOST.as_stored()
    return job


def enqueue(*, kind: str, owner: str, payload: dict[str, Any], job_id: str = "") -> Job:
    """Store a job and have it carried out soon, or leave none. One PutItem, one SendMessage.

    Raises `AlreadyExists` where there is a job of this `job_id`.
    """
    job_id = job_id or secrets.token_urlsafe(12)
    job = Job(
        *Job.key(job_id),
        job_id=job_id,
        kind=kind,
        owner=owner,
        source_ip=current().source_ip,
        event_depth=current().event_depth,
        payload=payload,
        expires_at=clock.epoch(clock.now() + KEPT),
    )
    job.create()
    try:
        _send(job)
    except Exception:
        # Should the message have arrived all the same, it finds no job and is done.
        Job.forget(*Job.key(job_id))
        raise
    return job


def cancel(*, job: Job) -> Job:
    """End a job that waits; ask the worker of one that runs to end it at its next report.

    One that is over, or lost, stays as it is.
    """
    if job.is_over or job.is_lost:
        return job
    ending = [Job.status.set(CANCELLED), Job.stage.set(STAGE_CANCELLED)]
    for status, actions in ((QUEUED, ending), (RUNNING, [Job.is_cancel_requested.set(True)])):
        try:
            job.update(*actions, condition=Job.status == status, any_revision=True)
            return job
        except Conflict:
            continue
    return load(job.job_id)


def run_message(body: str) -> None:
    """Carry out the job that a queue message names. Raises where it must be delivered again."""
    message = queues.parse(body)
    if "job" not in message:
        raise UnreadableMessage("The message names no job")
    with use_context(RequestContext(background=True)):
        job = Job.find(*Job.key(str(message["job"])))
    if job is None:
        # It was never stored whole, or its time is over: delivering it again would not help.
        logger.warning("Dropped a message of a job that is gone")
        return
    # A lost job was shown as failed, and whoever saw that may have asked again.
    if not job.is_over and not job.is_lost:
        with use_context(
            RequestContext(
                source_ip=job.source_ip, background=True, event_depth=int(job.event_depth)
            )
        ):
            _run(job)


def _run(job: Job) -> None:
    kind = kind_named(job.kind)
    if kind is None:
        # An older or newer portal knows it: the queue keeps the message, the dead-letter queue
        # the one that nobody knew.
        raise UnreadableMessage(f"No app carries out jobs of the kind {job.kind!r}")
    started = _started(job)
    if started is None:
        return
    job = started
    try:
        _end(job, _outcome(job, kind))
    except Conflict:
        logger.warning("Job %s was ended by another delivery", job.job_id)


def _started(job: Job) -> Job | None:
    """Return the job as this delivery carries it out; None where another one does already."""
    reported_at = job.reported_at
    while True:
        job.status = RUNNING
        try:
            job.replace()
            return job
        except Conflict:
            job = Job.fetch(*Job.key(job.job_id))
        # Where nobody reported since, it was not a worker that wrote: its end was asked for.
        if job.is_over or job.reported_at != reported_at:
            return None


@dataclass(frozen=True)
class _Outcome:
    status: str
    stage: str
    result: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    state: dict[str, Any] | None = None


def _outcome(job: Job, kind: JobKind) -> _Outcome:
    """Call the handler. Raises where a service is unavailable."""
    handler: Handler = import_string(kind.handler)
    try:
        done = handler(job)
    except JobCancelled:
        return _Outcome(CANCELLED, STAGE_CANCELLED)
    except Exception as error:
        problem = problem_of(error)
        if problem is UNAVAILABLE:
            raise
        if problem is None:
            logger.exception("Job %s (%s) failed", job.job_id, job.kind)
        return _Outcome(FAILED, str(job.stage), problem=(problem or OUR_FAULT).as_stored())
    if isinstance(done, NextStep):
        return _Outcome(QUEUED, str(job.stage), state=done.state)
    return _Outcome(SUCCEEDED, STAGE_DONE, result=done)


def _end(job: Job, outcome: _Outcome) -> None:
    """Store what came of a job, or queue its next step."""
    actions = [
        Job.status.set(outcome.status),
        Job.stage.set(outcome.stage),
        Job.reported_at.set(clock.now()),
    ]
    if outcome.status == SUCCEEDED:
        actions += [Job.percent.set(100), Job.result.set(outcome.result)]
    if outcome.problem:
        actions.append(Job.problem.set(outcome.problem))
    if outcome.state is not None:
        actions.append(Job.state.set(outcome.state))
    job.update(*actions, condition=Job.status == RUNNING, any_revision=True)
    if outcome.status == QUEUED:
        _send(job)


def _send(job: Job) -> None:
    kind = kind_named(job.kind)
    is_long = kind is not None and kind.is_long
    queue_url = settings.LONG_QUEUE_URL if is_long else settings.QUEUE_URL
    queues.send(queue_url, {"job": job.job_id})
