"""Reading and checking GitHub's 13 MB description against openapi-spec-validator on the same file.

Prints both times and their ratio; exits 1 when reading is not at least 5 times faster. The peer is
given the document already parsed, so that only its checking is timed.
"""

import sys
from time import perf_counter

from bench._github import github, validated_by_peer
from openapi.read import read

WANTED = 5.0


def main() -> int:
    data = github()
    read(data)  # compiles the official schemas, once per process

    start = perf_counter()
    description = read(data)
    ours = perf_counter() - start

    theirs, faults = validated_by_peer(data)
    ratio = theirs / ours
    print(f"description: {len(data) / 1e6:.1f} MB, {description.operation_count} operations")
    print(f"  read and checked here       {ours:8.2f} s  {len(description.warnings)} warnings")
    print(f"  openapi-spec-validator      {theirs:8.2f} s  {faults} errors")
    print(f"  ratio {ratio:.1f} (at least {WANTED:.0f} wanted)")
    return 0 if ratio >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
