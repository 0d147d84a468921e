"""OpenAPI descriptions: bytes in, a checked document or located findings out. No Django, no AWS."""

from apis.description.model import Description, DescriptionError, Finding, Limits
from apis.description.reading import read

__all__ = ["Description", "DescriptionError", "Finding", "Limits", "read"]
