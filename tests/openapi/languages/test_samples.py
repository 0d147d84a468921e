"""Samples in every language: each parses, and what runs arrives as it was meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from openapi.languages import LANGUAGES
from openapi.request.errors import NoRequest
from openapi.request.message import Request
from tests.openapi.languages.echo import differences, echoing
from tests.openapi.languages.grammars import faults
from tests.openapi.languages.requests import every
from tests.openapi.languages.running import CONTENT, EXTENSIONS, add_files, run

# What a language's client cannot send, so that a sentence stands in place of a sample.
IMPOSSIBLE = {
    "curl": {"part nul", "text 4"},
    "javascript": {"digest", "json get"},
    "go": {"digest"},
    "java": {"digest", "beyond ascii"},
    "csharp": {"beyond ascii"},
    "powershell": {"beyond ascii", "mixed"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_parses(language: str) -> None:
    for name, request in every().items():
        if name in IMPOSSIBLE.get(language, ()):
            with pytest.raises(NoRequest) as refused:
                LANGUAGES[language].write(request)
            assert "cannot send" in refused.value.message
        else:
            code = LANGUAGES[language].write(request)
            assert faults(language, code) == [], f"{name}\n{code}"


@pytest.mark.parametrize("language", EXTENSIONS)
def test_a_request_arrives_as_it_was_meant(language: str, tmp_path: Path) -> None:
    # A client certificate needs TLS, and in Node.js a package from npm.
    left_out = {"certificate", *IMPOSSIBLE.get(language, ())}
    requests = {
        name.replace(" ", "-"): request for name, request in every().items() if name not in left_out
    }
    with echoing() as echo:
        samples = {}
        for key, request in requests.items():
            add_files(request, tmp_path)
            if request.login and request.login.digest:
                echo.challenged.add(key)
            samples[key] = _to(LANGUAGES[language].write, request, echo.address(key, request.url))
        assert run(language, samples, tmp_path) == {}
        wrong = {
            key: found
            for key, request in requests.items()
            if (found := differences(request, echo.arrived[key], CONTENT))
        }
        assert wrong == {}
        assert not any(arrived.header("X-Evil") for arrived in echo.arrived.values())


def _to(write: object, request: Request, url: str) -> str:
    return write(replace(request, url=url))
