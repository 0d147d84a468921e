"""Large descriptions: uploads straight to S3, and jobs."""

import gc
import json

import pytest
import requests
from django.conf import settings as django_settings

from apis.services.sources import Source
from portal.accounts import audit
from portal.aws.clients import client
from portal.dynamo.connection import connection
from portal.jobs import services as jobs
from portal.jobs.items import ATTEMPTS_TAKE, RUNNING, Job
from portal.request_context import RequestContext, use_context
from portal.web import body_limit
from tests.apis.conftest import description, register
from tests.apis.long_work import stop_after_storing, upload, work
from tests.aws_events import handled
from tests.detours import pointed_at


def uploads_left(person) -> int:
    prefix = f"uploads/{person.user.pk}/"
    bucket = django_settings.CONTENT_BUCKET
    return client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)["KeyCount"]


def test_an_upload_registers_and_is_used_up(publisher, unique):
    upload_id = upload(publisher, json.dumps(description(unique)).encode())
    body = {"upload_id": upload_id}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 201, answer.content
    assert uploads_left(publisher) == 0
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 400


def test_an_upload_is_its_makers_alone(publisher, stranger, unique):
    upload_id = upload(publisher, json.dumps(description(unique)).encode())
    answer = stranger.rest.post("/api/v1/apis/", {"upload_id": upload_id}, format="json")
    assert answer.status_code == 400
    assert uploads_left(publisher) == 1


def test_a_refused_upload_is_removed(publisher):
    upload_id = upload(publisher, b"nonsense")
    answer = publisher.rest.post("/api/v1/apis/", {"upload_id": upload_id}, format="json")
    assert answer.status_code == 422
    assert uploads_left(publisher) == 0


def test_a_large_description_becomes_a_job_that_registers_it(publisher, unique, small_limits):
    body = {"spec": description(unique), "tags": ["large"]}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 202, answer.content
    job = answer.json()["job"]
    assert answer["Location"].endswith(f"/api/v1/jobs/{job['id']}/")
    assert publisher.rest.get(answer["Location"]).json()["status"] == "queued"
    work(small_limits)
    done = publisher.rest.get(answer["Location"]).json()
    assert (done["status"], done["percent"], done["result"]["id"]) == ("succeeded", 100, unique)
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").json()["tags"] == ["large"]
    assert uploads_left(publisher) == 0


def test_a_job_is_in_the_audit_log_with_the_address_of_who_asked(publisher, unique, small_limits):
    body = {"spec": description(unique)}
    asked = publisher.rest.post("/api/v1/apis/", body, format="json", REMOTE_ADDR="203.0.113.7")
    assert asked.status_code == 202, asked.content
    work(small_limits)
    assert audit.by_subject(f"API#{unique}").items[0].source_ip == "203.0.113.7"


def test_a_job_delivered_twice_registers_once(publisher, unique, small_limits):
    body = {"spec": description(unique)}
    job_id = publisher.rest.post("/api/v1/apis/", body, format="json").json()["job"]["id"]
    (message,) = work(small_limits)
    stop_after_storing(job_id, body["spec"])
    jobs.run_message(message)
    done = publisher.rest.get(f"/api/v1/jobs/{job_id}/").json()
    assert (done["status"], done["result"]["id"]) == ("succeeded", unique)
    assert len(publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]) == 1


class Killed(BaseException):
    """The end of a worker in the middle of its work, which its own code does not handle."""


@pytest.mark.parametrize(
    ("clients", "operation", "where"),
    [
        (lambda: client("s3"), "PutObject", "/descriptions/"),
        (lambda: connection().client, "TransactWriteItems", "/"),
        (lambda: client("s3"), "PutObject", "/reference/"),
        (lambda: client("sns"), "Publish", "/"),
        (lambda: client("s3"), "DeleteObject", "/uploads/"),
    ],
    ids=[
        "before it stores the description",
        "before it registers",
        "before it stores the pack",
        "before it publishes",
        "before it cleans up",
    ],
)
def test_what_a_killed_worker_began_the_next_one_ends(
    publisher, unique, small_limits, clients, operation, where
):
    body = {"spec": description(unique)}
    path = publisher.rest.post("/api/v1/apis/", body, format="json")["Location"]

    def kill(params, **_):
        if where in params["url"]:
            raise Killed

    queue = client("sqs")
    (message,) = queue.receive_message(QueueUrl=small_limits, VisibilityTimeout=0)["Messages"]
    with (
        use_context(RequestContext(background=True)),
        handled(clients(), f"before-call.*.{operation}", kill),
        pytest.raises(Killed),
    ):
        jobs.run_message(message["Body"])
    assert publisher.rest.get(path).json()["status"] == "running"
    work(small_limits)
    done = publisher.rest.get(path).json()
    assert (done["status"], done["result"]["id"]) == ("succeeded", unique)
    assert len(publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]) == 1


def test_a_job_delivered_twice_registers_once_also_where_its_title_is_taken(
    publisher, stranger, unique, small_limits, settings
):
    settings.DIRECT_JSON_MAX_BYTES = 10**6
    register(stranger, unique, visibility="restricted")
    settings.DIRECT_JSON_MAX_BYTES = 50
    body = {"spec": description(unique)}
    job_id = publisher.rest.post("/api/v1/apis/", body, format="json").json()["job"]["id"]
    (message,) = work(small_limits)
    made = jobs.load(job_id).result["id"]
    assert made.startswith(f"{unique}-")
    stop_after_storing(job_id, body["spec"])
    jobs.run_message(message)
    assert jobs.load(job_id).result["id"] == made
    mine = publisher.rest.get("/api/v1/apis/", {"q": unique}).json()["items"]
    assert [each["id"] for each in mine if each["owner"] in publisher.user.teams] == [made]


def test_a_job_that_is_given_up_says_so(visit, publisher, unique, small_limits):
    body = {"spec": description(unique)}
    job_id = publisher.rest.post("/api/v1/apis/", body, format="json").json()["job"]["id"]
    job = jobs.load(job_id)
    job.status = RUNNING
    job.created_at -= ATTEMPTS_TAKE
    job.put()
    failed = publisher.rest.get(f"/api/v1/jobs/{job_id}/").json()
    assert (failed["status"], failed["problem"]["status"]) == ("failed", 503)
    browser = visit(publisher)
    assert browser.get(f"/jobs/{job_id}/status/").json()["state"] == "failed"
    page = browser.get(f"/jobs/{job_id}/").text
    assert "This did not work." in page
    assert "did not come to an end" in page


def test_without_the_queue_nothing_is_left_of_a_large_description(
    publisher, unique, small_limits, nowhere
):
    body = {"spec": description(unique)}
    with pointed_at(client("sqs"), nowhere):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert uploads_left(publisher) == 0
    assert list(Job.scan(Job.owner == str(publisher.user.pk))) == []
    assert work(small_limits) == []


def test_without_the_queue_an_upload_is_kept_for_the_next_try(
    publisher, unique, small_limits, nowhere
):
    body = {"upload_id": upload(publisher, json.dumps(description(unique)).encode())}
    with pointed_at(client("sqs"), nowhere):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 202


def broken(unique) -> str:
    document = description(unique)
    document["components"] = {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}
    return json.dumps(document)


@pytest.mark.parametrize("first_line", ["", "# in YAML\n"])
def test_of_a_large_bad_description_the_job_names_the_places(
    visit, publisher, unique, small_limits, first_line
):
    body = {"spec": first_line + broken(unique)}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 202
    work(small_limits)
    failed = publisher.rest.get(answer["Location"]).json()
    assert (failed["status"], failed["problem"]["status"]) == ("failed", 422)
    (fault, *_) = failed["problem"]["errors"]
    assert fault["pointer"].startswith("/components/schemas/A")
    page = visit(publisher).get(f"/jobs/{failed['id']}/").text
    assert f"Line {fault['line']}, column {fault['column']}" in page
    assert fault["excerpt"][0]["text"].replace('"', "&quot;") in page
    assert fault["pointer"] in page
    assert uploads_left(publisher) == 0


def test_a_large_upload_is_read_once(publisher, unique, small_limits):
    upload_id = upload(publisher, json.dumps(description(unique)).encode())
    asked = []

    def note(params, **_):
        if "/uploads/" in params["url"] and "Range" not in params["headers"]:
            asked.append(params["url"])

    with (
        use_context(RequestContext(background=True)),
        handled(client("s3"), "before-call.s3.GetObject", note),
    ):
        publisher.rest.post("/api/v1/apis/", {"upload_id": upload_id}, format="json")
        work(small_limits)
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 200
    assert len(asked) == 1


def test_a_job_fails_with_the_problem_of_the_direct_way(publisher, unique, small_limits, settings):
    body = {"spec": description(unique), "slug": unique}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    settings.DIRECT_JSON_MAX_BYTES = 10**6
    register(publisher, unique, slug=unique)
    work(small_limits)
    failed = publisher.rest.get(answer["Location"]).json()
    direct = publisher.rest.post("/api/v1/apis/", body, format="json").json()
    assert failed["status"] == "failed"
    for name in ("status", "title", "detail", "errors"):
        assert failed["problem"][name] == direct[name]


def test_a_version_may_be_a_job_too(publisher, unique, settings, queue_url):
    made = register(publisher, unique)
    settings.DIRECT_JSON_MAX_BYTES = 50
    path = f"/api/v1/apis/{made['id']}/versions/"
    answer = publisher.rest.post(path, {"spec": description(unique, "2.0.0")}, format="json")
    assert answer.status_code == 202
    work(settings.LONG_QUEUE_URL)
    assert publisher.rest.get(f"{path}2.0.0/").status_code == 200


def test_a_failed_version_is_tried_again_at_its_api(visit, publisher, unique, small_limits):
    def page_of_job(path: str) -> str:
        body = {"spec": description(unique, "2.0.0")}
        job = publisher.rest.post(path, body, format="json").json()["job"]
        work(small_limits)
        return visit(publisher).get(f"/jobs/{job['id']}/").text

    assert "This did not work." not in page_of_job("/api/v1/apis/")
    page = page_of_job(f"/api/v1/apis/{unique}/versions/")
    assert "This did not work." in page
    assert f'href="/apis/{unique}/versions/add/">Try again' in page


def test_a_job_is_for_who_asked_for_it(publisher, stranger, admin, unique, small_limits):
    answer = publisher.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    path = answer["Location"]
    assert stranger.rest.get(path).status_code == 404
    assert admin.rest.get(path).status_code == 200


def test_who_lost_the_right_meanwhile_is_refused_by_the_job(publisher, unique, small_limits):
    answer = publisher.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    profile = publisher.user.profile
    profile = type(profile).fetch(profile.pk, profile.sk)
    profile.role = "developer"
    profile.replace()
    work(small_limits)
    assert publisher.rest.get(answer["Location"]).json()["problem"]["status"] == 403


def test_the_jobs_page_shows_progress_then_the_result(visit, publisher, unique, team, small_limits):
    browser = visit(publisher)
    data = {
        "spec_text": json.dumps(description(unique)),
        "owner": team,
        "visibility": "internal",
        "status": "active",
    }
    answer = browser.post("/apis/register/?by=paste", data, follow=True)
    ((path, _),) = answer.redirect_chain
    assert b'http-equiv="refresh"' in answer.content
    assert browser.get(f"{path}status/").json()["state"] == "queued"
    work(small_limits)
    assert f"/apis/{unique}/".encode() in browser.get(path).content


def test_a_job_that_finds_its_description_registered_leads_there(
    visit, publisher, unique, small_limits
):
    def register_by_job():
        body = {"spec": description(unique)}
        return publisher.rest.post("/api/v1/apis/", body, format="json").json()["job"]["id"]

    first, second = register_by_job(), register_by_job()
    work(small_limits)
    pages = {job: visit(publisher).get(f"/jobs/{job}/").text for job in (first, second)}
    (failed,) = [page for page in pages.values() if "This did not work." in page]
    assert "is registered as" in failed
    assert f'href="/apis/{unique}/"' in failed


def test_an_upload_larger_than_allowed_is_refused_by_s3(publisher, settings):
    settings.DESCRIPTION_MAX_BYTES = 10
    form = publisher.rest.post("/api/v1/uploads/").json()
    sent = requests.post(form["url"], data=form["fields"], files={"file": b"x" * 11}, timeout=10)
    assert sent.status_code == 400
    assert "<Code>EntityTooLarge</Code>" in sent.text
    body = {"upload_id": form["upload_id"]}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "upload_gone")


def test_what_a_large_request_held_is_let_go_by_the_next(publisher, monkeypatch):
    monkeypatch.setattr(body_limit, "LARGE_BYTES", 100)
    body = {"spec": "hello: world\n" * 20}
    gc.disable()
    try:
        for _ in range(4):
            answer = publisher.rest.post("/api/v1/apis/", body, format="json")
            assert answer.status_code == 422
        held = [each for each in gc.get_objects() if type(each) is Source]
    finally:
        gc.enable()
    assert len(held) <= 1
