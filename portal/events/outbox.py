"""From the table to the SNS topic: at once after a commit, or a minute later after a crash."""

import json
import logging
from datetime import timedelta

from django.conf import settings

from portal import clock
from portal.aws.clients import client
from portal.dynamo import each_page
from portal.events.items import Event, OutboxEntry

logger = logging.getLogger(__name__)

# A process that has just committed publishes by itself; younger entries are left to it.
LEFT_OVER_AFTER = timedelta(seconds=20)
BATCH = 100


def publish(event: Event, entry: OutboxEntry) -> bool:
    """Send a stored record to the topic and delete its outbox entry. One Publish, one DeleteItem.

    Where either fails the entry stays for `publish_left_over`, and the answer is False: the fact is
    stored, so the caller goes on.
    """
    try:
        _send(event)
        OutboxEntry.forget(entry.pk, entry.sk)
    except Exception:
        # Whatever it was: an error here would tell the caller that nothing was stored, and keep
        # the entries behind this one from being published.
        logger.warning("The event %s is published later", event.event_id, exc_info=True)
        return False
    return True


def publish_left_over() -> int:
    """Publish what was committed and not published, oldest first; return how much that was.

    A record may go out twice, where its process was only slow; subscribers allow for that. One
    Query a minute where there is nothing to do.
    """
    before = clock.stamp(clock.now() - LEFT_OVER_AFTER)
    count = 0
    for found in each_page(OutboxEntry, OutboxEntry.PARTITION, limit=BATCH, consistent=True):
        due = [entry for entry in found if entry.sk < before]
        if not due:
            break
        events = {
            (event.pk, event.sk): event
            for event in Event.fetch_all(entry.event_key for entry in due)
        }
        for entry in due:
            if event := events.get(entry.event_key):
                count += publish(event, entry)
            else:
                logger.error("The record of the outbox entry %s cannot be read", entry.sk)
    return count


def _send(event: Event) -> None:
    # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    client("sns").publish(
        TopicArn=settings.EVENTS_TOPIC_ARN,
        Message=json.dumps(event.message),
        MessageAttributes={"kind": {"DataType": "String", "StringValue": event.kind}},
    )
