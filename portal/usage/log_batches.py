"""Batches of the function's own log, as a subscription filter of CloudWatch Logs sends them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import base64
import binascii
import json
import logging
import os
import zlib
from typing import Any

logger = logging.getLogger(__name__)

FILTER_ENDING = "-usage"
DATA, CONTROL = "DATA_MESSAGE", "CONTROL_MESSAGE"
GZIP = 16 + zlib.MAX_WBITS
# Lambda takes 6 MB of an event, and log lines that are alike shrink to a twentieth.
MOST_BYTES = 128 * 1024 * 1024


def batch_in(event: object) -> dict[str, Any] | None:
    """Return the batch that the portal's own subscription sent, None for any other event.

    It must come from the account that the queue of usage objects is in, from the log group that
    the function writes to, through the filter that infra/queue-trigger.yaml makes.
    """
    log = event.get("awslogs") if isinstance(event, dict) and len(event) == 1 else None
    if not isinstance(log, dict) or not isinstance(log.get("data"), str):
        return None
    batch = _unpacked(log["data"])
    if not isinstance(batch, dict) or batch.get("messageType") not in (DATA, CONTROL):
        return None
    if batch["messageType"] == CONTROL:
        # "Are you there?", which names neither group nor filter.
        return batch if batch.get("logEvents") is not None else None
    group = os.environ.get("USAGE_LOG_GROUP", "")
    is_ours = (
        bool(group)
        and batch.get("owner") == _account()
        and batch.get("logGroup") == group
        and batch.get("subscriptionFilters") == [f"{_function_name()}{FILTER_ENDING}"]
        and isinstance(batch.get("logEvents"), list)
    )
    return batch if is_ours else None


def store_batch(batch: dict[str, Any]) -> None:
    """Store the records of a batch as an object; a batch without any leaves none.

    Logs numbers only: a line that repeated a record would come back here.
    """
    from portal.usage import lines, storing

    if batch["messageType"] == CONTROL:
        return
    messages = [each.get("message") for each in batch["logEvents"] if isinstance(each, dict)]
    found = (lines.record_in(message) for message in messages if isinstance(message, str))
    records = [record for record in found if record is not None]
    if len(records) < len(batch["logEvents"]):
        ignored = len(batch["logEvents"]) - len(records)
        logger.warning("%s lines of the log are no usage records and were left out", ignored)
    if records:
        storing.store(records)


def _unpacked(data: str) -> object:
    try:
        unpacking = zlib.decompressobj(GZIP)
        content = unpacking.decompress(base64.b64decode(data, validate=True), MOST_BYTES)
        return json.loads(content) if unpacking.eof else None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None


def _account() -> str:
    """Return the account's number: https://sqs.eu-west-1.amazonaws.com/123456789012/queue."""
    return os.environ.get("USAGE_QUEUE_URL", "").rpartition("/")[0].rpartition("/")[2]


def _function_name() -> str:
    return os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "portal")
