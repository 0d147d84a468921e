"""Print an operation's request as code."""

import argparse
import difflib
import json
import sys
from collections.abc import Sequence

from openapi.commands.files import BadInput, read_file
from openapi.findings import DescriptionError
from openapi.languages import LANGUAGES
from openapi.model.operations import Operation
from openapi.model.outline import METHODS
from openapi.pack import builder
from openapi.pack.reader import Index, OperationEntry, parse_segment
from openapi.read import read
from openapi.request.build import NoRequest, build
from openapi.request.message import Request

NEAREST = 3


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py samples", description=__doc__)
    parser.add_argument("file", help="an OpenAPI description, JSON or YAML")
    parser.add_argument("operation", help='an operationId, its slug, or "METHOD /path"')
    parser.add_argument("--language", choices=LANGUAGES, help="all of them where none is named")
    parser.add_argument("--format", choices=["json", "text"], default="json")
    given = parser.parse_args(arguments)
    operation = _operation(given.file, given.operation)
    wanted = [given.language] if given.language else list(LANGUAGES)
    try:
        samples = _samples(build(operation), wanted)
    except NoRequest as reason:
        sys.stderr.write(f"No sample can be made. {reason.message}\n")
        return 1
    if given.format == "json":
        sys.stdout.write(json.dumps(samples, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(f"{text.rstrip()}\n" for text in samples.values()))
    return 0 if samples else 1


def _samples(request: Request, languages: list[str]) -> dict[str, str]:
    """Return the samples of those languages whose clients can send the request."""
    found = {}
    for name in languages:
        try:
            found[name] = LANGUAGES[name].write(request)
        except NoRequest as reason:
            sys.stderr.write(f"{reason.message}\n")
    return found


def _operation(file: str, wanted: str) -> Operation:
    """Return an operation of a file, read through its pack as the portal reads it."""
    try:
        pack = builder.build(read(read_file(file)).openapi3)
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
    pairs = zip(index.operation_ids, index.operations, strict=True)
    return [given or each.slug for given, each in pairs]


def _by_path(index: Index, wanted: str) -> OperationEntry | None:
    method, _, path = wanted.partition(" ")
    known = method.lower() if method.lower() in METHODS else method
    return index.operation_by_path(known, path.strip())
