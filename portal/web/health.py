"""`/healthz` and `/readyz`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.aws.clients import client
from portal.dynamo import UsersTable


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process runs; reaches for nothing."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 where DynamoDB, S3 and the queue answer, else 503; names the parts, not why."""
    parts = {
        "dynamodb": lambda: client("dynamodb").describe_table(TableName=UsersTable.table_name),
        "s3": lambda: client("s3").head_bucket(Bucket=settings.CONTENT_BUCKET),
        "queue": lambda: client("sqs").get_queue_attributes(QueueUrl=settings.QUEUE_URL),
    }
    # At once: each may take its whole timeout.
    with ThreadPoolExecutor(len(parts)) as pool:
        asked = {
            # In this request's context, which bounds how long each part is waited for.
            name: pool.submit(copy_context().run, _answers, part)
            for name, part in parts.items()
        }
    found = {name: answered.result() for name, answered in asked.items()}
    everything = all(found.values())
    body = {
        "status": "ready" if everything else "not ready",
        "parts": {name: "reachable" if here else "away" for name, here in found.items()},
    }
    return JsonResponse(body, status=200 if everything else 503)


def _answers(part: Callable[[], object]) -> bool:
    try:
        part()
    except (BotoCoreError, ClientError):
        return False
    return True
