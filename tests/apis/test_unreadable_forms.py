"""Forms sent in a way that nothing of them arrives: told with a 400, the form at hand again."""

import pytest

from apis.items import Api
from portal.form_pages import UNREADABLE
from tests.apis.conftest import register

BODIES = {
    "JSON": ("application/json", b'{"name": "x"}'),
    "no type": ("", b"name=x"),
    "broken multipart": ("multipart/form-data; boundary=b", b"--c\r\nname"),
    "nothing": ("application/x-www-form-urlencoded", b""),
}


@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_what_cannot_be_read_changes_nothing_and_is_told(
    visit, publisher, unique, team, kind, body
):
    made = register(publisher, unique)
    browser = visit(publisher)
    address = f"/apis/{made['id']}"
    for path in (
        "/apis/register/",
        f"{address}/versions/add/",
        f"{address}/edit/",
        f"{address}/versions/1.0.0/",
        "/account/keys/new/",
    ):
        answer = browser.generic("POST", path, body, content_type=kind)
        assert answer.status_code == 400, path
        assert UNREADABLE in answer.text, path
        assert '<form class="form' in answer.text, path
        assert 'aria-invalid="true"' not in answer.text, path
    assert Api.fetch(*Api.key(made["id"])).name == unique
