"""Codes with parameters: stored as such, worded when shown, harmless where nobody knows them."""

import json

import pytest

from apis import messages as of_apis
from portal import messages
from portal.errors import AlreadyThere, Fault, Invalid, Problem
from portal.jobs import services as jobs
from portal.jobs.kinds import JobKind, declare


def refuse(job):
    raise AlreadyThere(
        code="version_taken",
        params={"version": "1.2"},
        faults=[of_apis.fault("version_taken", "/info/version")],
        id="pets",
    )


def test_a_jobs_problem_is_stored_as_codes_and_worded_when_it_is_shown(unique, monkeypatch):
    declare(unique, JobKind(handler=f"{__name__}.refuse", title="Test"))
    job = jobs.enqueue(kind=unique, owner="", payload={})
    jobs.run_message(json.dumps({"job": job.job_id}))
    failed = jobs.find(job.job_id)
    assert failed.problem["code"] == "version_taken"
    assert failed.problem["params"] == {"version": "1.2"}
    assert "already" not in json.dumps(failed.problem)
    shown = failed.shown_problem.as_json()
    assert shown["detail"].startswith("This API has a version 1.2 already.")
    assert (shown["id"], shown["errors"][0]["pointer"]) == ("pets", "/info/version")

    other_words = messages.Message("Schon da", "Version {version} gibt es schon.")
    monkeypatch.setitem(messages._problems, "version_taken", other_words)
    assert jobs.find(job.job_id).shown_problem.detail == "Version 1.2 gibt es schon."


def test_a_problem_without_words_of_its_own_keeps_those_it_had():
    problem = Invalid("Some fields are not valid.", faults=[Fault("too long", "/name")]).problem()
    again = Problem.from_stored(json.loads(json.dumps(problem.as_stored())))
    assert again.as_json() == problem.as_json()


@pytest.mark.parametrize(
    "stored",
    [
        # As it was before there were codes.
        {"type": "about:blank", "title": "Taken", "status": 409, "detail": "It is.", "id": "a"},
        # Of a later version of the portal.
        {"status": 409, "code": "no_such_code", "params": {"x": 1}, "errors": [{"code": "new"}]},
        {"status": 409, "code": "version_taken", "params": {"other": 1}},
    ],
)
def test_what_another_version_stored_is_shown_all_the_same(stored):
    shown = Problem.from_stored(stored).as_json()
    assert shown["status"] == 409
    assert shown["title"]


def test_every_code_has_words_that_fit_its_parameters():
    params = {"limit": 1, "id": "a", "team": "t", "name": "n", "version": "1", "first_fault": "f"}
    for code in messages.known_codes():
        message = messages.problem_in_words(code, params)
        assert message is not None, code
        assert "{" not in message.title + message.detail, code
    for code in of_apis.FAULTS:
        assert messages.fault_in_words(code, params), code


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/apis/no-such-api/", 404, "not_found"),
        ("get", "/api/v1/apis/?cursor=made-up", 400, "unknown_cursor"),
        ("get", "/api/v1/apis/?limit=0", 400, "invalid"),
        ("get", "/api/v1/me/", 401, "not_authenticated"),
        ("put", "/api/v1/apis/", 401, "not_authenticated"),
        ("get", "/api/v1/nothing/", 404, "not_found"),
    ],
)
def test_a_problem_document_has_a_code(client, method, path, status, code):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.json()["code"] == code
