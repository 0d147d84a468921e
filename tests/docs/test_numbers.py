"""Large counts, as people read them on pages and as programs read them in REST."""

from django.test import Client

from tests.docs.conftest import Register
from tests.docs.reading import document

OPERATIONS = 1107


def test_counts_have_separators_on_pages_and_none_in_rest(
    register: Register, client: Client
) -> None:
    call = {"tags": ["things"], "responses": {"200": {"description": "ok"}}}
    paths = {f"/things/{number}": {"get": call} for number in range(OPERATIONS)}
    api = register(document(paths=paths)).api.slug

    assert '<td class="number hide-narrow">1,107</td>' in client.get(f"/apis/{api}/").text
    assert "<dd>1,107</dd>" in client.get(f"/apis/{api}/versions/1/").text
    overview = client.get(f"/docs/{api}/1/").text
    assert '<span class="nav-count">1,107</span>' in overview
    assert "1,107 operations with “things”" in client.get(f"/docs/{api}/1/?q=things").text
    inside = client.get(f"/docs/{api}/1/tags/things/").text
    assert "All 1,107 operations" in inside

    version = client.get(f"/api/v1/apis/{api}/versions/1/").json()
    assert version["operation_count"] == OPERATIONS
