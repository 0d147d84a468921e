"""Example values: those that a description gives, else one made from the schema.

>>> example({"type": "integer", "minimum": 5, "multipleOf": 2}, References())
6
"""

from openapi.values.authored import Given, first_given, given, written
from openapi.values.made import example
from openapi.values.work import NoValue, Work

__all__ = ["Given", "NoValue", "Work", "example", "first_given", "given", "written"]
