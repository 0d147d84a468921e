"""From the bytes of GitHub's 13 MB description to its first operation page, without the network.

Against openapi-spec-validator on the same file alone, the document given already parsed. Exits 1
when it is not at least 5 times faster, or a page would read more than two small ranges.
"""

import sys
from statistics import median
from time import perf_counter

from bench._github import github, validated_by_peer
from docs.reference.operation import operation
from openapi.pack.builder import build
from openapi.pack.reader import Index, parse_segment
from openapi.read import read

FIRST = "repos-create-for-authenticated-user"
WANTED = 5.0
MOST_READ = 120_000


def main() -> int:
    data = github()
    read(data)  # compiles the official schemas, once per process

    start = perf_counter()
    description = read(data)
    checked = perf_counter()
    pack = build(description.openapi3)
    built = perf_counter()
    index = Index.parse(pack)
    opened = perf_counter()
    show(pack, index, FIRST)
    ours = perf_counter() - start

    times, largest = [], 0
    for entry in index.operations:
        begun = perf_counter()
        largest = max(largest, show(pack, index, entry.slug))
        times.append(perf_counter() - begun)

    theirs, _ = validated_by_peer(data)

    print(f"reference: {len(data) / 1e6:.1f} MB, {len(index.operations)} operations and webhooks")
    print(f"  read and checked            {checked - start:8.2f} s")
    print(f"  pack built                  {built - checked:8.2f} s  {len(pack) / 1e6:.1f} MB")
    print(f"  index opened                {(opened - built) * 1e3:8.1f} ms {index.size} bytes")
    print(f"  view of one operation       {median(times) * 1e3:8.1f} ms {largest} bytes at most")
    print(f"  openapi-spec-validator      {theirs:8.2f} s")
    print(f"  ratio {theirs / ours:.1f} (at least {WANTED:.0f} wanted)")
    return 0 if theirs / ours >= WANTED and index.size + largest <= MOST_READ else 1


def show(pack: bytes, index: Index, slug: str) -> int:
    """Make the view of an operation; return the bytes that it takes from the pack."""
    start, length = index.operation_range(slug)
    entry = index.operation(slug)
    assert entry
    operation(index, entry, parse_segment(pack[start : start + length]))
    return length


if __name__ == "__main__":
    sys.exit(main())
