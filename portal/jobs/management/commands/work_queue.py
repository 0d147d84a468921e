"""`manage.py work_queue`: what the queues and the schedule call on Lambda, done locally.

A thread reads each queue, so that a long job holds up neither short ones nor events
nor numbers.
"""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.management.base import BaseCommand

from portal.aws.clients import client
from portal.events.delivery import deliver
from portal.jobs.services import run_message
from portal.request_context import RequestContext, use_context
from portal.schedule import each_minute
from portal.usage.delivery import deliver as deliver_usage

logger = logging.getLogger(__name__)

# Shorter than a background client's read timeout, or every idle wait would look like a failure.
WAIT_SECONDS = 4
MINUTE = 60.0


class QueueReader(threading.Thread):
    """Hands the messages of one queue on, one by one, until it is stopped."""

    def __init__(self, queue_url: str, handle: Callable[[str], None]) -> None:
        super().__init__(name=queue_url.rpartition("/")[2], daemon=True)
        self.queue_url = queue_url
        self.handle = handle
        self.stopping = threading.Event()
        self.working = threading.Lock()

    def run(self) -> None:
        with use_context(RequestContext(background=True)):
            while not self.stopping.is_set():
                for message in self.receive():
                    with self.working:
                        if not self.stopping.is_set():
                            self.carry_out(message)

    def stop(self) -> None:
        """Return once the message at hand is done; one that is on its way is delivered again."""
        self.stopping.set()
        with self.working:
            return

    def receive(self) -> list[dict[str, Any]]:
        try:
            answer = client("sqs").receive_message(
                QueueUrl=self.queue_url, WaitTimeSeconds=WAIT_SECONDS
            )
        except (BotoCoreError, ClientError):
            logger.warning("The queue %s does not answer; trying again", self.name)
            self.stopping.wait(WAIT_SECONDS)
            return []
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def carry_out(self, message: dict[str, Any]) -> None:
        """Delete the message once it is done; left undeleted, the queue delivers it again."""
        try:
            self.handle(message["Body"])
            client("sqs").delete_message(
                QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
            )
        except Exception:
            logger.exception("A message of %s is delivered again later", self.name)


def readers() -> list[QueueReader]:
    """Return a reader for each queue of the portal's."""
    return [
        QueueReader(settings.QUEUE_URL, run_message),
        QueueReader(settings.LONG_QUEUE_URL, run_message),
        QueueReader(settings.EVENTS_QUEUE_URL, deliver),
        QueueReader(settings.USAGE_QUEUE_URL, deliver_usage),
    ]


class Command(BaseCommand):
    help = "Carry out queued jobs, deliver events and do what is due, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        reading = readers()
        for reader in reading:
            reader.start()
        while not stopping.wait(MINUTE):
            self.do_what_is_due()
        for reader in reading:
            reader.stop()

    def do_what_is_due(self) -> None:
        try:
            each_minute()
        except Exception:
            # The next minute tries again; the queues are read meanwhile.
            logger.exception("What is due each minute was not done")
