"""Why no request can be made."""

from collections.abc import Mapping

from openapi.messages import Param, message_of


class NoRequest(Exception):
    """No request can be made for an operation; `code` and `params` say why."""

    def __init__(self, code: str, params: Mapping[str, Param] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Param] = params or {}

    @property
    def message(self) -> str:
        return message_of(self.code, self.params)
