"""What happened: one record for each fact, read by people as the audit log, by code as events.

- `record(…)` adds the record of a fact to the transaction that stores the fact, with an outbox
  entry beside it. Right after the commit the record goes to the SNS topic and the entry is deleted;
  what a crash left in the outbox, `outbox.publish_left_over` passes on once a minute.
- The topic feeds a queue, whoever reads it calls `delivery.deliver`, and that calls the functions
  that subscribed (`subscribe`). So `apis` never imports `docs`, and no service waits for another.
- Delivery is at least once and in no order. A subscriber must allow for an event that comes twice,
  late, or about what is gone by then; `Event.event_id` tells one record from the other.

The message, for others who subscribe to the topic, is in `items.Event.message`.
"""

from portal.events.delivery import subscribe
from portal.events.items import Event
from portal.events.recording import record

__all__ = ["Event", "record", "subscribe"]
