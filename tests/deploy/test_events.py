"""What the function does with events that are no requests."""

import json

import pytest

from portal.lambda_entry.handler import UnknownEventError, lambda_handler

pytestmark = pytest.mark.xdist_group("deploy")

QUEUE = "arn:aws:sqs:us-east-1:000000000000:portal-dev-jobs"
EVENTS = "arn:aws:sqs:us-east-1:000000000000:portal-dev-events"
USAGE = "arn:aws:sqs:us-east-1:000000000000:portal-dev-usage"
QUEUES = (("QUEUE_URL", "jobs"), ("EVENTS_QUEUE_URL", "events"), ("USAGE_QUEUE_URL", "usage"))
MINUTE = "arn:aws:events:us-east-1:000000000000:rule/portal-dev-each-minute"


def record(message_id: str, body: str, queue: str = QUEUE) -> dict:
    return {
        "messageId": message_id,
        "body": body,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
    }


ATTACKS = {
    "raw command": {"raw_command": "open('{marker}', 'w')"},
    "manage": {"manage": "shell -c open('{marker}','w')"},
    "command": {"command": "builtins.print"},
    "SNS command": {
        "Records": [{"EventSource": "aws:sns", "Sns": {"Message": '{"command": "os.getcwd"}'}}]
    },
    "authorizer": {"type": "TOKEN", "authorizationToken": "x"},
    "Cognito trigger": {"triggerSource": "PreSignUp_SignUp"},
    "schedule": {"detail-type": "Scheduled Event", "resources": ["rule/x-os.getcwd"]},
    "another schedule": {"source": "aws.events", "resources": [f"{MINUTE}-x"]},
    "a schedule without its sender": {"resources": [MINUTE]},
    "two schedules": {"source": "aws.events", "resources": [MINUTE, MINUTE]},
    "S3 event": {"Records": [{"s3": {"configurationId": "a:os.getcwd"}}]},
    "another queue": {"Records": [record("m", "{}", f"{QUEUE}-other")]},
    "two queues": {"Records": [record("m", "{}"), record("m", "{}", EVENTS)]},
    "queue and SNS": {"Records": [record("m", "{}"), {"Sns": {"Message": "{}"}}]},
    "function URL": {
        "version": "2.0",
        "rawPath": "/healthz",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "sourceIp": "1.2.3.4"}},
    },
    "load balancer": {
        "httpMethod": "GET",
        "path": "/healthz",
        "headers": {},
        "requestContext": {"elb": {}, "apiId": "x", "identity": {}},
    },
    "command beside a request without a method": {
        "httpMethod": "",
        "path": "/healthz",
        "headers": {},
        "requestContext": {"apiId": "x", "identity": {}},
        "raw_command": "open('{marker}', 'w')",
    },
    "HTTP API": {
        "version": "2.0",
        "httpMethod": "GET",
        "path": "/healthz",
        "rawPath": "/healthz",
        "headers": {},
        "requestContext": {"apiId": "x", "identity": {}, "http": {"method": "GET"}},
    },
    "nothing": {},
    "no records": {"Records": []},
    "list": [1, 2],
}


@pytest.mark.parametrize("name", ATTACKS)
def test_refuses_what_is_neither_a_request_nor_its_own_queue(monkeypatch, name):
    for variable, queue in QUEUES:
        monkeypatch.setenv(variable, f"https://sqs.us-east-1.amazonaws.com/0/portal-dev-{queue}")
    monkeypatch.setenv("LONG_QUEUE_URL", "")
    with pytest.raises(UnknownEventError):
        lambda_handler(ATTACKS[name], None)


@pytest.mark.parametrize("name", ["raw command", "manage", "SNS command"])
def test_the_deployed_function_runs_no_code_that_an_event_names(deployment, tmp_path, name):
    marker = tmp_path / "ran"
    event = json.loads(json.dumps(ATTACKS[name]).replace("{marker}", str(marker)))
    answer, failed = deployment.invoke(event)
    assert failed
    assert "answers nothing but: requests of API Gateway" in answer["errorMessage"]
    assert not marker.exists()


def test_a_refusal_logs_the_events_fields_but_none_of_its_values(deployment):
    deployment.invoke({"password": "hunter2-in-an-event"})
    logs = deployment.logs()
    assert "Refused an event of the fields ['password']" in logs
    assert "hunter2-in-an-event" not in logs


def test_of_a_batch_only_the_messages_that_failed_come_back(deployment):
    broken = record("broken", "")
    del broken["body"]
    batch = {"Records": [record("nonsense", "not JSON"), broken, record("gone", '{"job": "no"}')]}
    answer, failed = deployment.invoke(batch)
    assert not failed
    failures = [{"itemIdentifier": name} for name in ("nonsense", "broken")]
    assert answer == {"batchItemFailures": failures}


def test_the_deployed_function_delivers_events_and_does_what_is_due(deployment):
    event = json.dumps({"id": "1", "kind": "api_edited", "at": "2026-01-01T00:00:00.000000Z"})
    batch = {"Records": [record("good", event, EVENTS), record("bad", "not JSON", EVENTS)]}
    answer, failed = deployment.invoke(batch)
    assert not failed
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert deployment.invoke({"source": "aws.events", "resources": [MINUTE]}) == (None, False)


def test_the_queue_calls_the_function_and_takes_partial_failures(deployment):
    mappings = deployment.client("lambda").list_event_source_mappings(FunctionName="portal-dev")[
        "EventSourceMappings"
    ]
    assert {each["EventSourceArn"] for each in mappings} == {
        QUEUE,
        f"{QUEUE}-long",
        EVENTS,
        USAGE,
    }
    assert {each["FunctionResponseTypes"][0] for each in mappings} == {"ReportBatchItemFailures"}


def test_the_schedule_calls_the_function_each_minute(deployment):
    events = deployment.client("events")
    rule = events.describe_rule(Name="portal-dev-each-minute")
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 minute)", "ENABLED")
    (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"].endswith(":function:portal-dev")
