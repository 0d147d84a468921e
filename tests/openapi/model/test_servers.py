"""Base URLs as lists, pages and sample calls show them."""

import pytest

from openapi.model.servers import base_url, servers, urls


@pytest.mark.parametrize(
    ("server", "url", "call"),
    [
        ({"url": "https://a.test/v1/"}, "https://a.test/v1/", "https://a.test/v1"),
        ({"url": "/v2"}, "/v2", "https://HOST/v2"),
        ({"url": "../v2/"}, "../v2/", "https://HOST/v2"),
        ({"url": "//a.test"}, "//a.test", "https://HOST"),
        ({"url": "wss://a.test"}, "wss://a.test", "https://HOST"),
        (
            {"url": "https://{a}.test", "variables": {"a": {"default": "eu"}}},
            "https://eu.test",
            "https://eu.test",
        ),
        # One slash is enough, whichever side brings it.
        (
            {"url": "https://a.test/{stage}/x", "variables": {"stage": {"default": "/prod"}}},
            "https://a.test/prod/x",
            "https://a.test/prod/x",
        ),
        (
            {"url": "https://a.test{stage}", "variables": {"stage": {"default": "/prod"}}},
            "https://a.test/prod",
            "https://a.test/prod",
        ),
        # What has no default stays to be filled in.
        ({"url": "https://{a}.test", "variables": {"a": {}}}, "https://{a}.test", "https://HOST"),
        ({"url": "https://{a}.test", "variables": [1]}, "https://{a}.test", "https://HOST"),
    ],
)
def test_variables_are_filled_in_the_same_everywhere(
    server: dict[str, object], url: str, call: str
) -> None:
    found = servers([server])
    assert urls(found) == [url]
    assert base_url(found) == call


def test_only_what_a_browser_may_call_is_listed() -> None:
    given = ["javascript:alert(1)", "", "ftp://a.test", "https://a.test", "https://a.test", 3]
    long = "https://a.test/" + "a" * 5_000
    assert urls(servers([{"url": url} for url in [*given, long]])) == ["https://a.test", "3"]
