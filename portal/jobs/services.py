"""Long work: a job somebody can watch, carried out by whoever reads the queue.

`enqueue` stores the job and puts its id into the queue; on Lambda the queue calls
`portal.lambda_entry.handler`, locally `manage.py work_queue` reads it; both end in `run_message`.
The queue delivers a message at least once, so what a handler does must bear being done twice. It
delivers a message five times at most: a job whose worker never came to its end is given up.
"""

import json
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal import clock
from portal.aws.clients import client
from portal.dynamo import Conflict, NotFound
from portal.errors import OUR_FAULT, UNAVAILABLE, Problem, problem_of
from portal.jobs.items import FAILED, RUNNING, SUCCEEDED, Job
from portal.request_context import RequestContext, current, use_context

logger = logging.getLogger(__name__)

KEPT = timedelta(days=7)
GIVEN_UP = Problem(
    503,
    "The work was broken off",
    "It did not come to an end in time. Look whether what you asked for is there; if not, start "
    "again.",
)


Handler = Callable[[Job], dict[str, Any]]
_handlers: dict[str, str] = {}


def handles(kind: str, handler: str) -> None:
    """Let a `Handler` carry out jobs of this kind; what it returns is the job's result.

    Given as a dotted path, it is imported with the first such job. It may raise what
    `portal.errors.problem_of` knows: a refusal ends the job as failed, with the problem; a service
    that is away puts the job back into the queue.
    """
    _handlers[kind] = handler


def find(job_id: str) -> Job:
    """Return a job, one that was given up as failed, or raise `NotFound`. One GetItem."""
    job = Job.fetch(*Job.key(job_id))
    if job.is_given_up:
        job.status, job.problem = FAILED, GIVEN_UP.as_json()
    return job


def enqueue(*, kind: str, owner: str, payload: dict[str, Any]) -> Job:
    """Store a job and have it carried out soon, or leave none. One PutItem, one SendMessage."""
    job_id = secrets.token_urlsafe(12)
    job = Job(
        *Job.key(job_id),
        job_id=job_id,
        kind=kind,
        owner=owner,
        source_ip=current().source_ip,
        payload=payload,
        expires_at=clock.epoch(clock.now() + KEPT),
    )
    job.create()
    message = json.dumps({"job": job_id})
    try:
        client("sqs").send_message(QueueUrl=settings.QUEUE_URL, MessageBody=message)
    except Exception:
        # Should the message have arrived all the same, it names no job.
        Job.forget(*Job.key(job_id))
        raise
    return job


def run_message(body: str) -> None:
    """Carry out the job that a queue message names. Raises where it must be delivered again."""
    with use_context(RequestContext(background=True)):
        try:
            job = find(json.loads(body)["job"])
        except (ValueError, KeyError, TypeError, NotFound):
            # Delivering it again would not mend it.
            logger.warning("Dropped a queue message that names no job")
            return
    if not job.is_over:
        with use_context(RequestContext(source_ip=job.source_ip, background=True)):
            _run(job)


def _run(job: Job) -> None:
    job.status = RUNNING
    try:
        job.replace()
    except Conflict:
        # Another delivery of the same message carries it out.
        return
    try:
        handler: Handler = import_string(_handlers[job.kind])
        job.result = handler(job)
        job.status, job.stage, job.percent = SUCCEEDED, "Done", 100
    except Exception as error:
        problem = problem_of(error)
        if problem is UNAVAILABLE:
            raise
        if problem is None:
            logger.exception("Job %s (%s) failed", job.job_id, job.kind)
        job.problem = (problem or OUR_FAULT).as_json()
        job.status = FAILED
    job.replace()
