"""`manage.py work_queue`: carry out queued jobs until told to stop. Locally; Lambda needs none."""

import logging
import signal
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.management.base import BaseCommand

from portal.aws.clients import client
from portal.jobs import services as jobs
from portal.request_context import RequestContext, use_context

logger = logging.getLogger(__name__)

# Shorter than a patient client's read timeout, or every idle wait would look like a failure.
WAIT_SECONDS = 4


class Command(BaseCommand):
    help = "Carry out queued jobs until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = self.waiting = False
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with use_context(RequestContext(background=True)):
            while not self.stopping:
                self.waiting = True
                messages = self.receive()
                self.waiting = False
                for message in messages:
                    self.carry_out(message)

    def stop(self, *args: Any) -> None:
        self.stopping = True
        if self.waiting:
            # At once; a message that was on its way is delivered again.
            raise SystemExit

    def receive(self) -> list[dict[str, Any]]:
        try:
            answer = client("sqs").receive_message(
                QueueUrl=settings.QUEUE_URL, WaitTimeSeconds=WAIT_SECONDS
            )
        except (BotoCoreError, ClientError):
            logger.warning("The queue does not answer; trying again")
            # It takes the signal to itself, so `stop` does not hear of it.
            if signal.sigtimedwait([signal.SIGTERM, signal.SIGINT], WAIT_SECONDS):
                self.stopping = True
            return []
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def carry_out(self, message: dict[str, Any]) -> None:
        """Delete the message once its job ended; left undeleted, the queue delivers it again."""
        try:
            jobs.run_message(message["Body"])
            client("sqs").delete_message(
                QueueUrl=settings.QUEUE_URL, ReceiptHandle=message["ReceiptHandle"]
            )
        except Exception:
            logger.exception("A job is delivered again later")
