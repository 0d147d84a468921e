"""The browser of the end-to-end tests: found, or installed where that is possible.

    python -m devstack.chromium     fails, saying what to install, if there is none

Playwright's own browsers are not used: they come from a host that many networks do not reach,
while every distribution has Chromium among its packages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = """\
The browser tests need Chromium, and it could not be found or installed.
On Debian or Ubuntu: sudo apt-get install chromium
Elsewhere install Chromium or Chrome, or name one: make test CHROMIUM=/path/to/chromium"""


def find() -> str | None:
    """Return the path of a Chromium, CHROMIUM's before any other, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = filter(None, map(shutil.which, COMMANDS))
    return next(on_path, None) or next((path for path in ELSEWHERE if Path(path).exists()), None)


def install() -> None:
    """Install Debian's package where this person may; do nothing where they may not."""
    rights = _rights()
    if shutil.which("apt-get") is None or rights is None:
        return
    print("Installing Chromium for the browser tests (apt-get install chromium)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        command = [*rights, "apt-get", "--quiet", "--quiet", *step]
        if subprocess.run(command, env=quiet, check=False).returncode:
            return


def _rights() -> list[str] | None:
    """Return what to put in front of a command that needs root; None if there is no way."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    asked = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if sudo and asked and asked.returncode == 0 else None


def main() -> int:
    if find() is None and not os.environ.get("CHROMIUM"):
        install()
    if find() is None:
        print(f"\n{MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
