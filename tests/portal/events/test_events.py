"""Events: recorded with the fact, published once it is stored, delivered to each subscriber."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from portal import clock, events
from portal.accounts import audit
from portal.aws.clients import client
from portal.aws.queues import UnreadableMessage
from portal.dynamo import Conflict, NotFound, page, transaction
from portal.events import delivery, outbox
from portal.events.items import Event, OutboxEntry
from portal.jobs.management.commands.work_queue import readers
from portal.request_context import RequestContext, use_context
from tests.detours import pointed_at
from tests.people import person

heard = []
failing = set()


def listen(event):
    heard.append(("listen", event.event_id, event.subject))


def stumble(event):
    if event.event_id in failing:
        raise RuntimeError("not today")
    heard.append(("stumble", event.event_id, event.subject))


def answer_with_another(event):
    heard.append(("answer", event.kind, int(event.depth)))
    events.record(event.kind, subject=event.subject)


@pytest.fixture
def somebody(unique):
    return person(unique).profile


@pytest.fixture
def kind(unique):
    """A kind of event that two functions of this module subscribed to."""
    delivery.subscribe(f"{__name__}.listen", unique)
    delivery.subscribe(f"{__name__}.stumble", unique)
    return unique


@pytest.fixture
def queue():
    """The reader of the queue of events, with nothing in the queue and no wait for more."""
    client("sqs").purge_queue(QueueUrl=settings.EVENTS_QUEUE_URL)
    return readers()[2]


def messages_of(queue, event_id):
    """Receive what waits in the queue; return what is about one event."""
    found = []
    with use_context(RequestContext(background=True)):
        while (
            received := client("sqs")
            .receive_message(QueueUrl=queue.queue_url, WaitTimeSeconds=0, MaxNumberOfMessages=10)
            .get("Messages")
        ):
            found += received
    return [message for message in found if event_id in message["Body"]]


def count_in(queue):
    """Return how many messages the queue holds, those that were received but not deleted too."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = client("sqs").get_queue_attributes(QueueUrl=queue.queue_url, AttributeNames=names)
    return sum(int(found["Attributes"][name]) for name in names)


def outbox_of(event):
    left = page(OutboxEntry, OutboxEntry.PARTITION, starts_with=event.sk, consistent=True)
    return list(left)


def heard_of(event):
    return [name for name, event_id, _ in heard if event_id == event.event_id]


def test_a_fact_reaches_every_subscriber_through_the_topic(kind, somebody, queue):
    event = events.record(kind, actor=somebody, details={"number": 1})
    (message,) = messages_of(queue, event.event_id)
    sent = json.loads(message["Body"])
    assert sent["subject"] == sent["actor"] == somebody.ref
    assert sent["details"] == {"number": 1}
    assert "source_ip" not in sent
    queue.carry_out(message)
    assert heard_of(event) == ["listen", "stumble"]
    assert outbox_of(event) == []


def test_a_fact_that_is_not_stored_is_not_published(kind, somebody, queue):
    with pytest.raises(RuntimeError), transaction() as writes:
        event = events.record(kind, actor=somebody, within=writes)
        raise RuntimeError
    with pytest.raises(NotFound):
        Event.fetch(event.pk, event.sk)
    assert messages_of(queue, event.event_id) == []


def test_after_a_conflict_nothing_is_published(kind, somebody, queue):
    stale = type(somebody).fetch(somebody.pk, somebody.sk)
    type(somebody).fetch(somebody.pk, somebody.sk).replace()
    with pytest.raises(Conflict), transaction() as writes:
        writes.replace(stale)
        event = events.record(kind, actor=somebody, within=writes)
    assert outbox_of(event) == []
    assert messages_of(queue, event.event_id) == []


def test_a_topic_that_is_away_costs_the_caller_nothing_and_loses_nothing(
    kind, somebody, queue, monkeypatch
):
    with pointed_at(client("sns"), "http://127.0.0.1:9"):
        event = events.record(kind, actor=somebody)
    assert outbox_of(event)
    # Who has only just committed publishes by itself.
    outbox.publish_left_over()
    assert messages_of(queue, event.event_id) == []

    monkeypatch.setattr(outbox, "LEFT_OVER_AFTER", timedelta(0))
    with use_context(RequestContext(background=True)):
        assert outbox.publish_left_over() >= 1
    (message,) = messages_of(queue, event.event_id)
    queue.carry_out(message)
    assert heard_of(event) == ["listen", "stumble"]
    assert outbox_of(event) == []


def test_a_subscriber_that_fails_is_tried_again_alone(kind, somebody, queue):
    event = events.record(kind, actor=somebody)
    failing.add(event.event_id)
    queue.carry_out(messages_of(queue, event.event_id)[0])
    assert heard_of(event) == ["listen"]

    (again,) = messages_of(queue, event.event_id)
    assert json.loads(again["Body"])["subscriber"].endswith("stumble")
    with pytest.raises(RuntimeError):
        delivery.deliver(again["Body"])
    failing.clear()
    queue.carry_out(again)
    assert heard_of(event) == ["listen", "stumble"]


def test_twice_late_and_out_of_order_each_is_handed_on(kind, somebody, queue):
    first, second = (events.record(kind, actor=somebody) for _ in range(2))
    messages = {json.loads(each["Body"])["id"]: each for each in messages_of(queue, "")}
    for event in (second, first, second):
        queue.carry_out(messages[event.event_id])
    assert heard_of(second) == ["listen", "stumble"] * 2
    assert heard_of(first) == ["listen", "stumble"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "[]",
        "[" * 100_000,
        "{}",
        '{"id": "1", "kind": "x"}',
        '{"id": "1", "kind": "x", "at": "yesterday"}',
        '{"id": "1", "kind": "x", "at": "2026-01-01T00:00:00.000000Z", "depth": "deep"}',
        '{"id": "1", "kind": "x", "at": "2026-01-01T00:00:00.000000Z", "details": 5}',
        '{"subscriber": "os.system", "event": {"id": "1", "kind": "x", "at": "2026-01-01"}}',
        '{"subscriber": ["x"], "event": {}}',
    ],
)
def test_what_cannot_be_read_stays_for_the_dead_letters(body):
    with pytest.raises(UnreadableMessage):
        delivery.deliver(body)


def test_the_dead_letter_queue_holds_what_could_not_be_read(queue, unique):
    sqs = client("sqs")
    sqs.send_message(QueueUrl=queue.queue_url, MessageBody=f"no JSON {unique}")
    for _ in range(6):
        received = sqs.receive_message(
            QueueUrl=queue.queue_url, VisibilityTimeout=0, WaitTimeSeconds=0
        )
        for message in received.get("Messages", []):
            queue.carry_out(message)
    redrive = sqs.get_queue_attributes(QueueUrl=queue.queue_url, AttributeNames=["RedrivePolicy"])
    name = json.loads(redrive["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"].split(":")[-1]
    dead = sqs.receive_message(
        QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"],
        MaxNumberOfMessages=10,
        WaitTimeSeconds=0,
    )
    assert f"no JSON {unique}" in [message["Body"] for message in dead["Messages"]]


def test_an_event_of_a_kind_that_nobody_knows_is_done(unique, somebody, queue):
    event = events.record(f"{unique}-unknown", actor=somebody)
    (message,) = messages_of(queue, event.event_id)
    queue.carry_out(message)
    assert count_in(queue) == 0


def test_an_event_of_older_and_of_newer_code_is_read(kind):
    at = clock.stamp()
    delivery.deliver(json.dumps({"id": f"{kind}-old", "kind": kind, "at": at}))
    newer = {"id": f"{kind}-new", "kind": kind, "at": at, "subject": "API#x", "colour": "blue"}
    delivery.deliver(json.dumps(newer))
    subjects = {event_id: subject for _, event_id, subject in heard}
    assert (subjects[f"{kind}-old"], subjects[f"{kind}-new"]) == ("", "API#x")


def test_events_that_cause_events_come_to_an_end(unique, queue):
    delivery.subscribe(f"{__name__}.answer_with_another", unique)
    events.record(unique, subject=f"API#{unique}")
    for _ in range(10):
        for message in messages_of(queue, unique):
            queue.carry_out(message)
    assert [depth for name, kind, depth in heard if kind == unique] == [0, 1, 2, 3, 4, 5]


def test_a_record_stays_small(somebody):
    teams = [f"team-{number:060}" for number in range(2000)]
    event = events.record("role_changed", actor=somebody, details={"teams": teams, "to": "viewer"})
    assert len(json.dumps(event.details)) < 8 * 1024
    assert event.details["to"] == "viewer"
    assert event.details["teams"][-1] == "and 1990 more"


def test_a_record_of_before_there_were_events_is_still_read(somebody):
    at = clock.now() - timedelta(days=1)
    Event(
        f"AUDIT#{at:%Y-%m}",
        f"{clock.stamp(at)}#0001",
        kind="role_changed",
        at=at,
        subject=somebody.ref,
        gsi1_pk=Event.index_partition(somebody.ref),
        gsi1_sk=clock.stamp(at),
    ).create()
    events.record("signed_in", actor=somebody)
    kinds = [each.kind for each in audit.by_subject(somebody.ref)]
    assert kinds == ["signed_in", "account_created", "role_changed"]
    found, cursor = [], None
    while True:
        this = audit.by_month(f"{at:%Y-%m}", limit=100, cursor=cursor)
        found += [each.sk for each in this]
        cursor = this.next_cursor
        if cursor is None:
            break
    assert f"{clock.stamp(at)}#0001" in found
    assert len(found) == len(set(found))
