"""Use cases of the documentation: what people write beside a description."""
