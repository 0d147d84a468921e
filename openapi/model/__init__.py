"""What a description says of its operations: parameters, bodies, answers, servers, credentials.

References are followed and what stands at a path is merged in. No Markdown and no HTML is made
here: prose comes as the description has it.
"""

from openapi.model.operations import (
    Body,
    Callback,
    Link,
    MediaType,
    Operation,
    Response,
    Shared,
    operation,
)
from openapi.model.parameters import Parameter

__all__ = [
    "Body",
    "Callback",
    "Link",
    "MediaType",
    "Operation",
    "Parameter",
    "Response",
    "Shared",
    "operation",
]
