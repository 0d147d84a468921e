"""GitHub's description, and the peer that checks it: openapi-spec-validator."""

import json
from time import perf_counter

from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.descriptions import raw


def github() -> bytes:
    """Return GitHub's description: OpenAPI 3.0, 13.0 MB, 1,223 operations."""
    return raw("github")


def validated_by_peer(data: bytes) -> tuple[float, int]:
    """Return how many seconds the peer checks, given the document parsed, and what it found."""
    document = json.loads(data)
    begun = perf_counter()
    faults = sum(1 for _ in OpenAPIV30SpecValidator(document).iter_errors())
    return perf_counter() - begun, faults
