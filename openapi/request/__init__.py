"""Concrete HTTP requests of an operation: made from values, matched and parsed again."""
