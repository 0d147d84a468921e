"""Descriptions for the tests, as text."""

import json
from typing import Any


def openapi(version: str = "3.0.3", **fields: Any) -> dict[str, Any]:
    """A minimal OpenAPI 3 document with `fields` added or replaced."""
    return {
        "openapi": version,
        "info": {"title": "Pets", "version": "1.0"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": "All pets"}}}}},
    } | fields


def swagger(**fields: Any) -> dict[str, Any]:
    """A minimal Swagger 2.0 document with `fields` added or replaced."""
    return {
        "swagger": "2.0",
        "info": {"title": "Pets", "version": "1.0"},
        "paths": {},
    } | fields


def with_schemas(**schemas: Any) -> dict[str, Any]:
    return openapi(components={"schemas": schemas})


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, indent=2).encode()


YAML = b"""\
openapi: 3.0.3
info:
  title: Pets
  version: 1.10
paths:
  /pets:
    get:
      responses:
        200:
          description: All pets
"""
