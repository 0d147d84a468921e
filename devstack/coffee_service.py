"""The upstream of the demo's Coffee Orders API: a small HTTP service with two versions.

    python -m devstack.coffee_service PORT

It keeps the last 1,000 orders in memory, on loopback only, and knows nothing of the portal: what
`apis/demo/coffee-1.yaml` and `coffee-2.yaml` describe is all there is.
"""

import json
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_BODY = 64 * 1024
MOST_ORDERS = 1_000
DRINKS = (
    {"id": "espresso", "name": "Espresso", "price_cents": 220, "sizes": ["single", "double"]},
    {"id": "rooibos", "name": "Rooibos", "price_cents": 240, "sizes": ["regular"], "decaf": True},
    {"id": "filter", "name": "Filter coffee", "price_cents": 260, "sizes": ["regular", "large"]},
    {"id": "flat-white", "name": "Flat white", "price_cents": 360, "sizes": ["regular", "large"]},
)
BY_ID = {str(drink["id"]): drink for drink in DRINKS}
DEARER_SIZES = {"double": 50, "large": 60}
STATUSES = ("placed", "brewing", "ready", "cancelled")
# An order stands here so long after it was placed.
BREWING_AFTER, READY_AFTER = timedelta(seconds=60), timedelta(seconds=180)


class Refused(Exception):
    """What the caller did wrong: a status and a sentence."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass
class Order:
    order_id: str
    name: str
    lines: list[dict[str, Any]]
    placed_at: datetime
    is_cancelled: bool = False

    @property
    def status(self) -> str:
        age = datetime.now(UTC) - self.placed_at
        if self.is_cancelled:
            return "cancelled"
        return "ready" if age > READY_AFTER else "brewing" if age > BREWING_AFTER else "placed"

    @property
    def total_cents(self) -> int:
        return sum(_price(each) * int(each["quantity"]) for each in self.lines)

    def as_second(self) -> dict[str, Any]:
        return {
            "id": self.order_id,
            "status": self.status,
            "name": self.name,
            "lines": self.lines,
            "total_cents": self.total_cents,
            "placed_at": self.placed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def as_first(self) -> dict[str, Any]:
        drink = self.lines[0]["drink"]
        found = {"id": self.order_id, "status": self.status, "name": self.name, "drink": drink}
        return found | {"price": _euros(self.total_cents)}


class Counter:
    """The orders; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._last = 1000
        self.place("Mira", [{"drink": "espresso", "size": "double", "quantity": 1}])
        self.place("Jonas", [{"drink": "rooibos", "size": "regular", "quantity": 2}])
        for order in self._orders.values():
            order.placed_at -= timedelta(minutes=10)

    def place(self, name: str, lines: list[dict[str, Any]]) -> Order:
        with self._lock:
            self._last += 1
            order = Order(f"o-{self._last}", name, lines, datetime.now(UTC))
            self._orders[order.order_id] = order
            while len(self._orders) > MOST_ORDERS:
                self._orders.popitem(last=False)
            return order

    def find(self, order_id: str) -> Order:
        with self._lock:
            order = self._orders.get(order_id)
        if order is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"There is no order {order_id[:40]}.")
        return order

    def newest(self, status: str, limit: int) -> list[Order]:
        with self._lock:
            found = list(reversed(self._orders.values()))
        return [order for order in found if status in ("", order.status)][:limit]


def _price(line: dict[str, Any]) -> int:
    return int(str(BY_ID[line["drink"]]["price_cents"])) + DEARER_SIZES.get(line["size"], 0)


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _name(body: dict[str, Any]) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= 40:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "`name` is a text of 1 to 40 characters.")
    return name


def _line(given: Any) -> dict[str, Any]:
    drink = BY_ID.get(str(given.get("drink"))) if isinstance(given, dict) else None
    if drink is None:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "`drink` is the id of one on the menu.")
    sizes: Any = drink["sizes"]
    size, quantity = given.get("size", sizes[0]), given.get("quantity")
    if size not in sizes:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"`size` is one of {', '.join(sizes)}.")
    if type(quantity) is not int or not 1 <= quantity <= 20:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "`quantity` is a number from 1 to 20.")
    return {"drink": drink["id"], "size": size, "quantity": quantity}


class Handler(BaseHTTPRequestHandler):
    """Answers both versions; `counter` is the server's."""

    protocol_version = "HTTP/1.1"
    server_version = "coffee"
    sys_version = ""

    def _respond(self) -> None:
        path = urlsplit(self.path).path
        # Read before anything is answered: on a kept connection it would be the next request.
        try:
            body = self._body()
            for method, pattern, answer in ROUTES:
                match = re.fullmatch(pattern, path)
                if match and method == self.command.replace("HEAD", "GET"):
                    answer(self, body, *map(unquote, match.groups()))
                    return
            raise Refused(HTTPStatus.NOT_FOUND, "There is nothing here.")
        except Refused as refusal:
            self._problem(refusal)

    do_GET = do_HEAD = do_POST = do_DELETE = do_PUT = do_PATCH = _respond  # noqa: N815

    @property
    def counter(self) -> Counter:
        return self.server.counter  # type: ignore[attr-defined,no-any-return]

    def first_drinks(self, body: Any) -> None:
        shown = [
            {"id": each["id"], "name": each["name"], "price": _euros(int(str(each["price_cents"])))}
            for each in DRINKS
        ]
        self.send(HTTPStatus.OK, shown)

    def first_place(self, body: Any) -> None:
        line = _line({**_members(body), "quantity": 1})
        self.send(HTTPStatus.CREATED, self.counter.place(_name(body), [line]).as_first())

    def first_read(self, body: Any, order: str) -> None:
        self.send(HTTPStatus.OK, self.counter.find(order).as_first())

    def menu(self, body: Any) -> None:
        decaf = self._query("decaf")
        if decaf not in ("", "true", "false"):
            raise Refused(HTTPStatus.BAD_REQUEST, "`decaf` is true or false.")
        shown = [{"decaf": False} | drink for drink in DRINKS]
        wanted = [each for each in shown if not decaf or each["decaf"] == (decaf == "true")]
        self.send(HTTPStatus.OK, {"drinks": wanted})

    def orders(self, body: Any) -> None:
        status, limit = self._query("status"), self._query("limit") or "20"
        if status and status not in STATUSES:
            raise Refused(HTTPStatus.BAD_REQUEST, f"`status` is one of {', '.join(STATUSES)}.")
        if not re.fullmatch("[1-9][0-9]?|100", limit):
            raise Refused(HTTPStatus.BAD_REQUEST, "`limit` is a number from 1 to 100.")
        found = self.counter.newest(status, int(limit))
        self.send(HTTPStatus.OK, {"orders": [order.as_second() for order in found]})

    def place(self, body: Any) -> None:
        lines = _members(body).get("lines")
        if not isinstance(lines, list) or not 1 <= len(lines) <= 20:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "`lines` is a list of 1 to 20.")
        order = self.counter.place(_name(body), [_line(each) for each in lines])
        location = {"Location": f"/v2/orders/{order.order_id}"}
        self.send(HTTPStatus.CREATED, order.as_second(), location)

    def read(self, body: Any, order: str) -> None:
        self.send(HTTPStatus.OK, self.counter.find(order).as_second())

    def cancel(self, body: Any, order: str) -> None:
        found = self.counter.find(order)
        if found.status != "placed":
            raise Refused(HTTPStatus.CONFLICT, f"It is {found.status}, no longer placed.")
        found.is_cancelled = True
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def send(
        self,
        status: HTTPStatus,
        content: object,
        fields: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> None:
        data = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _problem(self, refusal: Refused) -> None:
        status = refusal.status
        content = {"type": "about:blank", "title": status.phrase, "status": int(status)}
        detail = {"detail": refusal.detail}
        self.send(status, content | detail, content_type="application/problem+json")

    def _query(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def _body(self) -> Any:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "Send a Content-Length.")
        if int(length) > LONGEST_BODY:
            self.close_connection = True
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "At most 64 KB.")
        data = self.rfile.read(int(length))
        try:
            return json.loads(data) if data else None
        except (ValueError, RecursionError):
            raise Refused(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from None

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the gateway's own log has every call."""


def _members(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is a JSON object.")
    return body


ROUTES: tuple[tuple[str, str, Callable[..., None]], ...] = (
    ("GET", "/v1/drinks", Handler.first_drinks),
    ("POST", "/v1/orders", Handler.first_place),
    ("GET", "/v1/orders/([^/]+)", Handler.first_read),
    ("GET", "/v2/menu", Handler.menu),
    ("GET", "/v2/orders", Handler.orders),
    ("POST", "/v2/orders", Handler.place),
    ("GET", "/v2/orders/([^/]+)", Handler.read),
    ("DELETE", "/v2/orders/([^/]+)", Handler.cancel),
)


class CoffeeServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.counter = Counter()


def main() -> None:
    CoffeeServer(int(sys.argv[1])).serve_forever()


if __name__ == "__main__":
    main()
