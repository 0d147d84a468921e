"""An operation's view: what a caller sends, what comes back, and who is let in."""

import re
from typing import Any

import pytest

from tests.docs.reading import Reader, child, document, get

OAUTH = {"type": "oauth2", "flows": {"implicit": {"scopes": {"read": "Read pets"}}}}
LONG_SUMMARY = (
    "Creates a model response for the given chat. Learn more in the [text](/docs/text) guide.\n\n"
    "Starting a new project? Take advantage of the latest platform features. " + "More. " * 20
)
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def reader(operation: dict[str, Any], **parts: Any) -> Reader:
    return Reader(document(paths=get(**operation), **parts))


def test_parameters_are_grouped_required_first_and_override_those_of_the_path() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    paths = {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "description": "Of the path"}, limit],
            "get": {
                "operationId": "listPets",
                "parameters": [
                    limit | {"description": "Ours"},
                    {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}},
                    {"$ref": "#/components/parameters/Trace"},
                ],
            },
        }
    }
    trace = {"Trace": {"name": "X-Trace", "in": "header", "deprecated": True}}
    page = Reader(document(paths=paths, components={"parameters": trace})).operation()
    groups = {where: [row.name for row in group.children] for where, group in page.parameters}
    assert groups == {"path": ["id"], "query": ["q", "limit"], "header": ["X-Trace"]}
    rows = dict(page.parameters)
    assert child(rows["path"], "id").required
    assert child(rows["query"], "limit").description == "<p>Ours</p>"
    assert child(rows["header"], "X-Trace").deprecated


def test_responses_have_headers_links_and_a_family() -> None:
    responses = {
        "200": {
            "description": "All of them",
            "headers": {"X-Total": {"schema": {"type": "integer"}}},
            "links": {"next": {"operationId": "addPet", "parameters": {"id": "$response.body"}}},
        },
        "4XX": {"description": "No"},
        "default": {"$ref": "#/components/responses/Error"},
    }
    paths = get(responses=responses) | {"/pet": {"post": {"operationId": "addPet"}}}
    error = {"Error": {"description": "Broken"}}
    page = Reader(document(paths=paths, components={"responses": error})).operation()
    shown = [(each.status, each.title, each.family) for each in page.responses]
    assert shown == [
        ("200", "OK", "success"),
        ("4XX", "", "client-error"),
        ("default", "Any other status", "other"),
    ]
    first = page.responses[0]
    assert first.headers
    assert [str(row.type) for row in first.headers.children] == ["integer"]
    assert (first.links[0].slug, first.links[0].values) == ("add-pet", [("id", "$response.body")])
    assert "Broken" in page.responses[2].body.description


def test_how_a_value_is_sent_is_said_as_the_description_writes_it() -> None:
    content = {"application/vnd.Pets+json": {"schema": {"type": "object"}}}
    given = {"name": "filter", "in": "query", "description": "Which", "content": content}
    page = reader({"parameters": [given]}).operation()
    row = child(dict(page.parameters)["query"], "filter")
    assert row.description == "<p>Which</p>"
    assert row.notes == ["sent as application/vnd.Pets+json"]


@pytest.mark.parametrize(
    ("own", "common", "need", "schemes"),
    [
        (None, None, "unstated", []),
        (None, [{"key": []}], "required", [["key"]]),
        ([], [{"key": []}], "none", []),
        ([{}, {"key": []}], None, "optional", [["key"]]),
        (
            [{"key": [], "oauth": ["read"]}, {"gone": []}],
            None,
            "required",
            [["key", "oauth"], ["gone"]],
        ),
    ],
)
def test_an_operations_own_security_wins_over_the_descriptions(
    own: Any, common: Any, need: str, schemes: list[list[str]]
) -> None:
    operation = {} if own is None else {"security": own}
    parts = {} if common is None else {"security": common}
    known = {"securitySchemes": {"key": KEY, "oauth": OAUTH}}
    access = reader(operation, components=known, **parts).operation().access
    assert access.need == need
    assert [[use.scheme.name for use in uses] for uses in access.alternatives] == schemes


def test_callbacks_are_shown_with_what_they_send() -> None:
    sent = {"content": {"application/json": {"schema": {"properties": {"id": {}}}}}}
    receive = {"post": {"requestBody": sent, "responses": {"200": {"description": "Thanks"}}}}
    page = reader({"callbacks": {"added": {"{$request.body#/url}": receive}}}).operation()
    callback = page.callbacks[0]
    assert (callback.name, callback.method) == ("added", "post")
    assert callback.body
    assert child(callback.body.contents[0].row, "id").name == "id"
    assert callback.responses[0].status == "200"


def test_every_part_of_a_callback_can_be_read_by_itself() -> None:
    headers = {"X-Total": {"schema": {"type": "integer"}}}
    body = {"application/json": {"schema": {"properties": {"id": {"type": "string"}}}}}
    answers = {"200": {"description": "Thanks", "headers": headers, "content": body}}
    receive = {"/in": {"post": {"requestBody": {"content": body}, "responses": answers}}}
    read = reader({"callbacks": {"added": receive}})
    below = "callback/added//in/post"
    for place, name in (
        ("headers/200", "X-Total"),
        ("request/application/json", "id"),
        ("response/200/application/json", "id"),
    ):
        row = read.part(f"{below}/{place}")
        assert row, place
        assert child(row, name)
    row = read.part(f"{below}/headers/200/X-Total")
    assert row
    assert str(row.type) == "integer"


def test_what_does_not_fit_is_reported() -> None:
    contents = {f"application/v{number}+json": {} for number in range(30)}
    responses = {str(200 + n): {"description": "x" * 900} for n in range(399)}
    page = reader({"requestBody": {"content": contents}, "responses": responses}).operation()
    assert page.body
    shown = " ".join(page.left_out)
    left = 30 - len(page.body.contents)
    assert f"{left} more media types of request (application/v8+json, " in shown
    assert f"{399 - len(page.responses)} more responses (" in shown


def test_what_responses_say_counts_towards_the_page() -> None:
    responses = {str(status): {"description": "![a " * 1_000} for status in range(200, 260)}
    page = reader({"responses": responses}).operation()
    shown = [response.body.description for response in page.responses]
    assert all(shown)
    assert sum(map(len, shown)) < 130_000
    (left,) = page.left_out
    assert left.startswith(f"{60 - len(shown)} more responses (")


def test_what_bodies_say_counts_towards_the_page() -> None:
    schema = {"type": "string", "description": "![a " * 4_000, "enum": ["v" * 200] * 300}
    contents = {f"application/v{number}+json": {"schema": schema} for number in range(8)}
    answer = {"$ref": "#/components/responses/Any"}
    responses = {str(status): answer for status in range(200, 230)}
    shared = {"responses": {"Any": {"content": contents}}}
    page = reader({"responses": responses}, components=shared).operation()
    rows = [each.row for response in page.responses for each in response.body.contents]
    assert rows[0].description
    assert sum(len(row.description) + sum(map(len, row.values)) for row in rows) < 140_000
    assert rows[-1].shortened
    assert "more responses (" in page.left_out[0]


def test_what_a_long_summary_says_beyond_its_title_is_on_the_page() -> None:
    reader = Reader(document(paths=get(summary=LONG_SUMMARY)))
    page = reader.operation()
    assert reader.entry().title == "Creates a model response for the given chat"
    assert "platform features" in page.description
    assert '<a href="/docs/text">' not in page.description  # relative: leads nowhere here
    assert "Learn more in the" in page.description


def test_a_sentence_is_not_written_twice() -> None:
    reader = Reader(document(paths=get(description="retrieves an account.")))
    assert reader.entry().title == "Retrieves an account"
    assert reader.operation().description == ""


def test_a_summary_that_begins_the_description_is_not_written_twice() -> None:
    page = Reader(
        document(paths=get(summary=LONG_SUMMARY, description=f"{LONG_SUMMARY} More."))
    ).operation()
    assert page.description.count("Learn more") == 1


@pytest.mark.parametrize(
    ("link", "title", "slug"),
    [
        ({"operationId": "readCart"}, "Read a cart", "read-cart"),
        ({"operationRef": "#/paths/~1carts~1{id}/get"}, "Read a cart", "read-cart"),
        ({"operationRef": "#/paths/~1carts~1%7Bid%7D/get"}, "Read a cart", "read-cart"),
        ({"operationRef": "#/paths/%2Fcarts%2F%7Bid%7D/get"}, "Read a cart", "read-cart"),
        ({"operationRef": "#/paths/~1carts~1{id}/put"}, "#/paths/~1carts~1{id}/put", ""),
        ({"operationRef": "https://x.test/#/paths/~1a/get"}, "https://x.test/#/paths/~1a/get", ""),
        ({"operationRef": "#/webhooks/added/post"}, "added", "post-added"),
        ({"operationId": "gone"}, "gone", ""),
        ({}, "next", ""),
    ],
)
def test_a_link_leads_to_the_operation_under_its_title(
    link: dict[str, str], title: str, slug: str
) -> None:
    paths = get(responses={"201": {"links": {"next": link}}})
    paths["/carts/{id}"] = {"get": {"operationId": "readCart", "summary": "Read a cart"}}
    added = {"added": {"post": {"responses": {}}}}
    page = Reader(document(paths=paths, webhooks=added)).operation()
    shown = page.responses[0].links[0]
    assert (shown.title, shown.slug) == (title, slug)


def test_a_link_says_what_is_sent_and_where() -> None:
    link = {
        "operationId": "gone",
        "description": "Then *this*",
        "parameters": {"id": 5, "all": {"a": 1}},
        "requestBody": "$request.body",
        "server": {"url": "https://other.test", "name": "other", "description": "Not\nours"},
    }
    page = reader({"responses": {"200": {"links": {"next": link}}}}).operation()
    shown = page.responses[0].links[0]
    assert shown.values == [("id", "5"), ("all", '{"a": 1}')]
    assert (shown.body, shown.server) == ("$request.body", "https://other.test")
    assert shown.about_server == "other: Not ours"
    assert "<em>this</em>" in shown.description


def parameter(**more: Any) -> dict[str, Any]:
    return {"name": "it", "in": "query", **more}


def test_descriptions_beside_references_win() -> None:
    def to(kind: str) -> dict[str, str]:
        return {"$ref": f"#/components/{kind}/X", "description": f"Mine of {kind}"}

    components = {
        "parameters": {"X": parameter(description="Theirs")},
        "requestBodies": {"X": {"description": "Theirs", "content": {}}},
        "responses": {"X": {"description": "Theirs"}},
        "headers": {"X": {"description": "Theirs"}},
        "links": {"X": {"operationId": "listPets", "description": "Theirs"}},
        "callbacks": {"X": {"/in": {"post": {"responses": {}}}}},
    }
    answers = {
        "200": {"headers": {"X-A": to("headers")}, "links": {"next": to("links")}},
        "404": to("responses"),
    }
    page = reader(
        {
            "parameters": [to("parameters")],
            "requestBody": to("requestBodies"),
            "responses": answers,
            "callbacks": {"on": to("callbacks")},
        },
        components=components,
    ).operation()
    assert page.body
    headers = page.responses[0].headers
    assert headers
    said = [
        child(page.parameters[0][1], "it").description,
        page.body.description,
        child(headers, "X-A").description,
        page.responses[0].links[0].description,
        page.responses[1].body.description,
        page.callbacks[0].description,
    ]
    kinds = ("parameters", "requestBodies", "headers", "links", "responses", "callbacks")
    assert [re.sub("<[^>]*>", "", each).strip() for each in said] == [
        f"Mine of {kind}" for kind in kinds
    ]


def test_a_callback_says_all_that_an_operation_says() -> None:
    examples = {"sent": {"value": {"id": 1}}}
    path = {
        "summary": "Of the path",
        "parameters": [{"name": "shared", "in": "header"}],
        "post": {
            "summary": "It happened",
            "deprecated": True,
            "security": [{"key": []}],
            "parameters": [{"name": "own", "in": "query"}],
            "requestBody": {"content": {"application/json": {"examples": examples}}},
            "callbacks": {"deeper": {}},
            "responses": {},
        },
        "put": {"responses": {}},
    }
    components = {"securitySchemes": {"key": KEY}}
    page = reader({"callbacks": {"on": {"/in": path, "x-not": {}}}}, components=components)
    first, second = page.operation().callbacks
    assert (first.title, first.deprecated, second.method) == ("It happened", True, "put")
    assert "Of the path" in first.description
    assert first.access.alternatives[0][0].scheme.title == "API key"
    assert second.access.need == "unstated"
    shown = {where: [row.name for row in group.children] for where, group in first.parameters}
    assert shown == {"query": ["own"], "header": ["shared"]}
    assert first.body
    assert [each.text for each in first.body.contents[0].row.examples] == ['{"id": 1}']
    assert page.operation().left_out == ["callbacks of on: deeper"]
    assert page.part("callback/on//in/post/parameters/query/own")


def test_further_facts_of_an_operation_are_on_its_page() -> None:
    paths = get(
        tags=["pets", "shops", "rare"],
        description="Ours",
        externalDocs={"url": "/docs", "description": "More"},
        **{"x-rate": 5, "x-plan": {"a": 1}},
    )
    paths["/pets"] |= {"summary": "All about pets", "description": "Of the path"}
    paths["/shops"] = {"get": {"tags": ["shops"]}}
    page = Reader(document(paths=paths)).operation()
    assert page.operation_id == "listPets"
    assert page.also_under == [("shops", "shops"), ("rare", "rare")]
    assert page.further == ["also given: x-rate 5, x-plan"]
    assert page.external.label == "More /docs"
    assert "Of the path" in page.about_path
    assert "Of the path" not in page.description


def test_what_cannot_be_shown_is_said_by_name() -> None:
    page = reader(
        {
            "parameters": [{"$ref": "#/components/parameters/Gone"}],
            "responses": {"200": {"description": "ok", "x-a": {}}, "404": {"$ref": "a.yaml#/b"}},
        }
    ).operation()
    assert page.left_out == [
        "#/components/parameters/Gone, which is not in this description",
        "a.yaml#/b, which is not in this description",
        "x-a of response 200",
    ]


def test_a_webhook_shows_its_own_credentials_only() -> None:
    def webhook(**more: Any) -> Any:
        hooks = {"added": {"post": {"responses": {}, **more}}}
        known = {"securitySchemes": {"key": KEY}}
        read = Reader(document(webhooks=hooks, security=[{"key": []}], components=known))
        return read.operation("post-added").access.need

    assert webhook() == "unstated"
    assert webhook(security=[{"key": []}]) == "required"


def test_what_the_api_sends_holds_what_callers_only_read() -> None:
    pet = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
        },
    }
    content = {"content": {"application/json": {"schema": pet}}}
    sent = {"requestBody": content, "responses": {"200": {"description": "", **content}}}
    callbacks = {"added": {"{$request.body#/url}": {"post": sent}}}
    described = document(paths=get(callbacks=callbacks, **sent), webhooks={"added": {"post": sent}})
    read = Reader(described)
    called, webhook = read.operation(), read.operation("post-added")

    def shown(operation: Any) -> tuple[list[str], list[str]]:
        answered = operation.responses[0].body.contents[0]
        rows = (operation.body.contents[0].row, answered.row)
        return tuple([each.name for each in row.children if each.name] for row in rows)

    assert shown(called) == (["secret"], ["id"])
    for received in (webhook, called.callbacks[0]):
        assert shown(received) == (["id"], ["secret"])
