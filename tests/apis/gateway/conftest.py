"""One API on the gateway, an application that may call it, and the server behind it."""

import logging
from collections.abc import Iterator

import pytest

from tests.apis.conftest import description
from tests.apis.gateway.exchange import (
    Records,
    application,
    key_of,
    open_api,
    subscribe,
    upstream,
)


@pytest.fixture
def server(settings):
    with upstream() as found:
        settings.GATEWAY_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        yield found


LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


@pytest.fixture
def api(publisher, unique, server):
    spec = description(unique)
    spec["paths"]["/things"]["get"]["parameters"] = [LIMIT]
    return open_api(publisher, unique, server.url, spec=spec)


@pytest.fixture
def app(api, unique):
    made = application(f"{unique}-callers")
    subscribe(made, api)
    return made


@pytest.fixture
def key(app):
    return key_of(app)


@pytest.fixture
def records(settings) -> Iterator[list[dict]]:
    """The usage records that calls leave, in their order."""
    settings.USAGE_THROUGH_LOG = True
    logger, handler = logging.getLogger("usage_records"), Records()
    logger.addHandler(handler)
    yield handler.left
    logger.removeHandler(handler)
