"""Usage records of the deployed copy: from its log through S3 and SQS to what owners read."""

import base64
import gzip
import json
import time
from datetime import UTC, datetime

import pytest
import requests

from apis.gateway.usage import UsageRecord
from portal.usage.lines import TERM, signed
from tests.deploy.test_smoke import SMALL, rest, sign_in

pytestmark = pytest.mark.xdist_group("deploy")

GROUP = "/portal/portal-dev"
DEADLINE_SECONDS = 120


def line_of(api, number):
    """Return the line that a call of the gateway leaves in the log."""
    record = UsageRecord(
        at=datetime.now(UTC),
        api=api,
        version="1.0.0",
        operation="GET /parcels",
        app_id="app1",
        key_digest="",
        status=200,
        outcome="call",
        milliseconds=20,
        bytes_in=0,
        bytes_out=9,
        request_id=f"r{number}",
    )
    return signed(record.as_line())


@pytest.fixture
def log(deployment, unique):
    """Write lines to the function's log, as Lambda does with what it prints; give the stream."""
    logs = deployment.client("logs")
    logs.create_log_stream(logGroupName=GROUP, logStreamName=unique)

    def write(lines):
        events = [{"timestamp": int(time.time() * 1000), "message": line} for line in lines]
        logs.put_log_events(logGroupName=GROUP, logStreamName=unique, logEvents=events)
        return unique

    return write


def counted(publisher, url, api, wanted):
    """Return how many calls are counted, once they are as many as wanted."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        answer = publisher.get(f"{url}/api/v1/apis/{api}/usage/", timeout=30)
        found = answer.json()["total"]["calls"]
        if found >= wanted or time.monotonic() > deadline:
            return found


def test_what_the_function_logs_is_counted_once_and_never_comes_back(
    deployment, settings, log, unique
):
    secrets = deployment.client("secretsmanager")
    stored = secrets.get_secret_value(SecretId="portal-dev-secret-key")
    settings.SECRET_KEY = stored["SecretString"]
    with requests.Session() as publisher:
        sign_in(publisher, deployment.url, "publisher@example.com")
        body = {"spec": SMALL, "owner": "payments", "slug": unique}
        assert rest(publisher, deployment.url, json=body).status_code == 201
        lines = [line_of(unique, number) for number in range(3)]
        garbage = [f"{TERM} garbage", f"GET /{TERM} 404"]
        stream = log([*lines, *garbage])
        assert counted(publisher, deployment.url, unique, 3) == 3
        # The same batch again, as CloudWatch Logs may send it, beside a new one.
        for again in ([*lines, *garbage], [line_of(unique, 3)]):
            assert deployment.invoke(batch_of(again)) == (None, False)
        assert counted(publisher, deployment.url, unique, 4) == 4
    assert [line for line in lines_besides(deployment, stream) if TERM in line] == []


def batch_of(lines):
    found = {
        "messageType": "DATA_MESSAGE",
        "owner": "000000000000",
        "logGroup": GROUP,
        "logStream": "s",
        "subscriptionFilters": ["portal-dev-usage"],
        "logEvents": [{"id": "1", "timestamp": 1, "message": line} for line in lines],
    }
    data = base64.b64encode(gzip.compress(json.dumps(found).encode())).decode()
    return {"awslogs": {"data": data}}


def lines_besides(deployment, stream):
    """Return what the function itself logged."""
    logs = deployment.client("logs")
    for found in logs.describe_log_streams(logGroupName=GROUP)["logStreams"]:
        if found["logStreamName"] != stream:
            events = logs.get_log_events(logGroupName=GROUP, logStreamName=found["logStreamName"])[
                "events"
            ]
            yield from (event["message"] for event in events)


def test_its_log_calls_the_function_with_records_only(deployment):
    (found,) = deployment.client("logs").describe_subscription_filters(logGroupName=GROUP)[
        "subscriptionFilters"
    ]
    assert found["filterPattern"] == TERM
    assert found["destinationArn"].endswith(":function:portal-dev")
    configuration = deployment.client("lambda").get_function_configuration(
        FunctionName="portal-dev"
    )
    assert configuration["LoggingConfig"]["LogGroup"] == GROUP
