"""What is wrong with an incoming request, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openapi.common.pointers import Key, pointer
from openapi.messages import Param, message_of


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is "path", "query", "header", "cookie" or "body", `name` that of the parameter, and
    `pointer` the JSON pointer of the faulty part of its value ("" is all of it)."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    place: str = "body"
    name: str = ""
    pointer: str = ""

    @property
    def message(self) -> str:
        return message_of(self.code, self.params)


class Unreadable(Exception):
    """A text is not a value of the type that its schema asks for."""

    def __init__(self, code: str, params: Mapping[str, Param], keys: Iterable[Key] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.keys = list(keys)

    def fault(self, place: str, name: str = "") -> Fault:
        return Fault(self.code, self.params, place, name, pointer(self.keys))
