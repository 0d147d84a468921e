"""`/healthz` and `/readyz`."""


def test_alive_reaches_for_nothing(client, monkeypatch):
    monkeypatch.setattr("portal.web.health.client", None)
    assert client.get("/healthz").json() == {"status": "alive"}


def test_ready_while_every_part_answers(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["parts"].values()) == {"reachable"}


def test_a_missing_bucket_is_named(client, settings):
    settings.CONTENT_BUCKET = "no-such-bucket-here"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["s3"] == "away"
    assert answer.json()["parts"]["dynamodb"] == "reachable"
