"""Which operation of its version's description a call is of, and what is wrong with it by that."""

import io
import logging
from dataclasses import dataclass, field, replace

from botocore.exceptions import BotoCoreError, ClientError

from apis import packs
from apis.byte_cache import ByteCache
from apis.gateway.messages import Call, first_of
from apis.gateway.refusals import BodyEncoded, BodyTooLong, CallRefused, MethodRefused, NotHere
from apis.items import ApiVersion
from openapi.model.operations import Operation
from openapi.pack.reader import OperationEntry
from openapi.request.faults import Fault
from openapi.request.match import Match, Miss, Routes, routes
from portal.dynamo import Unavailable

logger = logging.getLogger(__name__)

ROUTES_CACHE_BYTES = 32 * 1024 * 1024
OPERATIONS_CACHE_BYTES = 16 * 1024 * 1024
# A body that is checked is held in memory, as are the values in it.
CHECKED_BODY_MB = 1
MOST_FAULTS = 20
# What a call without a described body costs to hold, about.
LEAST_WEIGHT = 4096

_routes: ByteCache[Routes[OperationEntry]] = ByteCache(ROUTES_CACHE_BYTES)
_operations: ByteCache[Operation] = ByteCache(OPERATIONS_CACHE_BYTES)


@dataclass(frozen=True, slots=True)
class Called:
    """The operation that a call is of: `name` is "GET /pets/{id}", "" where none is described."""

    name: str = ""
    found: Match[OperationEntry] | Miss = field(default_factory=Miss)

    @property
    def is_deprecated(self) -> bool:
        return isinstance(self.found, Match) and self.found.entry.deprecated


def called(version: ApiVersion, pack_key: str, call: Call, *, is_needed: bool) -> Called:
    """Return the operation of a call, by the pack under this key.

    None where the description is out of reach and nothing hangs on it (`is_needed`).
    Nothing is read where the process knows the version, else an S3 request or two.
    """
    try:
        found = _routes_of(version, pack_key).match(call.method, call.path or "/", call.query)
    except (BotoCoreError, ClientError, Unavailable):
        if is_needed:
            raise
        logger.warning("The operations of %s %s are out of reach", version.slug, version.version)
        return Called()
    if isinstance(found, Miss):
        return Called("", found)
    return Called(f"{found.entry.verb} {found.entry.key}", found)


def checked(version: ApiVersion, pack_key: str, call: Call, operation: Called) -> Call:
    """Return a call that agrees with the description, its body read into memory.

    Raises `CallRefused`: 404 and 405 for what is not described, 413 for a body over 1 MB, 400 with
    the places of what is wrong.
    """
    if isinstance(operation.found, Miss):
        if operation.found.allowed:
            raise MethodRefused(tuple(sorted({each.upper() for each in operation.found.allowed})))
        raise NotHere("operation_unknown")
    body = _body(call)
    # Imported late: only calls that are checked need its validators.
    from openapi.request.parse import parse

    parsed = parse(
        _operation(version, pack_key, operation.found.entry),
        call.method,
        # Its path was matched already.
        f"/?{call.query}",
        call.fields,
        body,
        path_values=operation.found.values,
    )
    if parsed.faults:
        raise CallRefused("call_invalid", errors=[_shown(f) for f in parsed.faults[:MOST_FAULTS]])
    return replace(call, body=io.BytesIO(body), length=len(body) if _has_body(call, body) else None)


def _body(call: Call) -> bytes:
    limit = CHECKED_BODY_MB * 1024 * 1024
    too_long = BodyTooLong("checked_body_too_long", params={"limit": CHECKED_BODY_MB})
    if call.length is not None and call.length > limit:
        raise too_long
    pieces, left = [], limit + 1
    while left and (piece := call.body.read(left)):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise too_long
    body = b"".join(pieces)
    if body and (first_of(call.fields, "Content-Encoding") or "identity").lower() != "identity":
        raise BodyEncoded("body_encoded")
    return body


def _has_body(call: Call, body: bytes) -> bool:
    return bool(body) or call.length is not None


def _shown(fault: Fault) -> dict[str, str]:
    """Return what is wrong as a problem shows it; `pointer` is one into the value named."""
    return {
        "code": fault.code,
        "detail": fault.message,
        "in": fault.place,
        **({"name": fault.name} if fault.name else {}),
        "pointer": fault.pointer,
    }


def _routes_of(version: ApiVersion, pack_key: str) -> Routes[OperationEntry]:
    def make() -> tuple[Routes[OperationEntry], int]:
        index = packs.open_pack(version=version).index
        return routes(index), index.weight

    return _routes.get(pack_key, make)


def _operation(version: ApiVersion, pack_key: str, entry: OperationEntry) -> Operation:
    def make() -> tuple[Operation, int]:
        pack = packs.open_pack(version=version)
        extent = pack.index.operation_range(entry.slug)
        operation = pack.index.open_operation(entry, pack.segment(extent))
        return operation, max(LEAST_WEIGHT, extent[1] * packs.UNPACKED)

    return _operations.get((pack_key, entry.slug), make)
