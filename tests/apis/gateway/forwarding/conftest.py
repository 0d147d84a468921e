"""An upstream on this machine, and the ways to it through the gateway."""

from collections.abc import Iterator

import pytest

from apis.gateway.forwarding import exchange
from apis.gateway.messages import Upstream
from tests import upstreams
from tests.apis.gateway.forwarding import passing
from tests.apis.gateway.forwarding.front import Client

PLACE = "/gateway/pets/v1"


@pytest.fixture
def upstream(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[upstreams.Upstream]:
    """What answers at `/gateway/pets/v1`, with `/base` as its base path."""
    with upstreams.recording() as server:
        settings.ROOT_URLCONF = passing.__name__
        settings.GATEWAY_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        lead_to(monkeypatch, f"{server.url}/base")
        yield server
        exchange.pool.clear()


def lead_to(
    monkeypatch: pytest.MonkeyPatch, base_url: str, *, place: str = PLACE, **options
) -> None:
    """Let the gateway's calls go to this base URL."""
    monkeypatch.setattr(passing, "upstream", Upstream(base_url=base_url, place=place, **options))


@pytest.fixture
def client(live_portal: str, upstream: upstreams.Upstream) -> Iterator[Client]:
    """A connection to the local web server, which is in front of the upstream."""
    with Client(live_portal) as connected:
        yield connected
