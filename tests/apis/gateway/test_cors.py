"""What pages of other sites may read, whatever the upstream says of it."""

import pytest

from apis.gateway.cors import CorsRule, with_cors
from tests.apis.gateway.exchange import ORIGIN

OTHER = "https://other.example"
LIST = {"origins": [ORIGIN], "credentials": True, "exposed": ["RateLimit"]}
ANYBODY = {"origins": ["*"], "credentials": True}
THEIRS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Vary", "Accept-Encoding"),
]


@pytest.fixture
def chatty(server):
    """An upstream that says on every answer that any page may read it."""
    server.answer = (200, THEIRS, b"fine")
    return server


def of(origin):
    return [("Origin", origin)] if origin else []


def asked(method="DELETE", origin=ORIGIN, headers="x-api-key, x-own"):
    wanted = [("Access-Control-Request-Method", method)]
    if headers:
        wanted.append(("Access-Control-Request-Headers", headers))
    return [*of(origin), *wanted]


def test_a_page_of_the_list_may_read(api, key, chatty):
    api.change(cors=LIST)
    answer = api.ask(key, fields=of(ORIGIN))
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN
    assert answer.one("Access-Control-Allow-Credentials") == "true"
    assert answer.one("Access-Control-Expose-Headers") == "RateLimit"
    assert answer.one("Vary") == "Accept-Encoding, Origin"


@pytest.mark.parametrize(
    "origin", [OTHER, "", "null", f"{ORIGIN}.evil.example", "http://app.example"]
)
def test_any_other_page_may_not_and_caches_are_told(api, key, chatty, origin):
    api.change(cors=LIST)
    answer = api.ask(key, fields=of(origin))
    assert answer.all("Access-Control-Allow-Origin") == []
    assert answer.all("Access-Control-Allow-Credentials") == []
    assert answer.one("Vary") == "Accept-Encoding, Origin"


@pytest.mark.parametrize("origin", [ORIGIN, OTHER, ""])
def test_where_all_pages_may_read_no_credentials_are_allowed(api, key, chatty, origin):
    api.change(cors=ANYBODY)
    answer = api.ask(key, fields=of(origin))
    assert answer.one("Access-Control-Allow-Origin") == "*"
    assert answer.all("Access-Control-Allow-Credentials") == []
    assert answer.one("Vary") == "Accept-Encoding"


def test_without_a_rule_the_upstreams_fields_pass(api, key, chatty):
    answer = api.ask(key, fields=of(ORIGIN))
    assert [field for field in answer.fields if field in THEIRS] == THEIRS


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([("Vary", "*")], "*"),
        ([("vary", "origin")], "origin"),
        ([("Vary", "Accept"), ("Vary", "ORIGIN, accept")], "Accept, ORIGIN"),
        ([], "Origin"),
    ],
)
def test_vary_has_each_name_once(theirs, ours):
    fields = with_cors(theirs, CorsRule.from_dict(LIST), ORIGIN)
    assert [value for name, value in fields if name.lower() == "vary"] == [ours]


def test_two_origins_in_one_call_are_none(api, key, chatty):
    api.change(cors=LIST)
    answer = api.ask(key, fields=[*of(ORIGIN), *of(OTHER)])
    assert answer.all("Access-Control-Allow-Origin") == []


def test_answers_of_the_gateways_own_obey_the_rule(api, app, key, server):
    api.change(cors=LIST)
    api.ask(key)
    server.answer = (None, [], b"")
    for secret, status in (("", 401), (key, 502)):
        answer = api.ask(secret, fields=of(ORIGIN))
        assert answer.status == status
        assert answer.one("Access-Control-Allow-Origin") == ORIGIN
        assert answer.one("Vary") == "Origin"


def test_an_answer_without_a_body_obeys_it_too(api, key, server):
    api.change(cors=LIST)
    server.answer = (304, [("ETag", '"1"')], b"")
    assert api.ask(key, fields=of(ORIGIN)).one("Access-Control-Allow-Origin") == ORIGIN


def test_a_preflight_is_answered_without_a_key_and_without_the_upstream(api, server):
    api.change(cors={**LIST, "methods": ["GET", "DELETE"], "headers": ["X-Own"], "max_age": 60})
    answer = api.ask(method="OPTIONS", fields=asked())
    assert (answer.status, answer.body) == (204, b"")
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN
    assert answer.one("Access-Control-Allow-Methods") == "GET, DELETE"
    assert answer.one("Access-Control-Allow-Headers") == (
        "Authorization, Content-Type, X-API-Key, X-Own"
    )
    assert answer.one("Access-Control-Max-Age") == "60"
    assert not server.asked


def test_a_preflight_of_another_page_allows_nothing(api):
    api.change(cors=LIST)
    answer = api.ask(method="OPTIONS", fields=asked(origin=OTHER))
    assert answer.status == 204
    assert [name for name, _ in answer.fields if name.startswith("Access-Control")] == []
    assert answer.one("Vary") == "Origin"


def test_any_header_may_be_allowed_but_no_nonsense(api):
    api.change(cors={**ANYBODY, "headers": ["*"]})
    answer = api.ask(method="OPTIONS", fields=asked(headers="x-one, x\r\ny: z, x-two"))
    allowed = answer.one("Access-Control-Allow-Headers")
    assert allowed == "Authorization, Content-Type, X-API-Key, x-one, x-two"
    assert answer.one("Vary") == "Access-Control-Request-Headers"


def test_options_with_a_key_and_no_preflight_reach_the_upstream(api, key, server):
    api.change(cors=LIST)
    assert api.ask(key, method="OPTIONS", fields=of(ORIGIN)).status == 200
    assert server.asked[0][0] == "OPTIONS"


def test_an_api_that_is_not_for_everybody_shows_itself_to_its_pages_only(publisher, api):
    from apis.items import Api

    row = Api.fetch(*Api.key(api.slug))
    row.visibility = "internal"
    row.put()
    api.change(cors=LIST)
    assert api.ask(method="OPTIONS", fields=asked()).status == 204
    hidden = api.ask(method="OPTIONS", fields=asked(origin=OTHER))
    unknown = api.ask(method="OPTIONS", fields=asked(origin=OTHER), api="never-registered")
    assert hidden.status == unknown.status == 401
    assert [n for n, _ in hidden.fields] == [n for n, _ in unknown.fields]
