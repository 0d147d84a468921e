"""The address a description was read from: kept, and what is relative is resolved against it."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from apis import packs
from apis.items import ApiVersion
from portal.aws import objects
from tests.apis.conftest import description, register, register_form
from tests.apis.long_work import work
from tests.http_servers import serving


class Files(BaseHTTPRequestHandler):
    """Serves the files of its server, by path."""

    def do_GET(self):
        body = json.dumps(self.server.files[self.path.partition("?")[0]]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def host(settings):
    """A server of descriptions that the portal may read; its address, and its files by path."""
    with serving(Files) as server:
        server.files = {}
        address = f"localhost:{server.server_port}"
        settings.OUTBOUND_ALLOWED_HOSTS = [address]
        server.address = f"http://{address}"
        yield server


def relative(title: str, version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    return description(title, version, servers=[{"url": "../api/v2"}], **more)


def swagger(title: str) -> dict[str, Any]:
    spec = description(title)
    del spec["openapi"]
    return {"swagger": "2.0", **spec}


@pytest.mark.parametrize(
    ("spec_of", "base"),
    [(relative, "/api/v2"), (description, ""), (swagger, "")],
    ids=["relative server", "no servers", "Swagger without host"],
)
def test_base_url_and_sample_agree_wherever_they_are_shown(
    visit, publisher, unique, host, spec_of, base
):
    host.files["/docs/openapi.json"] = spec_of(unique)
    made = register(publisher, unique, spec_url=f"{host.address}/docs/openapi.json")
    url = f"{host.address}{base}"
    assert made["base_url"] == url
    assert made["warnings"] == []
    version = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/1.0.0/").json()
    assert (version["base_url"], version["base_urls"]) == (url, [url])
    browser = visit(publisher)
    for page in (f"/apis/{made['id']}/", f"/docs/{made['id']}/1.0.0/"):
        assert f">{url}<" in browser.get(page).text, page
    operation = browser.get(f"/docs/{made['id']}/1.0.0/operations/things/").text
    assert f"{url}/things" in operation
    assert "https://HOST" not in operation


def test_the_address_is_kept_for_those_who_may_change_the_api(
    visit, publisher, developer, unique, host
):
    host.files["/openapi.json"] = relative(unique)
    url = f"{host.address}/openapi.json?token=secret"
    made = register(publisher, unique, spec_url=url)
    path = f"/apis/{made['id']}/versions/1.0.0/"
    assert publisher.rest.get(f"/api/v1{path}").json()["source_url"] == url
    assert url in visit(publisher).get(path).text
    versions = f"/api/v1/apis/{made['id']}/versions/"
    assert publisher.rest.get(versions).json()["items"][0]["source_url"] == url
    for shown in (
        developer.rest.get(f"/api/v1{path}"),
        developer.rest.get(versions),
        visit(developer).get(path),
        visit(developer).get(f"/docs/{made['id']}/1.0.0/"),
    ):
        assert shown.status_code == 200
        assert "secret" not in shown.content.decode()


def test_a_draft_is_read_again_from_its_address(visit, publisher, unique, host):
    host.files["/openapi.json"] = relative(unique)
    url = f"{host.address}/openapi.json"
    made = register(publisher, unique, spec_url=url, status="draft")
    path = f"/apis/{made['id']}/versions/1.0.0/"
    browser = visit(publisher)
    assert f'href="{path}replace/?by=url">Read it again' in browser.get(path).text
    host.files["/openapi.json"] = relative(unique, info={"title": "New", "version": "1.0.0"})
    form = browser.get(f"{path}replace/?by=url").context["form"]
    assert form["spec_url"].value() == url
    browser.post(f"{path}replace/?by=url", {"spec_url": url, "served_from": ""})
    version = publisher.rest.get(f"/api/v1{path}").json()
    assert (version["name"], version["source_url"]) == ("New", url)


def test_an_upload_has_no_address_and_its_relative_server_is_warned_of(publisher, unique):
    made = register(publisher, unique, spec=relative(unique))
    (warning,) = made["warnings"]
    assert (warning["code"], warning["pointer"]) == ("relative_server", "/servers/0/url")
    assert made["base_url"] == "../api/v2"


def test_its_owner_may_say_where_an_upload_is_served_from(visit, publisher, unique):
    served_from = "https://apis.test/docs/openapi.json"
    made = register(publisher, unique, spec=relative(unique), served_from=served_from)
    assert (made["base_url"], made["warnings"]) == ("https://apis.test/api/v2", [])
    path = f"/apis/{made['id']}/versions/1.0.0/"
    version = publisher.rest.get(f"/api/v1{path}").json()
    assert (version["served_from"], version["source_url"]) == (served_from, "")
    assert served_from in visit(publisher).get(path).text


def test_what_the_owner_says_counts_before_the_address_that_was_read(publisher, unique, host):
    host.files["/openapi.json"] = relative(unique)
    url = f"{host.address}/openapi.json"
    made = register(publisher, unique, spec_url=url, served_from="https://apis.test/x/")
    assert made["base_url"] == "https://apis.test/api/v2"


def test_the_page_asks_where_it_is_served_from(visit, publisher, unique, team):
    spec = json.dumps(relative(unique))
    sent = register_form(unique, team, spec_text=spec, served_from="https://apis.test/docs/")
    answer = visit(publisher).post("/apis/register/?by=paste", sent)
    assert answer["Location"] == f"/apis/{unique}/"
    base_url = publisher.rest.get(f"/api/v1/apis/{unique}/").json()["base_url"]
    assert base_url == "https://apis.test/api/v2"


@pytest.mark.parametrize(
    "address",
    ["apis.test", "ftp://apis.test", "https://", "https://a:b@apis.test", "https://a.test/ x",
     "https://[", "https://a.test/" + "a" * 500],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(visit, publisher, unique, team, address):
    body = {"spec": relative(unique), "served_from": address}
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code in (400, 422)
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/served_from"]
    sent = register_form(unique, team, served_from=address)
    page = visit(publisher).post("/apis/register/?by=paste", sent)
    assert page.status_code == 422
    assert 'id="id_served_from_error"' in page.text


def test_a_replaced_draft_keeps_what_its_owner_said_unless_it_is_said_anew(publisher, unique):
    made = register(
        publisher, unique, spec=relative(unique), served_from="https://one.test/x/", status="draft"
    )
    path = f"/api/v1/apis/{made['id']}/versions/1.0.0/spec"
    bases = []
    for more in ({}, {"served_from": "https://two.test/x/"}, {"served_from": ""}):
        body = {"spec": relative(unique), **more}
        bases.append(publisher.rest.put(path, body, format="json").json()["base_url"])
    assert bases == ["https://one.test/api/v2", "https://two.test/api/v2", "../api/v2"]


def test_the_job_of_a_large_description_knows_its_address(publisher, unique, host, small_limits):
    host.files["/docs/openapi.json"] = relative(unique)
    body = {"spec_url": f"{host.address}/docs/openapi.json"}
    publisher.rest.post("/api/v1/apis/", body, format="json")
    work(small_limits)
    base_url = publisher.rest.get(f"/api/v1/apis/{unique}/").json()["base_url"]
    assert base_url == f"{host.address}/api/v2"


def test_one_file_at_two_addresses_has_two_references(visit, publisher, unique):
    urls = []
    for number in (1, 2):
        spec = relative("Same")
        made = register(
            publisher, "", spec=spec, slug=f"{unique}-{number}",
            served_from=f"https://host{number}.test/docs/",
        )  # fmt: skip
        urls.append(made["base_url"])
        page = visit(publisher).get(f"/docs/{made['id']}/1.0.0/operations/things/").text
        assert f"https://host{number}.test/api/v2/things" in page
    assert urls == ["https://host1.test/api/v2", "https://host2.test/api/v2"]


def test_a_lost_pack_is_built_again_with_the_address(publisher, unique):
    made = register(publisher, unique, spec=relative(unique), served_from="https://a.test/docs/")
    version = ApiVersion.fetch(*ApiVersion.key(made["id"], "1.0.0"))
    key = packs.key_of(version)
    before = objects.read(key)
    objects.delete(key)
    assert packs.rebuild(version=version) == key
    assert objects.read(key) == before
