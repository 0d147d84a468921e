"""What Lambda calls: requests, queue batches, its own log and the schedule, each checked for its
sender.

Zappa's own handler also runs code that an event names (`command`, `raw_command`, `manage`, an SNS
message with a `command`), so it stands behind this one and is handed HTTP requests only.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.aws.secrets import load_secrets
from portal.usage import log_batches

if TYPE_CHECKING:
    from portal.lambda_entry.http import LambdaAdapter

logger = logging.getLogger(__name__)

Event = dict[str, Any]

# A message begun with less time than this would only be cut off; it waits for the next call.
LEAST_JOB_SECONDS = 30
LEAST_EVENT_SECONDS = 10


class UnknownEventError(Exception):
    """The function was invoked with something that is none of the kinds below."""


@dataclass(frozen=True)
class EventKind:
    """A kind of event. `matches` looks at what AWS says of the sender, `answer` does the work."""

    name: str
    matches: Callable[[object], bool]
    answer: Callable[[Event, Any], Event | None]


def lambda_handler(event: Event, context: Any) -> Event | None:
    """Answer an event by its kind (`EVENT_KINDS`).

    Raise UnknownEventError for any other event, so that its sender sees the call fail.
    """
    for kind in EVENT_KINDS:
        if kind.matches(event):
            return kind.answer(event, context)
    # Names only: an event may hold anything, secrets and personal data too.
    names = sorted(str(name)[:40] for name in event)[:20] if isinstance(event, dict) else []
    logger.warning("Refused an event of the fields %s", names)
    known = ", ".join(kind.name for kind in EVENT_KINDS)
    raise UnknownEventError(f"This function answers nothing but: {known}.")


def is_request(event: object) -> bool:
    """Return whether this is a REST API's proxy event.

    Not one of a function URL, an HTTP API or a load balancer: none of them is set up, and each
    would be a way in past what is.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    if not isinstance(event, dict) or not isinstance(event.get("requestContext"), dict):
        return False
    context = event["requestContext"]
    return (
        isinstance(event.get("httpMethod"), str)
        # Zappa takes an event without a method for no request, and carries out its `raw_command`.
        and bool(event["httpMethod"])
        and event.get("version", "1.0") == "1.0"
        and isinstance(event.get("path"), str)
        and isinstance(context.get("identity"), dict)
        and "apiId" in context
        and "elb" not in context
    )


def is_job_batch(event: object) -> bool:
    """Return whether every record comes from a queue of the portal's jobs."""
    return _is_batch_of(event, "QUEUE_URL", "LONG_QUEUE_URL")


def is_event_batch(event: object) -> bool:
    """Return whether every record comes from the queue that the topic of events feeds."""
    return _is_batch_of(event, "EVENTS_QUEUE_URL")


def is_usage_batch(event: object) -> bool:
    """Return whether every record comes from the queue of stored usage records."""
    return _is_batch_of(event, "USAGE_QUEUE_URL")


def is_log_batch(event: object) -> bool:
    """Return whether these are usage records that the function logged itself."""
    return log_batches.batch_in(event) is not None


def _is_batch_of(event: object, *variables: str) -> bool:
    records = event.get("Records") if isinstance(event, dict) else None
    queues = {os.environ.get(name, "").rpartition("/")[2] for name in variables} - {""}
    return (
        isinstance(records, list)
        and bool(records)
        and all(
            isinstance(record, dict)
            and record.get("eventSource") == "aws:sqs"
            and str(record.get("eventSourceARN")).rpartition(":")[2] in queues
            for record in records
        )
    )


def is_schedule(event: object) -> bool:
    """Return whether this comes from the rule of infra/queue-trigger.yaml that runs each minute.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
    """
    rule = f"rule/{os.environ.get('AWS_LAMBDA_FUNCTION_NAME', 'portal')}-each-minute"
    return (
        isinstance(event, dict)
        and event.get("source") == "aws.events"
        and isinstance(event.get("resources"), list)
        and len(event["resources"]) == 1
        and str(event["resources"][0]).rpartition(":")[2] == rule
    )


def answer_request(event: Event, context: Any) -> Event:
    return _adapter().answer(event, context)


def run_jobs(event: Event, context: Any) -> Event:
    """Run the jobs of a batch."""
    _adapter()  # Django, which the jobs need, is set up with it.
    from portal.jobs.services import run_message

    return _handle_each(event, context, run_message, LEAST_JOB_SECONDS)


def deliver_events(event: Event, context: Any) -> Event:
    """Deliver the events of a batch to their subscribers."""
    _adapter()
    from portal.events.delivery import deliver

    return _handle_each(event, context, deliver, LEAST_EVENT_SECONDS)


def store_usage(event: Event, context: Any) -> None:
    """Store the usage records of the function's own log. Nothing is logged here that the log's
    subscription would bring back."""
    _adapter()
    batch = log_batches.batch_in(event)
    assert batch is not None
    log_batches.store_batch(batch)


def roll_up_usage(event: Event, context: Any) -> Event:
    """Add up the usage records that the messages of a batch name."""
    _adapter()
    from portal.usage.delivery import deliver_all

    bodies = {record["messageId"]: record.get("body", "") for record in event["Records"]}
    failed = deliver_all(bodies)
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def run_schedule(event: Event, context: Any) -> None:
    """Run what is scheduled for each minute."""
    _adapter()
    from portal.schedule import each_minute

    each_minute()


EVENT_KINDS = (
    EventKind("requests of API Gateway", is_request, answer_request),
    EventKind("jobs", is_job_batch, run_jobs),
    EventKind("events", is_event_batch, deliver_events),
    EventKind("usage records in its log", is_log_batch, store_usage),
    EventKind("stored usage records", is_usage_batch, roll_up_usage),
    EventKind("the schedule", is_schedule, run_schedule),
)


def _handle_each(
    event: Event, context: Any, handle: Callable[[str], None], least_seconds: int
) -> Event:
    """Handle each message of a batch and name those to be delivered again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    failed = []
    for record in event["Records"]:
        try:
            if context.get_remaining_time_in_millis() < least_seconds * 1000:
                raise TimeoutError("No time is left to begin this")
            handle(record["body"])
        except Exception:
            logger.exception("Queue message %s goes back into the queue", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _adapter() -> "LambdaAdapter":
    load_secrets()
    # Imported late: with it come Django and the settings, which want the secrets.
    from portal.lambda_entry.http import LambdaAdapter

    return LambdaAdapter()


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # Lambda gives a function's start more processor time than its calls, so all is loaded now.
    _adapter()
