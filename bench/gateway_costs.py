"""A call through the gateway: its requests to DynamoDB, and its processor time against a bare view.

Processor time of this process for whole calls, from the WSGI handler on; the upstream is a process
of its own. The bare view is one of Django's without middleware that forwards with the same client
(`apis.gateway.forwarding`) and decides nothing; what the client's connections cost without Django
and without any of its checks is printed beside it. They take turns. Exits 1 where the gateway takes
more than twice as much as the bare view, a key's first call more than three requests to DynamoDB,
or one of a busy key that only a quota of thousands limits more than 0.05.
"""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from bench._portal import set_up

CALLS, ROUNDS = 200, 15
COUNTED = 2_000
MOST_RATIO = 2.0
MOST_FIRST, MOST_BUSY = 3, 0.05
UPSTREAM = """
import socketserver
ANSWER = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 300\\r\\n\\r\\n"
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline():
            while self.rfile.readline() not in (b"\\r\\n", b""):
                pass
            self.wfile.write(ANSWER + b" " * 300)
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
"""
FIELDS = {
    "HTTP_HOST": "portal.example",
    "HTTP_ACCEPT": "application/json",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate",
    "HTTP_USER_AGENT": "bench/1.0",
    "HTTP_AUTHORIZATION": "Bearer of-the-upstream",
}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def main() -> int:
    with ExitStack() as ending:
        set_up(ending)
        from django.test import override_settings

        upstream = ending.enter_context(
            subprocess.Popen([sys.executable, "-c", UPSTREAM], stdout=subprocess.PIPE, text=True)
        )
        ending.callback(upstream.kill)
        port = int(upstream.stdout.readline())  # type: ignore[union-attr]
        # Sets up logging once more.
        import portal.wsgi  # noqa: F401

        nowhere = ending.enter_context(Path(os.devnull).open("w"))
        for handler in logging.getLogger("usage_records").handlers:
            handler.setStream(nowhere)  # type: ignore[attr-defined]
        ending.enter_context(
            override_settings(
                GATEWAY_ALLOWED_NETWORKS=["127.0.0.0/8"],
                ALLOWED_HOSTS=["*"],
                # As on Lambda.
                USAGE_THROUGH_LOG=True,
            )
        )
        api = opened(f"http://127.0.0.1:{port}")
        return max(count_requests(api), compare(api, f"http://127.0.0.1:{port}"))


def opened(address: str) -> Any:
    from tests.apis.conftest import with_key
    from tests.apis.gateway.exchange import open_api
    from tests.people import person

    return open_api(with_key(person("bench", "publisher", "team-bench")), "bench", address)


def subscribed(api: Any, **limits: Any) -> str:
    """Return the key of a new application that subscribes to a new plan."""
    from tests.apis.gateway.exchange import application, key_of, subscribe

    app = application("bench")
    subscribe(app, api, api.put_plan(**limits))
    return key_of(app)


def count_requests(api: Any) -> int:
    from tests.aws_events import dynamodb_requests

    def cost(key: str, calls: int) -> int:
        pipeline = api.another_process()
        with dynamodb_requests() as sent:
            for _ in range(calls):
                api.ask(key, pipeline=pipeline)
        return len(sent)

    first = cost(subscribed(api, rate_calls=10, burst=10, per_month=10_000), 1)
    busy = cost(subscribed(api, per_month=1_000_000), COUNTED) / COUNTED
    thousands = cost(subscribed(api, per_day=5_000), COUNTED) / COUNTED
    rated = cost(subscribed(api, rate_calls=COUNTED, burst=COUNTED), COUNTED) / COUNTED
    refused = cost(subscribed(api, per_day=1), COUNTED) / COUNTED
    print("  requests to DynamoDB")
    print(f"  a key's first call in a process         {first} (at most {MOST_FIRST})")
    print(f"  a call of a quota of 1,000,000          {busy:.3f} (at most {MOST_BUSY})")
    print(f"  a call of a quota of 5,000              {thousands:.3f} (at most {MOST_BUSY})")
    print(f"  a call limited by a rate                {rated:.3f}")
    print(f"  a refused call                          {refused:.3f}")
    kept = first <= MOST_FIRST and max(busy, thousands) <= MOST_BUSY
    return 0 if kept else 1


def compare(api: Any, address: str) -> int:
    from portal.wsgi import application

    path = f"/gateway/{api.slug}/{api.version}/things"
    key = subscribed(api, per_month=10_000_000)

    def cost(view: Application) -> float:
        begun = process_time()
        for _ in range(CALLS):
            called(view, path, key)
        return (process_time() - begun) / CALLS * 1e6

    views = {
        "connections": connections_alone(address),
        "bare": bare_view(address),
        "gateway": application,
    }
    for view in views.values():
        cost(view)
    spent: dict[str, list[float]] = {name: [] for name in views}
    for _ in range(ROUNDS):
        for name, view in views.items():
            spent[name].append(cost(view))
    each = {name: median(times) for name, times in spent.items()}
    ratio = each["gateway"] / each["bare"]
    print("  processor time of a call")
    print(f"  connections alone   {each['connections']:6.0f} µs")
    print(f"  bare view           {each['bare']:6.0f} µs")
    print(f"  gateway             {each['gateway']:6.0f} µs")
    print(f"  ratio {ratio:.2f} (at most {MOST_RATIO})")
    return 0 if ratio <= MOST_RATIO else 1


def bare_view(address: str) -> Application:
    """Return Django's WSGI application of one view that forwards."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    from bench import _bare_view

    _bare_view.ADDRESS["upstream"] = address
    with override_settings(MIDDLEWARE=["bench._bare_view.choose"]):
        return WSGIHandler()


def connections_alone(address: str) -> Application:
    """Return a WSGI application that passes everything on through the client's connections."""
    import h11

    from apis.gateway.forwarding.connections import Pool, TimeLimit, connect
    from portal.outbound.base_urls import parse_base_url

    base, pool = parse_base_url(address), Pool()

    def view(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        limit = TimeLimit(20)
        connection = pool.take((base.scheme, base.host, base.port)) or connect(base, limit)
        fields = [
            (name.removeprefix("HTTP_").replace("_", "-").title(), value)
            for name, value in environ.items()
            if name.startswith("HTTP_") and name != "HTTP_HOST"
        ]
        target = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        request = h11.Request(
            method=environ["REQUEST_METHOD"],
            target=target,
            headers=[("Host", base.authority), *fields],
        )
        connection.send(request, h11.EndOfMessage(), limit=limit)
        head = connection.receive(limit)
        pieces = []
        while isinstance(event := connection.receive(limit), h11.Data):
            pieces.append(bytes(event.data))
        pool.give_back(connection)
        sent = [(name.decode(), value.decode()) for name, value in head.headers]
        start_response(f"{head.status_code} OK", sent)
        return pieces

    return view


def called(view: Application, path: str, key: str) -> bytes:
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "REQUEST_URI": f"{path}?limit=10",
        "QUERY_STRING": "limit=10",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_X_API_KEY": key,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **FIELDS,
    }
    statuses: list[str] = []
    answer = view(environ, lambda status, *_: statuses.append(status))
    body = b"".join(answer)
    if close := getattr(answer, "close", None):
        close()
    if not statuses[0].startswith("200"):
        raise SystemExit(f"{path} answered {statuses[0]}: {body.decode()}")
    return body


if __name__ == "__main__":
    sys.exit(main())
