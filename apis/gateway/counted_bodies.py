"""Bodies that count what passes through them, in both directions."""

from collections.abc import Callable, Iterable, Iterator

from apis.gateway.messages import Body


class CountedInput:
    """What a client sends; `count` bytes of it were read so far."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._body.read(size)
        self.count += len(piece)
        return piece


class CountedOutput:
    """What a client gets. Calls `ended` once, with the bytes that were sent and whether the body
    broke off: after the last piece, when it fails, or when it is closed before, as a server does
    where its client has left."""

    def __init__(self, body: Iterable[bytes], ended: Callable[[int, bool], None]) -> None:
        self._body = body
        self._ended: Callable[[int, bool], None] | None = ended
        self._count = 0

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._body:
                self._count += len(piece)
                yield piece
        except GeneratorExit:
            self._end(failed=False)
            raise
        except BaseException:
            self._end(failed=True)
            raise
        self._end(failed=False)

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._end(failed=False)

    def _end(self, *, failed: bool) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(self._count, failed)
