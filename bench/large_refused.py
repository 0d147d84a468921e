"""A large description with a fault at its very end, until it is refused with its place.

GitHub's description with its paths repeated, about as large as is taken: as YAML against libyaml's
bare check of the syntax, as JSON against Python's bare parser, in the same run. Exits 1 where a
refusal takes longer than a multiple of these.
"""

import json
import re
import sys
from collections.abc import Callable
from textwrap import indent
from time import perf_counter
from typing import Any

import yaml
from yaml._yaml import CParser

from bench._github import github
from openapi.findings import DescriptionError, Finding
from openapi.read import read

COPIES = 16
FAULT = {"/fault": {"$ref": "http://elsewhere.example/paths.json"}}
RUNS = 3


def main() -> int:
    document = json.loads(github())
    as_yaml, as_json = in_yaml(document), in_json(document)
    kept = [
        measured("YAML", as_yaml, lambda: CParser(as_yaml).raw_parse(), most=3.5),
        measured("JSON", as_json, lambda: json.loads(as_json), most=4.0),
    ]
    return 0 if all(kept) else 1


def measured(name: str, data: bytes, bare: Callable[[], object], *, most: float) -> bool:
    syntax = quickest(bare)
    ours = quickest(lambda: refusal(data))
    place = refusal(data)
    print(f"  {name} of {len(data) / 1e6:.0f} MB, at fault in line {place.line:,}: {place.pointer}")
    print(f"    syntax alone   {syntax:6.2f} s")
    print(f"    refused after  {ours:6.2f} s")
    print(f"    ratio {ours / syntax:.1f} (at most {most:g} wanted)")
    return ours / syntax <= most


def refusal(data: bytes) -> Finding:
    try:
        read(data)
    except DescriptionError as error:
        return error.findings[0]
    raise AssertionError("The description was not refused.")


def quickest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def in_yaml(document: dict[str, Any]) -> bytes:
    """The paths are repeated as text, since writing all of it would take a minute."""
    rest = {name: part for name, part in document.items() if name != "paths"}
    paths = written({"paths": document["paths"]}).removeprefix("paths:\n")
    copies = (re.sub(r"^  /", f"  /copy-{n}/", paths, flags=re.MULTILINE) for n in range(COPIES))
    return "".join([written(rest), "paths:\n", *copies, indent(written(FAULT), "  ")]).encode()


def in_json(document: dict[str, Any]) -> bytes:
    paths = {
        f"/copy-{number}{path}": item
        for number in range(COPIES)
        for path, item in document["paths"].items()
    }
    return json.dumps({**document, "paths": paths | FAULT}, indent=1).encode()


def written(part: dict[str, Any]) -> str:
    return yaml.dump(part, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


if __name__ == "__main__":
    sys.exit(main())
