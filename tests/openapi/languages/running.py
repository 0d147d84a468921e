"""Samples run as a developer runs them, each in a folder that has the files it names."""

import json
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

from openapi.request.message import File, FileBody, MultipartBody, Request

CONTENT = b"what the file holds\x00\r\n"


def run(language: str, samples: dict[str, str], folder: Path) -> dict[str, str]:
    """Run samples by their keys, one after another; return what those say that fail."""
    for key, code in samples.items():
        (folder / f"sample-{key}.{EXTENSIONS[language]}").write_text(
            code, encoding="utf-8", newline=""
        )
    failed: dict[str, str] = RUNNERS[language](list(samples), folder)
    return failed


def add_files(request: Request, folder: Path) -> None:
    """Put the files into the folder that a request sends."""
    body = request.body
    files = [body.file] if isinstance(body, FileBody) else []
    if isinstance(body, MultipartBody):
        files = [part.value for part in body.parts if isinstance(part.value, File)]
    for file in files:
        (folder / file.name).write_bytes(CONTENT)


def _curl(keys: list[str], folder: Path) -> dict[str, str]:
    failed = {}
    for key in keys:
        ran = _ran(["bash", f"sample-{key}.sh"], folder)
        if ran.returncode:
            failed[key] = ran.stderr
    return failed


# One process for all: starting it costs more than a sample.
PYTHON = """
import contextlib, io, json, pathlib, sys, traceback
failed = {}
for key in json.load(sys.stdin):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(pathlib.Path(f"sample-{key}.py").read_text("utf-8"), key, "exec"), {})
    except BaseException:
        failed[key] = traceback.format_exc(limit=-1)
print(json.dumps(failed))
"""
JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const failed = {};
const log = console.log;
console.log = () => {};
for (const key of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    await import(pathToFileURL(`sample-${key}.mjs`));
  } catch (error) {
    failed[key] = `${error.stack} ${error.cause ?? ""}`;
  }
}
log(JSON.stringify(failed));
"""


def _python(keys: list[str], folder: Path) -> dict[str, str]:
    return _together([sys.executable, "-c", PYTHON], keys, folder)


def _javascript(keys: list[str], folder: Path) -> dict[str, str]:
    # Playwright's wheel brings Node.js.
    (folder / "all.mjs").write_text(JAVASCRIPT)
    return _together([str(compute_driver_executable()[0]), "all.mjs"], keys, folder)


def _together(command: list[str], keys: list[str], folder: Path) -> dict[str, str]:
    ran = _ran(command, folder, json.dumps(keys))
    assert ran.returncode == 0, ran.stderr
    failed: dict[str, str] = json.loads(ran.stdout)
    return failed


def _ran(command: list[str], folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, input=given, capture_output=True, text=True, check=False, timeout=300
    )


EXTENSIONS = {"curl": "sh", "python": "py", "javascript": "mjs"}
RUNNERS = {"curl": _curl, "python": _python, "javascript": _javascript}
