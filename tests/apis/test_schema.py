"""The REST API's own description."""

import json

import pytest
from django.core.management import call_command
from drf_spectacular.management.commands.spectacular import SchemaGenerationError

from openapi.read import read


def test_the_schema_has_no_warning(tmp_path):
    path = tmp_path / "schema.json"
    try:
        call_command(
            "spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", file=str(path)
        )
    except SchemaGenerationError as error:
        pytest.fail(str(error))
    found = read(path.read_bytes())
    assert found.operation_count > 10
    assert found.warnings == []


def test_the_schema_is_one_whatever_version_is_asked_for(visit):
    asked = visit().get("/api/v1/schema/", {"version": "\n"})
    assert asked.status_code == 200
    assert asked.content == visit().get("/api/v1/schema/").content


def test_the_schema_and_its_page_are_for_everybody(visit):
    schema = visit().get("/api/v1/schema/?format=json")
    assert json.loads(schema.content)["paths"]["/api/v1/apis/"]["post"]["operationId"]
    page = visit().get("/api/v1/docs/")
    assert b"vendor/swagger-ui/swagger-ui-bundle.js" in page.content
    assert b"https://" not in page.content


def test_who_has_the_schema_already_is_sent_nothing(visit):
    first = visit().get("/api/v1/schema/?format=json")
    again = visit().get("/api/v1/schema/?format=json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    in_yaml = visit().get("/api/v1/schema/", headers={"If-None-Match": first["ETag"]})
    assert in_yaml.status_code == 200
