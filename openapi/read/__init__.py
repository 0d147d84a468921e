"""Reading a description: bytes in, a checked document or located findings out."""

from openapi.findings import DescriptionError, Finding
from openapi.read.description import Description, Limits
from openapi.read.reading import read

__all__ = ["Description", "DescriptionError", "Finding", "Limits", "read"]
