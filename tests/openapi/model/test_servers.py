"""Base URLs as lists and pages show them, and as a reader fills them in."""

import pytest

from openapi.model.servers import servers, urls

GATEWAY = "https://a1.execute-api.test"


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ({"url": "https://a.test/v1/"}, "https://a.test/v1/"),
        ({"url": "/v2"}, "/v2"),
        ({"url": "//a.test"}, "//a.test"),
        (
            {"url": "https://{a}.test", "variables": {"a": {"default": "eu"}}},
            "https://eu.test",
        ),
        (
            {"url": "https://a.test:{port}", "variables": {"port": {"default": 8443}}},
            "https://a.test:8443",
        ),
        # The first of the values that are allowed stands for a default that is missing.
        (
            {"url": "https://{a}.test", "variables": {"a": {"enum": ["us", "eu"]}}},
            "https://us.test",
        ),
        # What has no value stays to be filled in.
        ({"url": "https://{a}.test", "variables": {"a": {}}}, "https://{a}.test"),
        ({"url": "https://{a}.test", "variables": [1]}, "https://{a}.test"),
        # A value with slashes of its own, or none at all, leaves no double ones.
        (
            {"url": GATEWAY + "/{stage}", "variables": {"stage": {"default": "/prod"}}},
            GATEWAY + "/prod",
        ),
        (
            {"url": GATEWAY + "/{stage}/v1", "variables": {"stage": {"default": "prod/"}}},
            GATEWAY + "/prod/v1",
        ),
        (
            {"url": GATEWAY + "{stage}", "variables": {"stage": {"default": "/prod"}}},
            GATEWAY + "/prod",
        ),
        (
            {"url": GATEWAY + "/{stage}/v1", "variables": {"stage": {"default": ""}}},
            GATEWAY + "/v1",
        ),
    ],
)
def test_variables_are_filled_in(server: dict[str, object], url: str) -> None:
    assert urls(servers([server])) == [url]


@pytest.mark.parametrize(
    ("variable", "chosen", "url"),
    [
        ({"default": "eu", "enum": ["eu", "us"]}, "us", "https://us.a.test/v1"),
        ({"default": "eu", "enum": ["eu", "us"]}, "asia", "https://eu.a.test/v1"),
        ({"default": "eu"}, "asia", "https://asia.a.test/v1"),
        ({}, "asia", "https://asia.a.test/v1"),
        # A link to the page must not send the call to another host.
        ({"default": "eu"}, "evil.test/", "https://eu.a.test/v1"),
        ({"default": "eu"}, "evil.test#", "https://eu.a.test/v1"),
        ({"default": "eu"}, "me@evil.test?", "https://eu.a.test/v1"),
    ],
)
def test_a_reader_chooses_values_of_variables(
    variable: dict[str, object], chosen: str, url: str
) -> None:
    server = {"url": "https://{region}.a.test/v1", "variables": {"region": variable}}
    assert servers([server])[0].filled({"region": chosen, "other": "x"}) == url


def test_a_variable_of_the_path_may_have_several_segments() -> None:
    server = {"url": "https://a.test/{base}", "variables": {"base": {"default": "v1"}}}
    assert servers([server])[0].filled({"base": "api/v2"}) == "https://a.test/api/v2"


def test_only_what_a_browser_may_call_is_listed() -> None:
    given = ["javascript:alert(1)", "", "ftp://a.test", "https://a.test", "https://a.test", 3]
    long = "https://a.test/" + "a" * 5_000
    assert urls(servers([{"url": url} for url in [*given, long]])) == ["https://a.test", "3"]
