"""Reading and checking GitHub's 13 MB description against openapi-spec-validator on the same file.

Prints both times and their ratio; exits 1 when reading is not at least 5 times faster. The peer is
given the document already parsed, so that only its checking is timed.
"""

import gzip
import json
import sys
from pathlib import Path
from time import perf_counter

from openapi_spec_validator import OpenAPIV30SpecValidator

from apis.description import read

GITHUB = Path(__file__).parent.parent / "tests" / "data" / "github.json.gz"
WANTED = 5.0


def main() -> int:
    data = gzip.decompress(GITHUB.read_bytes())
    read(data)  # compiles the official schemas, once per process

    start = perf_counter()
    description = read(data)
    ours = perf_counter() - start

    document = json.loads(data)
    start = perf_counter()
    faults = sum(1 for _ in OpenAPIV30SpecValidator(document).iter_errors())
    theirs = perf_counter() - start

    ratio = theirs / ours
    print(f"description: {len(data) / 1e6:.1f} MB, {description.operation_count} operations")
    print(f"  read and checked here       {ours:8.2f} s  {len(description.warnings)} warnings")
    print(f"  openapi-spec-validator      {theirs:8.2f} s  {faults} errors")
    print(f"  ratio {ratio:.1f} (at least {WANTED:.0f} wanted)")
    return 0 if ratio >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
