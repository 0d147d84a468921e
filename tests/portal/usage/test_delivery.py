"""From the queue's messages to whatever consumes the objects that they name."""

import json
from urllib.parse import quote

import pytest
from django.conf import settings

from portal.aws import objects
from portal.aws.queues import UnreadableMessage
from portal.usage import delivery, storing


def message_of(key, bucket=None):
    """Return a message as S3 sends it."""
    place = {"bucket": {"name": bucket or settings.CONTENT_BUCKET}, "object": {"key": quote(key)}}
    return json.dumps({"Records": [{"eventSource": "aws:s3", "s3": place}]})


def stored(unique):
    return storing.store([json.dumps({"at": "2026-11-23T10:00:00.000000Z", "id": unique})])


def test_s3_says_that_it_will_send_and_nothing_follows():
    delivery.deliver(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}))


KEY = f"usage/2026/11/23/{'0' * 64}.jsonl.gz"


@pytest.mark.parametrize(
    "body",
    [
        "no JSON",
        "{}",
        '{"Records": []}',
        '{"Records": [{}]}',
        '{"Records": [null]}',
        message_of("uploads/x"),
        message_of(f"x/../{KEY}"),
        message_of("usage/2026/11/23/short.jsonl.gz"),
        message_of(KEY, bucket="elsewhere"),
    ],
)
def test_what_names_no_object_of_usage_goes_back(body):
    with pytest.raises(UnreadableMessage):
        delivery.deliver(body)


def test_one_message_that_cannot_be_done_holds_up_no_other(unique):
    damaged = f"usage/2026/11/23/{unique.encode().hex():0>64}.jsonl.gz"
    objects.put_once(damaged, b"no gzip", content_type="application/gzip")
    messages = {
        "good": message_of(stored(unique)),
        "damaged": message_of(damaged),
        "nonsense": "nonsense",
    }
    assert delivery.deliver_all(messages) == ["nonsense", "damaged"]


def test_an_object_that_does_not_hold_what_it_is_named_for_is_not_read(unique):
    key = stored(unique)
    other = key.replace(storing.digest_of(key), "f" * 64)
    objects.put_once(other, objects.read(key), content_type="application/gzip")
    with pytest.raises(UnreadableMessage):
        storing.records_in(other)


def test_an_object_that_is_gone_is_done(unique):
    key = stored(unique)
    objects.delete(key)
    assert delivery.deliver_all({"gone": message_of(key)}) == []
