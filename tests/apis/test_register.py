"""Registering an API by REST, from every kind of source."""

import json

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apis.conftest import description, register


def test_an_api_registered_from_an_object_can_be_read_back(publisher, unique, team):
    made = register(publisher, f"{unique} payments")
    assert made["id"] == f"{unique}-payments"
    assert (made["version"], made["status"], made["owner"]) == ("1.0.0", "active", team)
    assert made["visibility"] == "internal"
    assert made["warnings"] == []
    read = publisher.rest.get(f"/api/v1/apis/{made['id']}/")
    assert read.status_code == 200
    assert read.json()["current_version"] == "1.0.0"
    spec = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/1.0.0/spec")
    assert json.loads(spec.content) == description(f"{unique} payments")


def test_text_is_kept_byte_for_byte(publisher, unique):
    text = "# a comment\n" + yaml.safe_dump(description(unique))
    made = register(publisher, unique, spec=text)
    spec = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/1.0.0/spec")
    assert spec.content == text.encode()
    assert spec["Content-Type"].startswith("application/yaml")


def test_a_multipart_file_registers_with_its_facts(publisher, unique):
    file = SimpleUploadedFile("api.json", json.dumps(description(unique)).encode())
    answer = publisher.rest.post(
        "/api/v1/apis/",
        {"spec": file, "tags": ["One Tag", "two"], "category": "Data", "status": "draft"},
        format="multipart",
    )
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["tags"], body["category"], body["status"]) == (["one-tag", "two"], "data", "draft")


@pytest.mark.parametrize("dialect", ["3.0", "3.1", "2.0"])
def test_every_dialect_registers(publisher, unique, dialect):
    spec = description(unique)
    if dialect == "2.0":
        del spec["openapi"]
        spec["swagger"] = "2.0"
    else:
        spec["openapi"] = f"{dialect}.0"
    made = register(publisher, unique, spec=spec)
    version = publisher.rest.get(f"/api/v1/apis/{made['id']}/versions/1.0.0/").json()
    assert (version["dialect"], version["operation_count"]) == (dialect, 1)
