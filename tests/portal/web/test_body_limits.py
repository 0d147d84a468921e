"""How large a request says it is."""

import pytest


@pytest.fixture
def small(settings):
    settings.REQUEST_MAX_BYTES = 1000


@pytest.mark.parametrize("length", ["1001", "+1001", "1_001", " 1001 "])
def test_what_says_to_be_too_large_is_refused(client, small, length):
    answer = client.post("/apis/register/", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "1000" in answer.text


@pytest.mark.parametrize("path", ["/apis/register/", "/api/v1/apis/"])
@pytest.mark.parametrize("length", ["9" * 5000, "many", "-1", "10"])
def test_any_other_length_breaks_nothing(client, small, path, length):
    assert client.post(path, CONTENT_LENGTH=length).status_code < 500
