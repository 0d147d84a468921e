"""What a read of the local AWS takes while it saves 2,500 APIs, against the same read alone.

Reads one item over and over, in turns alone and from the beginning to the end of a save, which runs
in a child of the server. The longest read while a save was due counts as one during it, since the
child is forked before it can be seen. Exits 1 where a read during a save takes more than twice as
long on average: a server that stands still meanwhile gives hundreds of times as long.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import boto3

from devstack.emulator import REGION, begin_emulator, wait_for
from devstack.network import free_port
from devstack.saving import DRAFTS

APIS = 2_500
ITEMS_OF_AN_API = 42
BATCH = 25
READS_ALONE = 400
SAVES = 5
LONGEST_WAIT_SECONDS = 60.0
NOT_SAVED = f"The local AWS did not save within {LONGEST_WAIT_SECONDS:.0f} s."
WANTED = 2.0
TABLE = "apis"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        emulator = begin_emulator(
            "local AWS",
            port=free_port(),
            services=("dynamodb",),
            state=Path(folder),
            log=Path(folder) / "log",
            keep=True,
        )
        try:
            wait_for(emulator)
            return _measure(_client(emulator.url), Path(folder) / "services")
        finally:
            emulator.stop()


def _measure(dynamodb: Any, folder: Path) -> int:
    def read() -> None:
        dynamodb.get_item(TableName=TABLE, Key=_key(0, 0))

    _store(dynamodb)
    _wait(lambda: _size(folder) > 0 and not _is_saving(folder))
    _save(dynamodb, folder, read)
    alone: list[float] = []
    during: list[float] = []
    saving = 0.0
    for _ in range(SAVES):
        # In turns, so that what else the machine does weighs on both.
        alone += [_seconds(read) for _ in range(READS_ALONE)]
        seconds, reads = _save(dynamodb, folder, read)
        saving += seconds
        during += reads
    ratio = _mean(during) / _mean(alone)
    print(f"  state of {APIS:,} APIs  {_size(folder) / 1e6:6.1f} MB")
    print(f"  a save takes         {saving / SAVES:6.2f} s")
    for label, reads in (("alone", alone), ("during a save", during)):
        print(
            f"  read {label:<15} {_mean(reads) * 1000:6.2f} ms   longest of {len(reads):,}: "
            f"{max(reads) * 1000:.1f} ms"
        )
    print(f"  ratio {ratio:.2f} (at most {WANTED:.0f} wanted)")
    return 0 if ratio <= WANTED else 1


def _client(url: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _store(dynamodb: Any) -> None:
    names = ("PK", "SK")
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(names, ("HASH", "RANGE"), strict=True)
        ],
    )
    puts = [{"PutRequest": {"Item": item}} for item in _items()]
    for first in range(0, len(puts), BATCH):
        dynamodb.batch_write_item(RequestItems={TABLE: puts[first : first + BATCH]})


def _items() -> Iterator[dict[str, Any]]:
    """Yield items as the catalogue has them: an entry for each facet of each API."""
    for api in range(APIS):
        for number in range(ITEMS_OF_AN_API):
            yield _key(api, number) | {
                "name": {"S": f"Service {api:05}"},
                "owner": {"S": f"team{api % 50}"},
                "summary": {"S": "What it does."},
                "tags": {"L": [{"S": f"tag{api % 20}"}]},
                "revision": {"N": "1"},
            }


def _key(api: int, number: int) -> dict[str, Any]:
    return {"PK": {"S": f"API#api-{api}"}, "SK": {"S": f"ENTRY#{number}"}}


def _save(dynamodb: Any, folder: Path, read: Callable[[], None]) -> tuple[float, list[float]]:
    """Bring a save about; return how long it took, and how long each read took meanwhile."""
    dynamodb.put_item(TableName=TABLE, Item=_key(0, 0) | {"revision": {"N": "2"}})
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    before = []
    while not _is_saving(folder):
        if monotonic() > deadline:
            raise SystemExit(NOT_SAVED)
        before.append(_seconds(read))
    began = perf_counter()
    reads = sorted(before)[-1:]
    while _is_saving(folder):
        reads.append(_seconds(read))
    return perf_counter() - began, reads


def _is_saving(folder: Path) -> bool:
    return any(folder.glob(f"{DRAFTS}*"))


def _wait(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    while not condition():
        if monotonic() > deadline:
            raise SystemExit(NOT_SAVED)
        sleep(0.001)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.json"))


def _seconds(read: Callable[[], None]) -> float:
    began = perf_counter()
    read()
    return perf_counter() - began


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    sys.exit(main())
