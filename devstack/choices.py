"""What the shell chooses for the local portal: settings, and an identity provider of one's own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from devstack.processes import SetupError
from devstack.stacks import CORPORATE_SECRET
from infra.stage import CHOICE_PREFIX, PreflightError, choices, with_endpoints


@dataclass(frozen=True)
class Choices:
    """`settings` are those that `make deploy` passes on too; `provider` has the CORPORATE_…
    variables of one's own provider, secret included, and is empty where the local one is used."""

    settings: Mapping[str, str]
    provider: Mapping[str, str]

    @property
    def issuer(self) -> str:
        return self.provider.get(f"{CHOICE_PREFIX}ISSUER", "")


def from_shell() -> Choices:
    """Return the choices made in the shell. Asks a provider for the endpoints that are not set.

    Raise SetupError where something is missing or the provider cannot be read.
    """
    chosen = choices()
    settings = {name: chosen[name] for name in chosen if not name.startswith(CHOICE_PREFIX)}
    if not chosen.get(f"{CHOICE_PREFIX}ISSUER"):
        return Choices(settings, provider={})
    try:
        complete = with_endpoints(chosen, plain_http=True)
    except PreflightError as error:
        raise SetupError(str(error)) from error
    provider = {name: complete[name] for name in complete if name not in settings}
    if CORPORATE_SECRET in os.environ:
        provider[CORPORATE_SECRET] = os.environ[CORPORATE_SECRET]
    return Choices(settings, provider)
