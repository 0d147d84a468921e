"""What a shared cache, or the next person at the same browser, may be shown again: nothing."""

import pytest

PATHS = ["/", "/apis/", "/apis/none/", "/account/sign-in/", "/apis/register/", "/api/v1/docs/"]


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/apis/", "/api/v1/me/", "/api/v1/apis/none/"])
def test_no_answer_may_stay_in_a_shared_cache(client, path):
    kept = client.get(path)["Cache-Control"]
    assert "private" in kept or "no-store" in kept
    assert "no-cache" in kept or "no-store" in kept


def test_answers_of_rest_differ_by_every_credential(client):
    varies = {name.strip() for name in client.get("/api/v1/apis/")["Vary"].split(",")}
    assert {"Authorization", "X-API-Key", "Cookie"} <= varies


def test_what_a_view_says_itself_stays(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
