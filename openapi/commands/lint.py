"""Print what is wrong with a description, as registration finds it."""

import argparse
import difflib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from openapi.commands.files import BadInput, read_file
from openapi.findings import DescriptionError, Finding
from openapi.messages import MESSAGES
from openapi.read import Limits, read
from openapi.read.yaml_text import parse

MOST = 1_000
LEVELS = ("off", "warning", "error")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py lint", description=__doc__)
    parser.add_argument("file", help="an OpenAPI description, JSON or YAML; - is standard input")
    parser.add_argument(
        "--ruleset",
        metavar="FILE",
        help=f"YAML or JSON, an object of finding to level ({', '.join(LEVELS)})",
    )
    parser.add_argument("--format", choices=["json", "text"], default="json")
    given = parser.parse_args(arguments)
    levels = _levels(given.ruleset) if given.ruleset else {}
    findings = _ruled(_findings(read_file(given.file)), levels)
    if given.format == "json":
        listed = [_as_json(finding) for finding in findings]
        sys.stdout.write(json.dumps({"findings": listed}, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(_as_text(given.file, finding) + "\n" for finding in findings)
    return int(any(finding.severity == "error" for finding in findings))


def _findings(data: bytes) -> list[Finding]:
    try:
        return read(data, limits=Limits(findings=MOST)).warnings
    except DescriptionError as error:
        return error.findings


def _levels(file: str) -> dict[str, str]:
    """Return the levels that a ruleset gives, by finding. Raise BadInput where it is none."""
    try:
        text = read_file(file).decode()
        given, _ = parse(text, limits=Limits(nodes=10_000, alias_nodes=0))
    except (UnicodeDecodeError, DescriptionError) as error:
        raise BadInput(f"{file} cannot be used: {error}") from None
    if not isinstance(given, dict):
        raise BadInput(f"{file} must be an object of finding to level.")
    for code, level in given.items():
        if code not in MESSAGES:
            near = difflib.get_close_matches(code, MESSAGES, 3)
            hint = f" Near it: {', '.join(near)}." if near else ""
            raise BadInput(f"{file}: there is no finding “{code}”.{hint}")
        if level not in LEVELS:
            raise BadInput(f"{file}: the level of “{code}” must be one of {', '.join(LEVELS)}.")
    return given


def _ruled(findings: list[Finding], levels: Mapping[str, str]) -> list[Finding]:
    """Return findings with the levels of a ruleset. What makes a file useless stays an error."""
    ruled = []
    for finding in findings:
        level = levels.get(finding.code)
        if finding.severity == "error" or level in (None, finding.severity):
            ruled.append(finding)
        elif level == "error":
            ruled.append(replace(finding, severity="error"))
    return ruled


def _as_json(finding: Finding) -> dict[str, str | int | None]:
    return {
        "id": finding.code,
        "level": finding.severity,
        "message": finding.message,
        "pointer": finding.pointer,
        "line": finding.line,
        "column": finding.column,
    }


def _as_text(file: str, finding: Finding) -> str:
    """Return a finding as compilers print theirs, so that editors find the place."""
    place = f":{finding.line}:{finding.column}" if finding.line else ""
    return f"{file}{place}: {finding.severity}: {finding.message} [{finding.code}]"
