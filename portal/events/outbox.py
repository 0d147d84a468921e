"""From the table to the SNS topic: at once after a commit, or a minute later after a crash."""

import json
import logging
from datetime import timedelta

from django.conf import settings

from portal import clock
from portal.aws.clients import client
from portal.dynamo import page
from portal.events.items import Event, OutboxEntry

logger = logging.getLogger(__name__)

# A process that has just committed publishes by itself; younger entries are left to it.
LEFT_OVER_AFTER = timedelta(seconds=20)
BATCH = 100


def publish(event: Event, entry: OutboxEntry) -> None:
    """Send a stored record to the topic and delete its outbox entry. One Publish, one DeleteItem.

    Where either fails the entry stays for `publish_left_over`: the fact is stored, so the caller
    goes on.
    """
    try:
        _send(event)
        OutboxEntry.forget(entry.pk, entry.sk)
    except Exception:
        # Whatever it was: an error here would tell the caller that nothing was stored.
        logger.warning("The event %s is published later", event.event_id, exc_info=True)


def publish_left_over() -> int:
    """Publish what was committed and not published, oldest first; return how much that was.

    A record may go out twice, where its process was only slow; subscribers bear that. One Query a
    minute where there is nothing to do.
    """
    before = clock.stamp(clock.now() - LEFT_OVER_AFTER)
    count, cursor = 0, None
    while True:
        found = page(
            OutboxEntry, OutboxEntry.PARTITION, limit=BATCH, cursor=cursor, consistent=True
        )
        entries = [entry for entry in found if entry.sk < before]
        if entries:
            events = {
                (event.pk, event.sk): event
                for event in Event.fetch_all(entry.event_key for entry in entries)
            }
            for entry in entries:
                count += _publish_entry(entry, events.get(entry.event_key))
        cursor = found.next_cursor
        if cursor is None or len(entries) < len(found):
            return count


def _publish_entry(entry: OutboxEntry, event: Event | None) -> bool:
    """Publish a record that was left over; one that cannot be keeps no other from it."""
    try:
        if event is None:
            raise LookupError("its record cannot be read")
        _send(event)
        OutboxEntry.forget(entry.pk, entry.sk)
    except Exception:
        logger.exception("The outbox entry %s waits for the next minute", entry.sk)
        return False
    return True


def _send(event: Event) -> None:
    # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    client("sns").publish(
        TopicArn=settings.EVENTS_TOPIC_ARN,
        Message=json.dumps(event.message),
        MessageAttributes={"kind": {"DataType": "String", "StringValue": event.kind}},
    )
