"""Swagger 2.0 to the shape of OpenAPI 3.0, so that readers know one shape only."""

from openapi.read.upgrade.document import upgrade

__all__ = ["upgrade"]
