"""A description that attacks the reader of its reference."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.test import Client

from tests.docs.conftest import Register
from tests.docs.hostile import hostile

FOREIGN = {"iframe", "img", "object", "embed", "base", "style", "math", "audio", "video"}
LOADED = ("script", "link")


class Page(HTMLParser):
    """Collects what a browser would run, load or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        handlers = [name for name in given if name.startswith("on") or name == "style"]
        address = given.get("src", given.get("href", ""))
        if tag in FOREIGN or handlers:
            self.dangers.append(f"{tag} {given}")
        if tag in LOADED and not address.startswith("/static/"):
            self.dangers.append(f"{tag} {given}")
        if tag == "svg" and given.get("class") not in ("icon", "brand-mark", None):
            self.dangers.append(f"{tag} {given}")
        if tag == "a":
            self.links.add(address)


def test_every_page_of_a_hostile_description_is_inert(register: Register) -> None:
    registered = register(hostile(), name="Hostile")
    base = f"/docs/{registered.api.slug}/{registered.version.version}/"
    waiting, seen = [base, f"{base}?q=script", f"{base}?q=<script>alert(1)</script>"], set()
    while waiting and len(seen) < 60:
        path = waiting.pop()
        seen.add(path)
        answer = Client().get(path)
        assert answer.status_code == 200, path
        policy = answer["Content-Security-Policy"]
        assert "script-src http://testserver/static/ " in policy
        assert "'unsafe-inline'" not in policy
        page = Page()
        page.feed(answer.content.decode())
        assert page.dangers == [], path
        for link in page.links:
            assert urlsplit(link).scheme in ("", "http", "https", "mailto"), link
        waiting += [link for link in page.links if link.startswith(base) and link not in seen]
    assert any("/operations/" in path for path in seen)
    assert any("/schemas/" in path for path in seen)
