"""What a million calls through the gateway cost beside Lambda and API Gateway, from counted units.

Counts, on the local DynamoDB and S3, what limits and usage records of calls ask for: by kind of
plan, and by how many calls a batch of the log brings. Prints the units of a thousand calls and the
dollars of a million at the prices of infra/COSTS.md. Exits 1 where a call on a busy key that only
quotas limit takes more than 0.05 requests to DynamoDB.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from time import process_time
from typing import Any

from bench._portal import set_up

CALLS = 2_000
APPLICATIONS, OPERATIONS = 5, 20
MOST_REQUESTS_A_CALL = 0.05

# Dollars a million; a gigabyte of log. See infra/COSTS.md.
WRITE, READ = 0.7068, 0.1415
S3_PUT, S3_GET, SQS = 5.0, 0.4, 0.4
LOG_GIGABYTE = 0.57


@dataclass
class Units:
    """Requests and units of DynamoDB."""

    requests: int = 0
    writes: float = 0
    reads: float = 0

    def dollars(self, calls: int) -> float:
        """Return what a million calls cost, if so many cost this."""
        return (self.writes * WRITE + self.reads * READ) / calls


@contextmanager
def counted() -> Iterator[Units]:
    """Count what is asked of DynamoDB in the block, as AWS bills it.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """
    from portal.dynamo.connection import connection

    units, written = Units(), dict[str, int]()

    def note(*, params: dict[str, Any], model: Any, **_: Any) -> None:
        body = json.loads(params["body"])
        units.requests += 1
        if model.name == "TransactWriteItems":
            units.writes += sum(2 * _written(each, written) for each in body["TransactItems"])
        elif model.name in ("PutItem", "UpdateItem"):
            units.writes += 1
        else:
            # Consistent or not, one item or a short list of small ones.
            keys = body.get("RequestItems", {})
            units.reads += sum(len(each["Keys"]) for each in keys.values()) or 1

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield units
    finally:
        events.unregister("before-call.dynamodb", note)


def _written(action: dict[str, Any], written: dict[str, int]) -> int:
    """Return a write's kilobytes; a deletion has those of the item that goes."""
    if "Put" in action:
        item = action["Put"]["Item"]
        size = ceil(len(json.dumps(item)) / 1024)
        written[item["PK"]["S"] + item["SK"]["S"]] = size
        return size
    key = action["Delete"]["Key"]
    return written.get(key["PK"]["S"] + key["SK"]["S"], 1)


def main() -> int:
    with ExitStack() as ending:
        set_up(ending)
        api = make_api()
        print("  a thousand calls: requests to DynamoDB, write units, $ a million calls")
        print("  limits, on a busy key")
        ratio = limits("quotas of 100,000 a month", per_month=100_000)
        limits("quotas of 150 a day, counted one by one", per_day=150, asked=100)
        limits("a rate of 1,000 a second", rate=1_000)
        print("  usage records")
        size, seconds = record_costs(api)
        gigabytes = size / 1000
        print(f"    {size} bytes of log a call: ${gigabytes * LOG_GIGABYTE:.2f} a million")
        print(f"    {seconds * 1e6:.0f} µs of processor time a call")
        for batch in (1, 10, 100, 1000):
            roll_ups(api, batch)
    print(f"  quota only: {ratio:.4f} requests a call (at most {MOST_REQUESTS_A_CALL})")
    return 0 if ratio <= MOST_REQUESTS_A_CALL else 1


def limits(
    name: str,
    *,
    rate: int = 0,
    per_day: int | None = None,
    per_month: int | None = None,
    asked: int = CALLS,
) -> float:
    """Take calls from a plan; return requests to DynamoDB for each."""
    from apis.limits.limiter import Limiter
    from apis.limits.policies import Limits, Rate

    limiter = Limiter()
    plan = Limits(Rate(rate, 1, rate) if rate else None, per_day, per_month)
    limiter.take(name, plan)
    with counted() as units:
        for _ in range(asked):
            limiter.take(name, plan)
    report(name, units, asked)
    return units.requests / asked


def record_costs(api: str) -> tuple[int, float]:
    """Return the bytes of a record's line, and the processor time it takes to write it."""
    from portal.usage.lines import signed

    began = process_time()
    for number in range(CALLS):
        line = signed(record_of(api, number))
    return len(line) + 1, (process_time() - began) / CALLS


def roll_ups(api: str, batch: int) -> None:
    """Count objects of so many calls each, announced by S3 up to a hundred at a time."""
    from analytics.roll_up import roll_up
    from portal.usage import storing

    calls = max(CALLS, batch) if batch > 1 else CALLS // 10
    lines = [record_of(api, batch * 1_000_000 + number) for number in range(calls)]
    keys = [storing.store(lines[at : at + batch]) for at in range(0, calls, batch)]
    began = process_time()
    with counted() as units:
        for at in range(0, len(keys), 100):
            roll_up(keys[at : at + 100])
    seconds = process_time() - began
    objects = len(keys) / calls
    # HEAD and PUT, GET; S3's message is sent, received and deleted, ten at a time at best.
    other = objects * (S3_PUT + 2 * S3_GET + 3 * SQS)
    report(f"{batch} a batch", units, calls, other)
    print(f"      S3 and SQS ${other:.2f}, {seconds / calls * 1e6:.0f} µs of processor time a call")


def report(name: str, units: Units, calls: int, other: float = 0) -> None:
    requests, writes = units.requests / calls * 1000, units.writes / calls * 1000
    dollars = units.dollars(calls) + other
    print(f"    {name:<42}{requests:8.1f}{writes:9.1f}   ${dollars:.2f}")


def record_of(api: str, number: int) -> str:
    from apis.gateway.usage import UsageRecord

    return UsageRecord(
        at=datetime.now(UTC),
        api=api,
        version="1.0.0",
        operation=f"GET /things/{{id}}/parts/{number % OPERATIONS}",
        app_id=f"{number % APPLICATIONS:016x}",
        key_digest=f"{number % APPLICATIONS:064x}",
        status=200,
        outcome="call",
        milliseconds=number % 300,
        bytes_in=100,
        bytes_out=2_000,
        request_id=f"{number:032x}",
    ).as_line()


def make_api() -> str:
    """Store an API and return its id."""
    from apis.items import Api

    slug = "parts"
    Api(
        *Api.key(slug),
        slug=slug,
        name="Parts",
        owner="payments",
        created_by="USER#bench",
        current_version="1.0.0",
        current_digest="",
    ).create()
    return slug


if __name__ == "__main__":
    sys.exit(main())
