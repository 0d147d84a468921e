"""What `make deploy` takes over from the shell it runs in."""

from infra.stage import preflight


def test_choices_reach_the_function_and_secrets_do_not(monkeypatch) -> None:
    monkeypatch.setenv("CATEGORIES", "finance,health")
    monkeypatch.setenv("CORPORATE_NAME", "Our company")
    monkeypatch.setenv("CORPORATE_CLIENT_SECRET", "not for anybody's eyes")
    monkeypatch.setenv("HOME_OF_SOMEBODY", "/home/somebody")
    chosen = preflight(["dev"]).chosen
    assert chosen["CATEGORIES"] == "finance,health"
    assert chosen["CORPORATE_NAME"] == "Our company"
    assert "HOME_OF_SOMEBODY" not in chosen
    assert "not for anybody's eyes" not in chosen.values()
