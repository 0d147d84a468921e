"""What the upstream is asked for: its base path and the rest of the call's, byte for byte."""

from urllib.parse import unquote_plus

from apis.gateway.forwarding.own_credentials import holds_own
from apis.gateway.messages import Call
from portal.errors import BadInput
from portal.outbound.base_urls import BaseUrl, has_parent_segment


def target_of(call: Call, base: BaseUrl) -> str:
    """Return the request target (RFC 9112, 3.2.1), with every escape as it came.

    A path with and one without the last slash are two resources (RFC 3986, 3.3), so none is added
    or taken away. Raise BadInput for a path that could leave the base path.
    """
    if has_parent_segment(call.path):
        raise BadInput("path_leaves_api")
    path = base.path.removesuffix("/") + call.path if call.path else base.path
    query = without_own_credentials(call.query)
    return (path or "/") + (f"?{query}" if query else "")


def without_own_credentials(query: str) -> str:
    """Return the query without parameters that hold a credential of the portal's."""
    # What is ours has one of these in it, however it is escaped.
    if "_" not in query and "%" not in query and "." not in query:
        return query
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _holds_own(pair)]
    return "&".join(kept)


def _holds_own(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return holds_own(unquote_plus(name)) or holds_own(unquote_plus(value))
