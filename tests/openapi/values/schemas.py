"""Components for the tests of values, and what they are validated by."""

from typing import Any

import jsonschema_rs

from openapi.common.references import References

NONE = References()
OFFLINE: dict[str, Any] = {"offline": True, "validate_formats": True}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def components(**schemas: Any) -> References:
    return References({f"#/components/schemas/{name}": each for name, each in schemas.items()})


def is_valid(schema: Any, value: Any, references: References = NONE) -> bool:
    """Whether the library that registration uses takes the value."""
    schemas = {name.rpartition("/")[2]: each for name, each in references.found.items()}
    whole = {"allOf": [schema], "components": {"schemas": schemas}} if schemas else schema
    return jsonschema_rs.validator_for(whole, **OFFLINE).is_valid(value)
