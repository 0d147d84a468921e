"""A piece of long work, and facts about it."""

from datetime import timedelta
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.update import Action

from portal import clock
from portal.dynamo import Item, UsersTable
from portal.errors import Problem
from portal.messages import text_in_words

QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED = (
    "queued",
    "running",
    "succeeded",
    "failed",
    "cancelled",
)
# Codes of what a job is doing beside those of its kind; `portal.messages` words them.
STAGE_WAITING, STAGE_DONE, STAGE_CANCELLED = "job_waiting", "job_done", "job_cancelled"
STATUSES = (QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED)
# How long the queue goes on delivering a message (`MessageRetentionPeriod` in infra/data.yaml), and
# how long its attempts take at most once the first began: `maxReceiveCount` times
# `VisibilityTimeout`. Each attempt is noted when it begins.
QUEUE_KEEPS = timedelta(days=14)
ATTEMPTS_TAKE = timedelta(minutes=75)
# Longer than the queue keeps its message: a late delivery must find the job.
KEPT = QUEUE_KEEPS + timedelta(days=7)


class JobCancelled(Exception):
    """The job's owner asked for its end."""


class Job(Item):
    """A piece of long work: `JOB#{id} / JOB`."""

    Meta = UsersTable
    SK = "JOB"

    job_id = UnicodeAttribute(attr_name="jobId")
    kind = UnicodeAttribute()
    owner = UnicodeAttribute()
    # Where its owner was when they asked for it; the audit log names it with what the job does.
    source_ip = UnicodeAttribute(attr_name="sourceIp", default="")
    # How many events led to it, as of an event: what it records goes on counting from there.
    event_depth = NumberAttribute(attr_name="eventDepth", default=0)
    payload = JSONAttribute()
    # What a step left for the next one.
    state = JSONAttribute(null=True)
    status = UnicodeAttribute(default=QUEUED)
    stage = UnicodeAttribute(default=STAGE_WAITING)
    percent = NumberAttribute(default=0)
    result = JSONAttribute(null=True)
    problem = JSONAttribute(null=True)
    is_cancel_requested = BooleanAttribute(attr_name="cancelRequested", default=False)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    # When the worker last reported.
    reported_at = UTCDateTimeAttribute(attr_name="heardAt", null=True)
    expires_at = NumberAttribute(attr_name="expiresAt")

    @staticmethod
    def key(job_id: str) -> tuple[str, str]:
        return f"JOB#{job_id}", Job.SK

    @property
    def is_over(self) -> bool:
        return self.status in (SUCCEEDED, FAILED, CANCELLED)

    @property
    def is_lost(self) -> bool:
        """Whether it has no end, and no message is left that would bring it to one."""
        now = clock.now()
        silent = now - (self.reported_at or self.created_at)
        if self.status == QUEUED:
            return silent > QUEUE_KEEPS
        return not self.is_over and silent > ATTEMPTS_TAKE

    @property
    def shown_problem(self) -> Problem | None:
        """Why it failed, worded now."""
        return Problem.from_stored(self.problem) if self.problem else None

    def replace(self) -> None:
        self.reported_at = clock.now()
        super().replace()

    @property
    def shown_stage(self) -> str:
        """What is being done, worded now; older jobs hold words, not a code."""
        return text_in_words(self.stage, {}) or str(self.stage)

    def report(self, stage: str, percent: int) -> None:
        """Store how far the work is; `stage` is a code.

        Raises `JobCancelled` where its owner asked for its end. One UpdateItem.
        """
        self._store_progress(stage, percent)
        if self.is_cancel_requested:
            raise JobCancelled

    def report_done(self, stage: str, percent: int, result: dict[str, Any]) -> None:
        """Store that all but the tidying up is done: too late to cancel, and a second delivery of
        the message finds the result. One UpdateItem."""
        self._store_progress(stage, percent, Job.result.set(result))

    def _store_progress(self, stage: str, percent: int, *more: Action) -> None:
        self.update(
            Job.stage.set(stage),
            Job.percent.set(percent),
            Job.reported_at.set(clock.now()),
            *more,
            any_revision=True,
        )
