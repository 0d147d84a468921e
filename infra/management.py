"""Commands of manage.py against a stage's tables and buckets."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.commands import run
from infra.package import ROOT
from infra.stage import CHOICE_PREFIX, Stage


def manage(stage: Stage, *arguments: str, variables: Mapping[str, str]) -> str:
    """Run a command with these variables and return what it printed.

    It runs without identity providers: nobody signs in, and the shell may know half of one.
    Raise CommandError with the command's output if it fails.
    """
    shell = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COGNITO_", CHOICE_PREFIX))
    }
    own = {
        "STAGE": stage.name,
        "AWS_REGION": stage.region,
        # Settings want one; nothing is signed with it.
        "SECRET_KEY": secrets.token_urlsafe(),
    }
    return run(
        Path(sys.executable), str(ROOT / "manage.py"), *arguments, env={**shell, **own, **variables}
    )
