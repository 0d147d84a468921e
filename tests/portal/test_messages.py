"""Codes with parameters: stored as such, worded when shown, harmless where nobody knows them."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from apis.items import KEPT_FROM_BEING_CURRENT
from portal import messages
from portal.accounts import refusals
from portal.errors import AlreadyThere, ApplicationError, Fault, Problem, fault
from portal.jobs import items
from portal.jobs import services as jobs
from portal.jobs.kinds import JobKind, declare


def refuse(job):
    raise AlreadyThere(
        "version_taken",
        params={"version": "1.2"},
        faults=[fault("taken", "/info/version")],
        id="pets",
    )


def test_a_jobs_problem_is_stored_as_codes_and_worded_when_it_is_shown(unique, monkeypatch):
    declare(unique, JobKind(handler=f"{__name__}.refuse", title="Test"))
    job = jobs.enqueue(kind=unique, owner="", payload={})
    jobs.run_message(json.dumps({"job": job.job_id}))
    failed = jobs.load(job.job_id)
    assert failed.problem["code"] == "version_taken"
    assert failed.problem["params"] == {"version": "1.2"}
    assert "already" not in json.dumps(failed.problem)
    shown = failed.shown_problem.as_json()
    assert shown["detail"].startswith("This API has a version 1.2 already.")
    assert (shown["id"], shown["errors"][0]["pointer"]) == ("pets", "/info/version")

    other_words = messages.Message("Schon da", "Version {version} gibt es schon.")
    monkeypatch.setitem(messages._problems, "version_taken", other_words)
    assert jobs.load(job.job_id).shown_problem.detail == "Version 1.2 gibt es schon."


def test_how_far_a_job_is_is_stored_as_a_code_and_worded_when_it_is_shown(unique, queue_url):
    job = jobs.enqueue(kind=unique, owner="", payload={})
    job.report("storing_description", 55)
    assert jobs.load(job.job_id).stage == "storing_description"
    assert jobs.load(job.job_id).shown_stage == "Storing the description"
    # As it was before there were codes.
    job.report("Storing", 55)
    assert jobs.load(job.job_id).shown_stage == "Storing"


def test_what_a_library_found_keeps_its_words():
    found = Fault("max_length", "/name", words="Ensure that it is short.")
    problem = Problem(422, "invalid", faults=(found,))
    again = Problem.from_stored(json.loads(json.dumps(problem.as_stored())))
    assert again.as_json() == problem.as_json()
    assert again.faults[0].detail == "Ensure that it is short."


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


def test_every_code_that_the_source_names_has_words_that_fit_its_parameters():
    refusing = {each.__name__ for each in _subclasses(ApplicationError)} | {"ApplicationError"}
    wordings = dict.fromkeys(refusing, messages.problem_in_words) | {
        "Problem": messages.problem_in_words,
        "fault": messages.text_in_words,
        "Fault": messages.text_in_words,
        "report": messages.text_in_words,
        "report_done": messages.text_in_words,
    }
    checked = 0
    for path, call in _calls():
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in wordings or not call.args:
            continue
        code = call.args[1] if name == "Problem" else call.args[0]
        if isinstance(code, ast.Constant):
            params = {"first_fault": "f"} | dict.fromkeys(_parameters(call), 1)
            assert wordings[name](code.value, params), (path, code.value, params)
            checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    "code",
    [
        *refusals.TOKEN_CHECKS,
        refusals.STATE_UNKNOWN,
        refusals.STATE_EXPIRED,
        refusals.PROVIDER_REFUSED,
        refusals.CODE_REFUSED,
        refusals.DISABLED,
        refusals.GROUPS_OVERAGE,
        *KEPT_FROM_BEING_CURRENT.values(),
    ],
)
def test_so_has_every_code_that_a_name_stands_for(code):
    assert messages.problem_in_words(code, {})


@pytest.mark.parametrize("stage", [items.STAGE_WAITING, items.STAGE_DONE, items.STAGE_CANCELLED])
def test_and_every_stage(stage):
    assert messages.text_in_words(stage, {})


def test_two_apps_cannot_give_one_code_different_words():
    messages.declare({"conflict": messages.problem_in_words("conflict", {})}, {})
    with pytest.raises(ValueError, match="conflict"):
        messages.declare({"conflict": messages.Message("Other", "words")}, {})


def _subclasses(cls) -> Iterator[type]:
    for each in cls.__subclasses__():
        yield each
        yield from _subclasses(each)


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for app in ("portal", "apis", "docs", "analytics", "sandbox"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    yield path, node


def _parameters(call: ast.Call) -> set[str]:
    """Return the names of the parameters that a call gives beside its code."""
    named = {keyword.arg for keyword in call.keywords}
    values = [keyword.value for keyword in call.keywords if keyword.arg == "params"]
    keys = [
        key for value in [*values, *call.args] if isinstance(value, ast.Dict) for key in value.keys
    ]
    return named | {key.value for key in keys if isinstance(key, ast.Constant)}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/apis/no-such-api/", 404, "api_not_found"),
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
