"""Depth and size of a parsed document, counted level by level without recursion."""

from typing import Any

from apis.description.model import DescriptionError, Limits


def check(document: Any, *, limits: Limits) -> bool:
    """True if `document` nests within `limits.depth`. Raises DescriptionError on too many values.

    Shared objects (YAML aliases) count each time they are met.
    """
    level = [document]
    nodes = 0
    for _ in range(limits.depth + 1):
        nodes += len(level)
        if nodes > limits.nodes:
            message = f"The description holds more than {limits.nodes:,} values."
            raise DescriptionError.at(message)
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                below += value.values()
            elif type(value) is list:
                below += value
        if not below:
            return True
        level = below
    return not any(type(value) is dict or type(value) is list for value in level)
