"""Refusals are pages of the portal, not those of the browser."""

import json

import pytest
from django.test import RequestFactory

from portal.errors import OUR_FAULT
from portal.lambda_entry.http import LambdaAdapter
from portal.web.error_pages import server_error


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", "/account/sign-out/", "POST"),
        ("post", "/apis/", "GET, HEAD"),
        ("put", "/docs/nothing/1/", "GET, HEAD"),
    ],
)
def test_another_method_is_answered_with_a_page(client, method, path, allowed):
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"] == allowed
    assert "Error 405" in answer.content.decode()
    assert "Go home" in answer.content.decode()


@pytest.mark.parametrize("path", ["/apis/", "/api/v1/apis/"])
def test_a_fault_of_ours_promises_nothing(path):
    answer = server_error(RequestFactory().get(path))
    assert answer.status_code == 500
    assert OUR_FAULT.title in answer.text
    assert "look whether it was saved" in answer.text


def test_what_not_even_django_answers_is_answered_alike():
    answer = LambdaAdapter._handle_request_exception(None, {}, None, ValueError("secret"))
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"]) == OUR_FAULT.as_json()


def test_a_refusal_says_no_more_than_its_problem(client):
    page = client.post("/apis/").text
    assert "Nothing was changed" not in page
