"""Print an operation's request as code."""

import argparse
import difflib
import json
import sys
from collections.abc import Sequence

from openapi.commands.files import BadInput, read_file
from openapi.findings import DescriptionError
from openapi.languages import curl
from openapi.model.operations import Operation
from openapi.pack.builder import build
from openapi.pack.reader import Index, OperationEntry, parse_segment
from openapi.read import read
from openapi.request.sample import sample_request

NEAREST = 3


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py samples", description=__doc__)
    parser.add_argument("file", help="an OpenAPI description, JSON or YAML")
    parser.add_argument("operation", help='an operationId, its slug, or "METHOD /path"')
    parser.add_argument("--format", choices=["json", "text"], default="json")
    given = parser.parse_args(arguments)
    operation = _operation(given.file, given.operation)
    samples = {"curl": curl.command(sample_request(operation), operation.access)}
    if given.format == "json":
        sys.stdout.write(json.dumps(samples, indent=2) + "\n")
    else:
        sys.stdout.write("\n\n".join(samples.values()) + "\n")
    return 0


def _operation(file: str, wanted: str) -> Operation:
    """Return an operation of a file, read through its pack as the portal reads it."""
    try:
        pack = build(read(read_file(file)).openapi3)
    except DescriptionError as error:
        raise BadInput(f"{file} cannot be used: {error}") from None
    index = Index.parse(pack)
    entry = _entry(index, wanted)
    start, length = index.operation_range(entry.slug)
    return index.open_operation(entry, parse_segment(pack[start : start + length]))


def _entry(index: Index, wanted: str) -> OperationEntry:
    found = index.operation_by_id(wanted) or index.operation(wanted) or _by_path(index, wanted)
    if found:
        return found
    near = difflib.get_close_matches(wanted, _names(index, wanted), NEAREST, 0.4)
    hint = f" Near it: {', '.join(near)}." if near else ""
    raise BadInput(f"There is no operation “{wanted}”.{hint}")


def _names(index: Index, wanted: str) -> list[str]:
    """Return what operations are called, in the form of what was asked for."""
    if "/" in wanted:
        return [f"{each.method.upper()} {each.key}" for each in index.operations]
    ids = index.data["operations"]["id"]
    return [given or each.slug for given, each in zip(ids, index.operations, strict=True)]


def _by_path(index: Index, wanted: str) -> OperationEntry | None:
    method, _, path = wanted.partition(" ")
    return next(
        (
            entry
            for entry in index.operations
            if entry.method == method.lower() and entry.key == path.strip()
        ),
        None,
    )
