"""The icon that browsers ask for beside JSON, which cannot name one."""


def test_the_usual_address_leads_to_the_icon(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith(".svg")
    assert "max-age=86400" in answer["Cache-Control"]
