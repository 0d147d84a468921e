"""What large descriptions need in tests: the worker of the queue, and uploads straight to S3."""

import json

import requests

from portal.aws import objects
from portal.aws.clients import client
from portal.jobs import services as jobs
from portal.jobs.items import RUNNING, Job


def work(url):
    """Carry out what waits in the queue, as its worker does."""
    queue = client("sqs")
    got = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    for message in got.get("Messages", []):
        jobs.run_message(message["Body"])
        queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in got.get("Messages", [])]


def upload(person, data: bytes) -> str:
    form = person.rest.post("/api/v1/uploads/").json()
    sent = requests.post(form["url"], data=form["fields"], files={"file": data}, timeout=10)
    assert sent.status_code < 300, sent.text
    return form["upload_id"]


def stop_after_storing(job_id: str, spec) -> None:
    """Take a job that is done back to where its worker stopped right after storing what it made."""
    job = Job.fetch(*Job.key(job_id))
    job.status, job.result = RUNNING, None
    job.replace()
    upload = json.dumps(spec, separators=(",", ":")).encode()
    objects.put_once(job.payload["key"], upload, content_type="application/json")
