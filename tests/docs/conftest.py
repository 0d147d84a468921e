"""Registered APIs, and their reference as different people read it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apis import packs
from apis.services.details import ApiDetails
from apis.services.registration import Registered, register_api
from docs import fragments
from portal.accounts.models import User
from portal.aws.clients import client
from tests.aws_events import handled
from tests.people import person

Register = Callable[..., Registered]


@pytest.fixture
def publisher(unique: str) -> User:
    return person(f"{unique}-publisher", "publisher", f"team-{unique}")


@pytest.fixture
def register(unique: str, publisher: User) -> Register:
    """Register a description as a public API, unless `details` say otherwise."""

    def register(document: dict[str, Any], **details: Any) -> Registered:
        data = json.dumps(document).encode()
        wanted = ApiDetails(**{"owner": unique, "visibility": "public"} | details)
        return register_api(user=publisher, data=data, details=wanted, slug=unique)

    return register


@pytest.fixture
def fresh_process() -> Callable[[], None]:
    """Forget what this process has read, as a new one would start."""

    def forget() -> None:
        packs.indexes.clear()
        packs.segments.clear()
        fragments.rendered_navigation.clear()
        fragments.rendered_operations.clear()
        fragments.rendered_calls.clear()

    return forget


@pytest.fixture
def s3_requests() -> Iterator[list[str]]:
    """Fills with the ranges that are asked of S3."""
    asked: list[str] = []

    def note(request: Any, **_: Any) -> None:
        asked.append(request.headers.get("Range", b"").decode())

    with handled(client("s3"), "before-send.s3", note):
        yield asked
