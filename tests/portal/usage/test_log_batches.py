"""What the function does with its own log, and that it does not answer itself."""

import base64
import gzip
import json
import logging
import traceback

import pytest
from django.conf import settings

from portal.aws.clients import client
from portal.aws.errors import Unavailable
from portal.lambda_entry.handler import EVENT_KINDS, UnknownEventError, lambda_handler
from portal.usage import log_batches, storing
from portal.usage.lines import TERM, signed
from tests.aws_events import handled
from tests.detours import pointed_at

GROUP = "/portal/portal-dev"


def batch(*messages, **values):
    """Return a batch as CloudWatch Logs sends it, of these lines."""
    return {
        "messageType": "DATA_MESSAGE",
        "owner": "000000000000",
        "logGroup": GROUP,
        "logStream": "2026/11/28/[$LATEST]0123",
        "subscriptionFilters": ["portal-dev-usage"],
        "logEvents": [
            {"id": str(number), "timestamp": 1795867200000 + number, "message": message}
            for number, message in enumerate(messages)
        ],
        **values,
    }


def event(content):
    return {"awslogs": {"data": base64.b64encode(gzip.compress(content)).decode()}}


def event_of(found):
    return event(json.dumps(found).encode())


def record(number=0, at="2026-11-23T10:00:00.000000Z"):
    return json.dumps({"at": at, "api": "pets", "id": f"{number}"})


@pytest.fixture(autouse=True)
def function(monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "portal-dev")
    monkeypatch.setenv("USAGE_LOG_GROUP", GROUP)
    monkeypatch.setenv("USAGE_QUEUE_URL", settings.USAGE_QUEUE_URL)


@pytest.fixture
def stored():
    """The keys of the objects that are written to S3, as it is asked to."""
    keys = []

    def note(params, **_):
        keys.append(params["Key"])

    with handled(client("s3"), "provide-client-params.s3.PutObject", note):
        yield keys


def kind_of(found):
    return next((kind.name for kind in EVENT_KINDS if kind.matches(found)), None)


def test_the_records_of_a_batch_are_one_object(stored, unique):
    lines = [record(unique), record(2)]
    found = event_of(batch(*map(signed, lines)))
    assert kind_of(found) == "usage records in its log"
    log_batches.store_batch(log_batches.batch_in(found))
    (key,) = stored
    assert key.startswith("usage/2026/11/23/")
    assert storing.records_in(key) == lines


def test_a_batch_that_comes_again_days_later_is_the_same_object(stored, unique):
    for _ in range(2):
        log_batches.store_batch(batch(signed(record(unique)), signed(record(1))))
    assert len(stored) == 1


def test_garbage_in_a_batch_keeps_no_record_from_being_stored(stored, unique):
    good = record(unique)
    garbage = [TERM, f"{TERM} x {{", f'GET /{TERM}?x={{"at":1}} 404', "\x00", record(3)]
    found = batch(*garbage, signed(good))
    found["logEvents"] += [None, {"message": 7}, {}]
    log_batches.store_batch(log_batches.batch_in(event_of(found)))
    assert storing.records_in(stored[0]) == [good]


def test_a_batch_without_a_record_leaves_no_object(stored):
    log_batches.store_batch(batch(TERM, "nothing"))
    log_batches.store_batch(batch())
    assert stored == []


def test_nothing_that_is_logged_about_a_batch_comes_back_as_one(caplog, unique):
    caplog.set_level(logging.DEBUG)
    found = batch(TERM, f"{TERM} {record()}", signed(record(unique)))
    log_batches.store_batch(found)
    said = [each.getMessage() for each in caplog.records]
    assert any("2 lines of the log are no usage records" in each for each in said)
    with (
        pointed_at(client("s3"), "http://127.0.0.1:9"),
        pytest.raises(Unavailable) as failed,
    ):
        log_batches.store_batch(batch(signed(record(f"{unique}-other"))))
    # As Lambda logs what a call of the function failed with.
    said += traceback.format_exception(failed.value)
    said += [each.getMessage() + str(each.exc_text) for each in caplog.records]
    assert [each for each in said if TERM in each] == []


OTHERS = {
    "another log group": event_of(batch(signed(record()), logGroup="/aws/lambda/other")),
    "another account": event_of(batch(signed(record()), owner="111111111111")),
    "another filter": event_of(batch(signed(record()), subscriptionFilters=["x"])),
    "two filters": event_of(batch(signed(record()), subscriptionFilters=["portal-dev-usage", "x"])),
    "another kind of message": event_of(batch(messageType="OTHER")),
    "no events": event_of(batch(logEvents=None)),
    "no object": event(b"[1]"),
    "no JSON": event(b"{"),
    "deeply nested": event(b"[" * 200_000),
    "not compressed": {"awslogs": {"data": base64.b64encode(b"{}").decode()}},
    "cut off": {"awslogs": {"data": base64.b64encode(gzip.compress(b"{}")[:-9]).decode()}},
    "not base64": {"awslogs": {"data": "%%"}},
    "no text": {"awslogs": {"data": 7}},
    "something beside": {**event_of(batch()), "command": "x"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_from_its_own_log_is_refused(name):
    with pytest.raises(UnknownEventError):
        lambda_handler(OTHERS[name], None)


def test_without_a_log_group_of_its_own_no_batch_is_its_own(monkeypatch):
    monkeypatch.delenv("USAGE_LOG_GROUP")
    assert kind_of(event_of(batch(logGroup=""))) is None


def test_a_batch_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(log_batches, "MOST_BYTES", 1000)
    assert kind_of(event_of(batch("x" * 2000))) is None


def test_aws_may_ask_whether_it_is_there(stored):
    found = event_of(
        batch("CWL CONTROL MESSAGE", messageType="CONTROL_MESSAGE", owner="CloudwatchLogs")
    )
    assert kind_of(found) == "usage records in its log"
    log_batches.store_batch(log_batches.batch_in(found))
    assert stored == []
