"""REST endpoints are named in URL modules and imported when they are called."""

import os
import subprocess
import sys

from portal.rest.on_demand import Endpoint
from tests.routes import routes

ASK_FOR_A_PAGE = """
import sys, django
django.setup()
from django.test import Client
from django.urls import reverse
reverse("rest-api", args=["x"])
answer = Client().get("/healthz", headers={"host": "localhost"})
heavy = ["drf_spectacular.openapi", "drf_spectacular.views", "jsonschema_rs", "markdown_it"]
heavy += ["openapi.read.reading", "yaml"]
print(answer.status_code, *[name for name in heavy if name in sys.modules])
"""


def test_every_named_endpoint_is_there():
    found = [route.view for route in routes() if isinstance(route.view, Endpoint)]
    assert len(found) >= 8
    assert all(endpoint.cls.as_view() for endpoint in found)


def test_a_page_loads_no_schema_generator_and_no_reader_of_descriptions():
    done = subprocess.run(
        [sys.executable, "-c", ASK_FOR_A_PAGE],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["200"], done.stdout + done.stderr
