"""The upstream of the demo answers as its descriptions say."""

import http.client
import json
import threading
from collections.abc import Iterator

import jsonschema_rs
import pytest

from apis.demo import DEMO
from devstack.coffee_service import MOST_ORDERS, CoffeeServer
from openapi.read import read

ORDER = {"name": "Mira", "lines": [{"drink": "flat-white", "size": "large", "quantity": 2}]}


@pytest.fixture(scope="module")
def service() -> Iterator[CoffeeServer]:
    server = CoffeeServer(0)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(service):
    connection = http.client.HTTPConnection(*service.server_address)

    def ask_for(method: str, path: str, body: object = None, **fields: str):
        data = body if isinstance(body, bytes) else body and json.dumps(body).encode()
        connection.request(method, path, data, fields)
        answer = connection.getresponse()
        content = answer.read()
        return answer, json.loads(content) if content else None

    yield ask_for
    connection.close()


@pytest.fixture(scope="module")
def described() -> dict[str, dict]:
    demo = next(each for each in DEMO if each.slug == "coffee")
    return {name[-1]: read(demo.description(name)).openapi3 for name in demo.descriptions}


def is_as_described(document: dict, path: str, method: str, status: int, content: object) -> bool:
    answer = document["paths"][path][method]["responses"][str(status)]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (media,) = answer["content"].values()
    schema = {**media["schema"], "components": document["components"]}
    return jsonschema_rs.is_valid(schema, content)


@pytest.mark.parametrize(
    ("version", "method", "path", "asked", "body", "status"),
    [
        ("1", "get", "/drinks", "/v1/drinks", None, 200),
        ("1", "post", "/orders", "/v1/orders", {"name": "Jo", "drink": "filter"}, 201),
        ("1", "post", "/orders", "/v1/orders", {"name": "Jo", "drink": "tea"}, 422),
        ("1", "get", "/orders/{order}", "/v1/orders/o-1001", None, 200),
        ("1", "get", "/orders/{order}", "/v1/orders/o-9", None, 404),
        ("2", "get", "/menu", "/v2/menu?decaf=true", None, 200),
        ("2", "get", "/orders", "/v2/orders?limit=1&status=ready", None, 200),
        ("2", "get", "/orders", "/v2/orders?limit=0", None, 400),
        ("2", "post", "/orders", "/v2/orders", ORDER, 201),
        ("2", "post", "/orders", "/v2/orders", {"name": "Jo", "lines": []}, 422),
        ("2", "get", "/orders/{order}", "/v2/orders/o-1002", None, 200),
        ("2", "get", "/orders/{order}", "/v2/orders/%2e%2e", None, 404),
        ("2", "delete", "/orders/{order}", "/v2/orders/o-1001", None, 409),
    ],
)
def test_each_answer_is_as_described(ask, described, version, method, path, asked, body, status):
    answer, content = ask(method.upper(), asked, body)
    assert answer.status == status
    assert is_as_described(described[version], path, method, status, content)


def test_an_order_is_placed_read_and_cancelled(ask):
    answer, order = ask("POST", "/v2/orders", ORDER)
    assert order["total_cents"] == 2 * 420
    assert answer.headers["Location"] == f"/v2/orders/{order['id']}"
    assert ask("DELETE", answer.headers["Location"])[0].status == 204
    assert ask("GET", answer.headers["Location"])[1]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[" * 60_000, 400), (b'{"name": 1}', 422), (b"0" * 70_000, 413), (b"[]", 422)],
)
def test_odd_bodies_are_refused(ask, body, status):
    assert ask("POST", "/v2/orders", body)[0].status == status


def test_only_so_many_orders_are_kept(service):
    for _ in range(MOST_ORDERS + 5):
        service.counter.place("Jo", ORDER["lines"])
    assert len(service.counter.newest("", MOST_ORDERS * 2)) == MOST_ORDERS
