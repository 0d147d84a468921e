"""The first requests of a process, all at the same moment, for what is made when first needed."""

import json
import os
import subprocess
import sys
from typing import Any

from django.test import Client

from tests.people import person

# Threads take turns as often as they can, so that what two of them may not do at once shows.
PROLOGUE = """
import json, sys, threading
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
sys.setswitchinterval(1e-5)
asked = json.load(sys.stdin)
together = threading.Barrier(len(asked))

def at_once(do):
    def wait_and_do(one):
        together.wait()
        try:
            return do(one)
        except BaseException:
            together.abort()
            raise
    with ThreadPoolExecutor(len(asked)) as pool:
        print(json.dumps(list(pool.map(wait_and_do, asked))))
"""
GET = """
import hashlib
from django.test import Client

client = Client(SERVER_NAME="localhost", raise_request_exception=False)
BEFORE

def get(path):
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.cookies.load(COOKIES)
    answer = client.get(path)
    if answer.status_code >= 500:
        print(path, answer.text, file=sys.stderr)
    return [answer.status_code, answer.get("ETag")]

at_once(get)
"""
CLIENTS = """
from portal.aws.clients import client
from portal.dynamo.connection import connection
at_once(lambda service: id(connection() if service == "PynamoDB" else client(service)))
"""

TABLES = """
from types import SimpleNamespace
from portal.dynamo import PlainItem

def kind(table):
    return type("Kind", (PlainItem,), {"Meta": SimpleNamespace(table_name=table)})

rounds = [[kind(f"table {number}") for _ in asked] for number in range(200)]

def connect(thread):
    for kinds in rounds:
        together.wait()
        kinds[thread]._get_connection()
    return True

at_once(connect)
"""


def in_a_fresh_process(code: str, asked: list[Any]) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROLOGUE + code],
        input=json.dumps(asked),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def get_at_once(paths: list[str], *, before: str = "", cookies: str = "{}") -> list[Any]:
    return in_a_fresh_process(f"COOKIES = {cookies}\n{GET.replace('BEFORE', before)}", paths)


def test_the_rest_description_is_made_once():
    # So that all eight come to the generator at the same moment.
    loaded = "import portal.rest.documentation; client.get('/healthz')"
    answers = get_at_once(["/api/v1/schema/"] * 8, before=loaded)
    assert [status for status, _ in answers] == [200] * 8
    assert len({etag for _, etag in answers}) == 1


def test_parts_that_load_each_other_load_together(unique):
    browser = Client()
    browser.force_login(person(f"{unique}-admin", "admin"))
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    paths = ["/api/v1/schema/", "/api/v1/apis/", "/api/v1/me/", "/api/v1/audit/", "/apis/", "/"]
    paths += ["/admin/accounts/user/", "/admin/apis/apimodel/", "/readyz", "/account/"]
    answers = get_at_once(paths, cookies=repr(cookies))
    assert [status for status, _ in answers] == [200] * len(paths)


def test_each_table_is_known_once():
    assert in_a_fresh_process(TABLES, [0, 1, 2, 3]) == [True] * 4


def test_each_aws_client_is_made_once():
    services = ["s3", "sqs", "PynamoDB", "dynamodb"] * 3
    made = in_a_fresh_process(CLIENTS, services)
    assert len(set(made)) == 4
    assert made[:4] == made[4:8] == made[8:]
