"""Texts that match the regular expressions of schemas (ECMA-262, as JSON Schema says)."""

from openapi.values.patterns.generate import candidates
from openapi.values.patterns.matching import matches
from openapi.values.patterns.parse import NotAPattern

__all__ = ["NotAPattern", "candidates", "matches"]
