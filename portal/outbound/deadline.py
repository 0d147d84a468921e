"""An end to connections, however slowly the other side talks."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Deadline:
    """Cuts off the watched connections when its seconds are over, and later ones at once.

    The timeouts of sockets count from byte to byte, so a server that sends one byte every few
    seconds, of its headers too, would hold a reader for hours. Looking a name up is no connection
    yet: nothing but the machine's resolver ends that.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut_off)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for each in self._sockets:
                each.close()
            self._sockets.clear()

    def watch(self, manager: Any) -> None:
        """Let this urllib3 pool manager's connections end with the deadline."""
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
        from urllib3.connection import HTTPConnection, HTTPSConnection

        noted = self._noted

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return noted(super()._new_conn())

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return noted(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        manager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

    def _noted(self, connected: socket.socket) -> socket.socket:
        with self._lock:
            # A duplicate: TLS takes the socket itself over.
            self._sockets.append(connected.dup())
            if self.is_over:
                # Looking the name up, or connecting, took all the time there was.
                _cut(connected)
        return connected

    def _cut_off(self) -> None:
        with self._lock:
            self.is_over = True
            for each in self._sockets:
                _cut(each)


def _cut(connected: socket.socket) -> None:
    # It fails where the other side went first.
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
