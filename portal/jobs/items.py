"""A piece of long work, and facts about it."""

from datetime import timedelta

from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from portal import clock
from portal.dynamo import Item, UsersTable

QUEUED, RUNNING, SUCCEEDED, FAILED = "queued", "running", "succeeded", "failed"
STATUSES = (QUEUED, RUNNING, SUCCEEDED, FAILED)
# How long the queue goes on handing a message out: `maxReceiveCount` times `VisibilityTimeout` in
# infra/data.yaml. Each try is heard of when it begins.
TRIES_TAKE = timedelta(minutes=75)


class Job(Item):
    """A piece of long work: `JOB#{id} / JOB`."""

    Meta = UsersTable
    SK = "JOB"

    job_id = UnicodeAttribute(attr_name="jobId")
    kind = UnicodeAttribute()
    owner = UnicodeAttribute()
    # Where its owner was when they asked for it; the audit log names it with what the job does.
    source_ip = UnicodeAttribute(attr_name="sourceIp", default="")
    payload = JSONAttribute()
    status = UnicodeAttribute(default=QUEUED)
    stage = UnicodeAttribute(default="Waiting for a worker")
    percent = NumberAttribute(default=0)
    result = JSONAttribute(null=True)
    problem = JSONAttribute(null=True)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    # When whoever carries it out last said something.
    heard_at = UTCDateTimeAttribute(attr_name="heardAt", null=True)
    expires_at = NumberAttribute(attr_name="expiresAt")

    @staticmethod
    def key(job_id: str) -> tuple[str, str]:
        return f"JOB#{job_id}", Job.SK

    @property
    def is_over(self) -> bool:
        return self.status in (SUCCEEDED, FAILED)

    @property
    def is_given_up(self) -> bool:
        """Whether it has no end and nobody is left to bring it to one."""
        silent = clock.now() - (self.heard_at or self.created_at)
        return not self.is_over and silent > TRIES_TAKE

    def replace(self) -> None:
        self.heard_at = clock.now()
        super().replace()

    def report(self, stage: str, percent: int) -> None:
        """Tell whoever watches how far the work is."""
        self.stage, self.percent = stage, percent
        self.replace()
