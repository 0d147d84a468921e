"""Samples in eight languages over real descriptions: each parses, and each that runs arrives.

Every sample of every operation of `../shared/specs` is parsed by the grammar of its language, and
the curl, Python and JavaScript samples of 100 operations are run against an echo server, which
must get what the request says: method, address, headers, cookies and body. Exits 1 where a sample
does neither. Operations without a sample are counted by the reason.
"""

import gzip
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from openapi.languages import LANGUAGES
from openapi.model.operations import Operation
from openapi.pack.builder import build as build_pack
from openapi.pack.reader import Index, parse_segment
from openapi.read import read
from openapi.request.build import NoRequest, build
from openapi.request.message import Request
from tests.openapi.languages.echo import differences, echoing
from tests.openapi.languages.grammars import faults
from tests.openapi.languages.running import CONTENT, EXTENSIONS, add_files, run

SPECS = Path(__file__).resolve().parents[2] / "shared" / "specs"
# The largest ones; as many operations are run of each as of the rest together.
LARGEST = ("stripe", "github", "openai31", "kubernetes-swagger20")
RUN_OF_EACH = 20
LISTED = 10


def main() -> int:
    if not SPECS.is_dir():
        print("samples: ../shared/specs, whose descriptions this reads, is not there")
        return 0
    begun = perf_counter()
    reasons: Counter[str] = Counter()
    wrong: list[str] = []
    chosen: dict[str, Request] = {}
    parsed = operations = 0
    for name, found in descriptions():
        requests = {}
        for slug, operation in found:
            operations += 1
            try:
                requests[f"{name}-{slug}"] = build(operation)
            except NoRequest as reason:
                reasons[reason.code] += 1
        chosen |= spread(requests, RUN_OF_EACH if name in LARGEST else 1)
        for key, request in requests.items():
            for language, code in samples(request, reasons).items():
                parsed += 1
                if at := faults(language, code):
                    wrong.append(f"{language} {key}: does not parse at {at[0][:100]}")
    print(f"samples: {operations} operations, {parsed} samples in {len(LANGUAGES)} languages")
    print(f"  parsed without a fault    {parsed - len(wrong):6}")
    not_arrived = arrive(dict(list(chosen.items())[: RUN_OF_EACH * (len(LARGEST) + 1)]))
    for code, count in reasons.most_common():
        print(f"  no sample: {code:24} {count:6}")
    for each in [*wrong, *not_arrived][:LISTED]:
        print(f"  {each}")
    print(f"  {perf_counter() - begun:.0f} s")
    return 1 if wrong or not_arrived else 0


def descriptions() -> Iterator[tuple[str, list[tuple[str, Operation]]]]:
    """Yield each description's name and its operations; the largest first."""
    paths = [*SPECS.glob("*.gz"), *SPECS.glob("directory/*.gz")]
    names = {path: path.name.split(".json")[0].split(".yaml")[0] for path in paths}
    for path in sorted(paths, key=lambda path: (names[path] not in LARGEST, path.name)):
        pack = build_pack(read(gzip.decompress(path.read_bytes())).openapi3)
        index = Index.parse(pack)
        found = []
        for entry in index.operations:
            if entry.kind == "operation":
                start, length = index.operation_range(entry.slug)
                segment = parse_segment(pack[start : start + length])
                found.append((entry.slug, index.open_operation(entry, segment)))
        yield names[path], found


def samples(request: Request, reasons: Counter[str]) -> dict[str, str]:
    found = {}
    for language, module in LANGUAGES.items():
        try:
            found[language] = module.write(request)
        except NoRequest as reason:
            reasons[f"{reason.code} {language}"] += 1
    return found


def spread(requests: dict[str, Request], count: int) -> dict[str, Request]:
    """Return some requests, those with a body first, from the beginning to the end."""
    keys = sorted(requests, key=lambda key: requests[key].body is None)
    del keys[max(count, len(requests) // 2) :]
    step = max(1, len(keys) // count)
    return {key: requests[key] for key in keys[::step][:count]}


def arrive(requests: dict[str, Request]) -> list[str]:
    """Run the samples of requests; return which of them arrive otherwise than they are meant."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder, echoing() as echo:
        for language in EXTENSIONS:
            sent, codes = {}, {}
            for key, request in requests.items():
                key = f"{language}-{key}"[:120]
                try:
                    to_echo = replace(request, url=echo.address(key, request.url))
                    codes[key] = LANGUAGES[language].write(to_echo)
                except NoRequest:
                    continue
                sent[key] = request
                add_files(request, Path(folder))
                if request.login and request.login.digest:
                    echo.challenged.add(key)
            failed = run(language, codes, Path(folder))
            wrong += [f"{key}: {said.strip()[-200:]}" for key, said in failed.items()]
            others = {
                key: differences(request, echo.arrived[key], CONTENT)
                for key, request in sent.items()
                if key not in failed
            }
            wrong += [f"{key}: {found[0][:300]}" for key, found in others.items() if found]
            exact = sum(not found for found in others.values())
            print(f"  {language:10} run, arrived exactly {exact:4} of {len(requests)}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
