"""What the function does with events that are no requests."""

import json

import pytest

from portal.lambda_entry.handler import UnknownEventError, lambda_handler

pytestmark = pytest.mark.xdist_group("deploy")

QUEUE = "arn:aws:sqs:us-east-1:000000000000:portal-dev-jobs"


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
    "S3 event": {"Records": [{"s3": {"configurationId": "a:os.getcwd"}}]},
    "another queue": {"Records": [record("m", "{}", f"{QUEUE}-other")]},
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
    monkeypatch.setenv("QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/0/portal-dev-jobs")
    with pytest.raises(UnknownEventError):
        lambda_handler(ATTACKS[name], None)


@pytest.mark.parametrize("name", ["raw command", "manage", "SNS command"])
def test_the_deployed_function_runs_no_code_that_an_event_names(deployment, tmp_path, name):
    marker = tmp_path / "ran"
    event = json.loads(json.dumps(ATTACKS[name]).replace("{marker}", str(marker)))
    answer, failed = deployment.invoke(event)
    assert failed
    assert "API Gateway and its own job queue only" in answer["errorMessage"]
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
    assert answer == {"batchItemFailures": [{"itemIdentifier": "broken"}]}


def test_the_queue_calls_the_function_and_takes_partial_failures(deployment):
    (mapping,) = deployment.client("lambda").list_event_source_mappings(FunctionName="portal-dev")[
        "EventSourceMappings"
    ]
    assert mapping["EventSourceArn"] == QUEUE
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
