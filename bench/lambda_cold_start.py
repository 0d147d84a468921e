"""Import plus first request of the Lambda package against an empty Django project on Zappa.

Both lie in folders as Lambda unpacks them, with the same packages, compiled, and are started
in fresh processes in turn; medians of what passes from the first import to the answer. The portal
answers its home page, DynamoDB and secrets included, from a local AWS; the peer, what
`django-admin startproject` makes and one view that says hello. Exits 1 over a ratio of 2.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from devstack.emulator import aws_environment, throwaway_emulator
from infra.package import ROOT, compile_bytecode, install_dependencies

ROUNDS = 9
MOST = 2.0
MOST_MEGABYTES = 120

INVOKE = """
import time
began = time.perf_counter()
import sys, json, importlib
sys.path.insert(0, sys.argv[1])
module, _, name = sys.argv[2].rpartition(".")
handler = getattr(importlib.import_module(module), name)
loaded = time.perf_counter()
answer = handler(json.loads(sys.argv[3]), None)
done = time.perf_counter()
status = answer["statusCode"]
sys.__stdout__.write(json.dumps([loaded - began, done - loaded, status]) + "\\n")
"""

PEER_URLS = """
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("admin/", admin.site.urls), path("", lambda request: HttpResponse("hello"))]
"""

PEER_ZAPPA = """
DJANGO_SETTINGS = "peer.settings"
DEBUG = False
LOG_LEVEL = "INFO"
BINARY_SUPPORT = True
CONTEXT_HEADER_MAPPINGS = {}
EXCEPTION_HANDLER = None
DOMAIN = None
BASE_PATH = None
API_STAGE = "dev"
PROJECT_NAME = "peer"
ENVIRONMENT_VARIABLES = {}
AWS_EVENT_MAPPING = {}
AWS_BOT_EVENT_MAPPING = {}
COGNITO_TRIGGER_MAPPING = {}
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-lambda-") as name:
        folder = Path(name)
        with throwaway_emulator("aws", folder=folder) as emulator:
            return contest(folder, aws_environment(emulator.url, os.environ))


def contest(folder: Path, environment: dict[str, str]) -> int:
    portal, variables, size = unpacked_portal(folder, environment)
    peer = unpacked_peer(folder)
    ours = "portal.lambda_entry.handler.lambda_handler"
    entrants = {
        "portal, home page": (portal, ours, "/", variables),
        "portal, /healthz": (portal, ours, "/healthz", variables),
        "empty Django on Zappa": (peer, "zappa.handler.lambda_handler", "/", {}),
    }
    totals = {name: [] for name in entrants}
    loads = {name: [] for name in entrants}
    for _ in range(ROUNDS):
        for name, (where, handler, path, own) in entrants.items():
            load, answer = start(where, handler, path, environment | own)
            loads[name].append(load)
            totals[name].append(load + answer)
    return report(totals, loads, size)


def report(
    totals: dict[str, list[float]], loads: dict[str, list[float]], size: tuple[float, float]
) -> int:
    medians = {name: statistics.median(times) for name, times in totals.items()}
    zipped, unzipped = size
    for name, median in medians.items():
        load = statistics.median(loads[name])
        print(f"  {name:<24}{median:6.3f} s, of which import {load:.3f} s")
    ratio = medians["portal, home page"] / medians["empty Django on Zappa"]
    print(f"  ratio {ratio:.2f} (at most {MOST} wanted)")
    print(
        f"  package {unzipped:.1f} MB unzipped, {zipped:.1f} MB zipped"
        f" (at most {MOST_MEGABYTES} MB unzipped wanted)"
    )
    return 0 if ratio <= MOST and unzipped <= MOST_MEGABYTES else 1


def unpacked_portal(
    folder: Path, environment: dict[str, str]
) -> tuple[Path, dict[str, str], tuple[float, float]]:
    """Deploy the portal and return its unpacked package, its variables and its sizes in MB."""
    subprocess.run(
        [sys.executable, "-m", "infra.deploy_stage", "dev"],
        cwd=ROOT,
        env=environment | {"BUILD_FOLDER": str(folder), "PORTAL_URL": ""},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    archive = folder / "dev" / "portal.zip"
    target = folder / "portal"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(target)
        unzipped = sum(entry.file_size for entry in opened.infolist())
    settings = json.loads((folder / "dev" / "zappa_settings.json").read_text(encoding="utf-8"))
    variables = settings["dev"]["aws_environment_variables"]
    return (
        target,
        {**variables, "AWS_LAMBDA_FUNCTION_NAME": "portal-dev"},
        (archive.stat().st_size / 2**20, unzipped / 2**20),
    )


def unpacked_peer(folder: Path) -> Path:
    """Install the same packages and make what `django-admin startproject` makes beside them."""
    runtime = "python{}.{}".format(*sys.version_info)
    target = install_dependencies(folder / "peer", runtime)
    subprocess.run(
        [sys.executable, "-m", "django", "startproject", "peer", str(target)], check=True
    )
    settings = target / "peer" / "settings.py"
    text = settings.read_text(encoding="utf-8").replace("DEBUG = True", "DEBUG = False")
    text = text.replace("ALLOWED_HOSTS = []", "ALLOWED_HOSTS = ['localhost']")
    settings.write_text(text, encoding="utf-8")
    (target / "peer" / "urls.py").write_text(PEER_URLS, encoding="utf-8")
    (target / "zappa_settings.py").write_text(PEER_ZAPPA, encoding="utf-8")
    shutil.copy(target / "zappa" / "ext" / "django_zappa.py", target / "django_zappa_app.py")
    compile_bytecode(runtime, (target,))
    return target


def start(
    folder: Path, handler: str, path: str, environment: dict[str, str]
) -> tuple[float, float]:
    """Return the seconds that import and first answer took in a new process."""
    headers = {"Host": ["localhost"], "Accept": ["text/html"]}
    event = {
        "httpMethod": "GET",
        "path": path,
        "headers": {name: values[0] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "requestContext": {"apiId": "x", "identity": {"sourceIp": "203.0.113.9"}},
    }
    done = subprocess.run(
        [sys.executable, "-I", "-c", INVOKE, str(folder), handler, json.dumps(event)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    load, answer, status = json.loads(done.stdout.strip().splitlines()[-1])
    assert status == 200, f"{path} answered {status}: {done.stderr}"
    return load, answer


if __name__ == "__main__":
    sys.exit(main())
