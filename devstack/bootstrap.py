"""Make .venv from a lock file, with nothing but Python's own library.

    python3 devstack/bootstrap.py local|dev

`local` holds what `make run` needs, `dev` that and what tests and checks need. A .venv that was
made from the same lock by the same Python is left alone; anything else (half made, an older lock,
another Python) is made anew or brought up to date. Hashes in the lock files are enforced.

Runs on Python 3.6 too, so that an old one gets a sentence and not a SyntaxError: newer annotations
stand in quotes, and nothing of the project is imported.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# Written last: a folder without it was not finished.
MARK = os.path.join(VENV, "made-from.json")
TOOLS = os.path.join(VENV, "tools")
BOOTSTRAP_LOCK = os.path.join(ROOT, "requirements", "bootstrap.txt")
OLDEST = (3, 11)

NO_VENV = """\
This Python cannot make virtual environments: {reason}
On Debian or Ubuntu: sudo apt-get install python3-venv
Elsewhere: install Python from python.org, or name another one: make run PYTHON=/path/to/python3"""

NO_INSTALL = """\
The packages could not be installed; the installer's own words are above.
Without a network, or behind a proxy or a mirror: set what pip needs (PIP_INDEX_URL, PIP_CERT,
HTTPS_PROXY) and try again. A wrong hash means that a file is not the one the lock file names."""


class Refused(Exception):
    """Set-up cannot go on; the message says what to do."""


def main() -> None:
    purpose = sys.argv[1]
    newer_python_or_refusal()
    try:
        prepare(purpose)
    except Refused as refusal:
        sys.exit(f"\n{refusal}")


def newer_python_or_refusal() -> None:
    """Go on in a Python new enough, if this one is not and another is on the PATH."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path, *sys.argv])
    sys.exit(
        "\nThis is Python {}.{}; the portal needs {}.{} or newer, and there is none on the PATH.\n"
        "Install one, or name it: make run PYTHON=/path/to/python3.13".format(
            *(tuple(sys.version_info[:2]) + OLDEST)
        )
    )


def prepare(purpose: str) -> None:
    lock = os.path.join(ROOT, "requirements", purpose + ".txt")
    wanted: dict[str, object] = {
        "purpose": purpose,
        "lock": digest(lock),
        "installer": digest(BOOTSTRAP_LOCK),
        "python": list(sys.version_info[:3]),
        "at": VENV,
    }
    made = read_mark()
    if made == wanted or serves_too(made, wanted):
        return
    if not same_ground(made, wanted) or not runs(PYTHON):
        make_venv()
    else:
        os.remove(MARK)
    print(f"Installing the packages of requirements/{purpose}.txt into .venv")
    sync(lock)
    with open(MARK, "w") as file:
        json.dump(wanted, file)


def serves_too(made: "dict[str, object] | None", wanted: "dict[str, object]") -> bool:
    """Return whether `made` is the larger one: `make run` after `make test` changes nothing."""
    if made is None or not same_ground(made, wanted) or made.get("purpose") != "dev":
        return False
    return made.get("lock") == digest(os.path.join(ROOT, "requirements", "dev.txt"))


def same_ground(made: "dict[str, object] | None", wanted: "dict[str, object]") -> bool:
    """Return whether `made` needs other packages at most; scripts of a moved one do not run."""
    return made is not None and all(
        made.get(fact) == wanted[fact] for fact in ("python", "installer", "at")
    )


def make_venv() -> None:
    if os.path.islink(VENV) or os.path.isfile(VENV):
        raise Refused(".venv is not a folder; move it away.")
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv with Python {}.{}.{}".format(*sys.version_info[:3]))
    try:
        import venv

        venv.create(VENV, with_pip=True)
    except ImportError as error:
        raise Refused(NO_VENV.format(reason=error)) from error
    except subprocess.CalledProcessError as error:
        # Debian splits ensurepip off; venv then makes half an environment and fails.
        shutil.rmtree(VENV, ignore_errors=True)
        raise Refused(NO_VENV.format(reason="ensurepip failed")) from error
    except OSError as error:
        raise Refused(f".venv cannot be written: {error}") from error
    # Apart from the packages it will install, as it removes what their lock does not name.
    install = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    must([*install, "--target", TOOLS, "--require-hashes", "-r", BOOTSTRAP_LOCK])


def sync(lock: str) -> None:
    uv = os.path.join(TOOLS, "bin", "uv")
    environment = dict(os.environ, VIRTUAL_ENV=VENV)
    index = pip_setting("global.index-url")
    if index and "UV_DEFAULT_INDEX" not in environment:
        # uv does not read pip's settings, where a company's mirror and authority are usually named.
        environment["UV_DEFAULT_INDEX"] = index
    certificates = pip_setting("global.cert")
    if certificates and "SSL_CERT_FILE" not in environment:
        environment["SSL_CERT_FILE"] = certificates
    must([uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode", lock], environment)


def pip_setting(name: str) -> str:
    answer = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return answer.stdout.decode().strip()


def must(command: "list[str]", environment: "dict[str, str] | None" = None) -> None:
    try:
        subprocess.run(command, env=environment, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(NO_INSTALL) from error


def runs(python: str) -> bool:
    try:
        return subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def read_mark() -> "dict[str, object] | None":
    try:
        with open(MARK) as file:
            made = json.load(file)
    except (OSError, ValueError):
        return None
    return made if isinstance(made, dict) else None


def digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


if __name__ == "__main__":
    main()
