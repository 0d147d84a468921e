"""The gateway among the servers of a sample, where an API stands behind it."""

import re
from html import unescape

import pytest
from django.test import Client

from apis.items.gateway_settings import GatewaySettings
from tests.docs.conftest import Register
from tests.docs.reading import document, get

SERVER = "https://pets.example.com"
SCHEMES = {
    "ours": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "theirs": {"type": "http", "scheme": "basic"},
}


def put_behind_gateway(slug: str, **more) -> None:
    upstreams = {"1": "https://upstream.example.com"}
    GatewaySettings(*GatewaySettings.key(slug), **{"upstreams": upstreams, **more}).create()


def page(slug: str, **query: str) -> str:
    return Client().get(f"/docs/{slug}/1/operations/list-pets/", query).content.decode()


def code(slug: str, **query: str) -> str:
    found = re.search(r'<code id="sample-call">(.*?)</code>', page(slug, **query), re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.fixture
def slug(register: Register) -> str:
    more = {
        "components": {"securitySchemes": SCHEMES},
        "security": [{"ours": [], "theirs": []}],
        "servers": [{"url": SERVER}],
    }
    return register(document(paths=get(), **more)).api.slug


def test_a_sample_goes_through_the_gateway_where_that_is_chosen(slug, settings):
    put_behind_gateway(slug)
    at = f"{settings.PORTAL_URL}/gateway/{slug}/1"
    assert f"{at} (through the gateway)" in page(slug)
    assert SERVER in code(slug)
    chosen = code(slug, server="1")
    assert f"{at}/pets" in chosen
    assert chosen.lower().count("x-api-key") == 1
    assert "X-API-Key: YOUR_KEY" in chosen
    # What the API asks of callers beside it stays.
    assert "-u" in chosen


def test_what_the_gateway_sends_itself_is_not_in_the_sample(slug):
    put_behind_gateway(slug, credential_secret="pets", credential_header="Authorization")
    assert "-u" in code(slug)
    assert "-u" not in code(slug, server="1")


@pytest.mark.parametrize("off", [{"enabled": False}, {"upstreams": {"2": "https://x.example"}}])
def test_a_version_whose_calls_do_not_pass_is_not_offered_there(slug, off):
    put_behind_gateway(slug, **off)
    assert "through the gateway" not in page(slug)
    assert SERVER in code(slug, server="1")


def test_once_it_is_put_behind_the_gateway_the_page_offers_it(slug):
    assert "through the gateway" not in page(slug)
    put_behind_gateway(slug)
    assert "through the gateway" in page(slug)


def test_of_a_description_without_servers_the_gateway_is_the_one(register: Register, settings):
    slug = register(document(paths=get(), servers=[])).api.slug
    put_behind_gateway(slug)
    assert f"{settings.PORTAL_URL}/gateway/{slug}/1/pets" in code(slug)
