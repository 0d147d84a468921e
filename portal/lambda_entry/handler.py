"""What Lambda calls: requests from API Gateway, batches from the job queue, and nothing else.

Zappa's own handler also runs code that an event names (`command`, `raw_command`, `manage`, an SNS
message with a `command`), so it stands behind this one and is handed HTTP requests only.
"""

import logging
import os
from typing import TYPE_CHECKING, Any

from portal.aws.secrets import load_secrets

if TYPE_CHECKING:
    from portal.lambda_entry.http import LambdaAdapter

logger = logging.getLogger(__name__)

Event = dict[str, Any]

# A job begun with less time than this would only be cut off; its message waits for the next call.
LEAST_SECONDS_FOR_A_JOB = 30


class UnknownEventError(Exception):
    """The function was invoked with something that is neither a request nor a queue batch."""


def lambda_handler(event: Event, context: Any) -> Event:
    """Answer one API Gateway (REST, payload 1.0) request or one SQS batch.

    Raises UnknownEventError for any other event, so that its sender sees the call fail.
    """
    if is_request(event):
        return _adapter().answer(event, context)
    if is_job_batch(event):
        return work(event["Records"], context)
    # Its names only: an event may hold anything, secrets and personal data too.
    names = sorted(str(name)[:40] for name in event)[:20] if isinstance(event, dict) else []
    logger.warning("Refused an event of the fields %s", names)
    raise UnknownEventError("This function answers API Gateway and its own job queue only.")


def is_request(event: object) -> bool:
    """Tell whether this is a REST API's proxy event.

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
    """Tell whether every record comes from the queue the portal's jobs are sent to."""
    records = event.get("Records") if isinstance(event, dict) else None
    queue = os.environ.get("QUEUE_URL", "").rpartition("/")[2]
    return (
        isinstance(records, list)
        and bool(records)
        and bool(queue)
        and all(
            isinstance(record, dict)
            and record.get("eventSource") == "aws:sqs"
            and str(record.get("eventSourceARN")).rpartition(":")[2] == queue
            for record in records
        )
    )


def work(records: list[Event], context: Any) -> Event:
    """Carry out a batch's jobs and name those to be delivered again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    _adapter()  # Django, which the jobs need, is set up with it.
    from portal.jobs.services import run_message

    failed = []
    for record in records:
        try:
            if context.get_remaining_time_in_millis() < LEAST_SECONDS_FOR_A_JOB * 1000:
                raise TimeoutError("No time left to begin this job")
            run_message(record["body"])
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
