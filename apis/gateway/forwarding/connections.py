"""Connections to upstreams: opened at checked addresses only, kept alive, read strictly."""

import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import certifi
import h11
from django.conf import settings

from portal.outbound.addresses import Allowed, Endpoint, endpoints
from portal.outbound.base_urls import BaseUrl

PIECE_BYTES = 64 * 1024
HEAD_MAX_BYTES = 64 * 1024
# Many servers close a connection that was idle for five seconds.
IDLE_SECONDS = 4.0
MOST_IDLE, MOST_IDLE_OF_UPSTREAM = 64, 8
MOST_ADDRESSES = 3

Origin = tuple[str, str, int]


class TimeLimit:
    """How long everything about one call may take: connecting, sending, and all of the answer."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise TimeoutError where there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def extend(self, seconds: float) -> None:
        """Leave out a time in which the upstream was not waited for."""
        self._end += seconds


class Connection:
    """A connection to an upstream; one exchange at a time."""

    def __init__(self, origin: Origin, connected: socket.socket) -> None:
        self.origin = origin
        self.is_reused = False
        self.idle_since = 0.0
        self.has_received = False
        self._socket = connected
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_MAX_BYTES)

    def send(self, *events: h11.Event, limit: TimeLimit) -> None:
        """Send events of h11 in one go."""
        data = b"".join(self._http.send(event) or b"" for event in events)
        self._socket.settimeout(limit.left())
        self._socket.sendall(data)

    def receive(self, limit: TimeLimit) -> h11.Event:
        """Return the next event of the answer.

        Raise h11.RemoteProtocolError for what is not HTTP, OSError where the connection fails.
        """
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Event):
                return event
            if event is h11.PAUSED:
                raise h11.RemoteProtocolError("more than one answer")
            self._socket.settimeout(limit.left())
            data = self._socket.recv(PIECE_BYTES)
            self.has_received = self.has_received or bool(data)
            self._http.receive_data(data)

    def can_be_kept(self) -> bool:
        """Tell whether both sides are done, and nothing came yet that belongs to no answer."""
        states = self._http.states
        return (
            states[h11.CLIENT] is h11.DONE
            and states[h11.SERVER] is h11.DONE
            and self._http.trailing_data == (b"", False)
        )

    def is_quiet(self) -> bool:
        """Tell whether nothing is to be read: a close, or bytes that nobody asked for."""
        with suppress(OSError, ValueError):
            return not select.select([self._socket], [], [], 0)[0]
        return False

    def begin_again(self) -> None:
        self._http.start_next_cycle()
        self.is_reused, self.has_received = True, False

    def close(self) -> None:
        self._socket.close()


class Pool:
    """Idle connections of this process, by where they lead."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Origin, list[Connection]] = {}

    def take(self, origin: Origin) -> Connection | None:
        """Return an idle connection that seems to be open still."""
        while True:
            with self._lock:
                idle = self._idle.get(origin)
                if not idle:
                    return None
                connection = idle.pop()
            is_fresh = time.monotonic() - connection.idle_since < IDLE_SECONDS
            if is_fresh and connection.is_quiet():
                return connection
            connection.close()

    def give_back(self, connection: Connection) -> None:
        """Keep a connection whose exchange is over, if it can be kept, else close it."""
        if not connection.can_be_kept():
            connection.close()
            return
        connection.begin_again()
        connection.idle_since = time.monotonic()
        with self._lock:
            idle = self._idle.setdefault(connection.origin, [])
            idle.append(connection)
            surplus = list(self._surplus())
        for each in surplus:
            each.close()

    def _surplus(self) -> Iterator[Connection]:
        """Take out connections that are too many or too old, the oldest first."""
        oldest = time.monotonic() - IDLE_SECONDS
        for origin, idle in list(self._idle.items()):
            while idle and (len(idle) > MOST_IDLE_OF_UPSTREAM or idle[0].idle_since < oldest):
                yield idle.pop(0)
            if not idle:
                del self._idle[origin]
        while sum(map(len, self._idle.values())) > MOST_IDLE:
            origin = min(self._idle, key=lambda each: self._idle[each][0].idle_since)
            yield self._idle[origin].pop(0)
            if not self._idle[origin]:
                del self._idle[origin]

    def clear(self) -> None:
        with self._lock:
            idle = [each for kept in self._idle.values() for each in kept]
            self._idle.clear()
        for connection in idle:
            connection.close()


def connect(base: BaseUrl, limit: TimeLimit) -> Connection:
    """Open a connection to one of the host's addresses that may be connected to.

    The name is looked up once, so the address that was checked is the one connected to. Raise
    `Invalid` where none may be, OSError where none answers.
    """
    allowed = _allowed(tuple(settings.GATEWAY_ALLOWED_NETWORKS))
    found = endpoints(base.host, base.port, allowed=allowed, seconds=limit.left())
    connected = _connected(found[:MOST_ADDRESSES], limit)
    try:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if base.scheme == "https":
            connected.settimeout(limit.left())
            context = _context(os.environ.get("SSL_CERT_FILE") or certifi.where())
            connected = context.wrap_socket(connected, server_hostname=base.host)
    except BaseException:
        connected.close()
        raise
    return Connection((base.scheme, base.host, base.port), connected)


def _connected(found: list[Endpoint], limit: TimeLimit) -> socket.socket:
    """Connect to the first that answers, each with its share of the time."""
    errors: list[OSError] = []
    for position, (family, address) in enumerate(found):
        attempt = socket.socket(family, socket.SOCK_STREAM)
        try:
            attempt.settimeout(limit.left() / (len(found) - position))
            attempt.connect(address)
        except OSError as error:
            attempt.close()
            errors.append(error)
        else:
            return attempt
    raise errors[-1]


@lru_cache(maxsize=8)
def _allowed(words: tuple[str, ...]) -> Allowed:
    return Allowed.parse(words)


@lru_cache(maxsize=2)
def _context(authorities: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authorities)
    context.set_alpn_protocols(["http/1.1"])
    return context
