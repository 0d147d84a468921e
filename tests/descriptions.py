"""The real descriptions that tests and benchmarks read (tests/data)."""

import gzip
from pathlib import Path

DATA = Path(__file__).parent / "data"


def raw(name: str) -> bytes:
    """Return a description's bytes: "github" (OpenAPI 3.0, 13.0 MB, 1,223 operations)…"""
    return gzip.decompress((DATA / f"{name}.json.gz").read_bytes())
