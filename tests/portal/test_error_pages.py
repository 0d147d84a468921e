"""Refusals are pages of the portal, not those of the browser."""

import pytest


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
