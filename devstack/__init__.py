"""The portal and everything it needs, on one machine, for `make run` and `make test`.

    bootstrap       .venv from the lock files (runs on a bare Python)
    locks           the lock files from pyproject.toml
    emulator        MiniStack as a process: the local AWS
    ministack_server   what runs in that process
    saving          its state written by a forked child
    stacks          infra/'s templates deployed to it; what they say as environment variables
    choices         what the shell chooses: settings, an identity provider of one's own
    accounts        the demo accounts, and the corporate identity provider's employees
    people          the demo accounts, known to the portal before anybody signs in
    state           .state/: what survives a restart, and who uses it
    processes       child processes, ended as groups
    network         free and busy ports
    coffee_service  the upstream of the demo's own API
    web_server      the local portal's web server: HTTP as it was sent, for the gateway
    supervisor      `make run` from start to Ctrl-C
    pytest_stack    the same AWS for tests and benchmarks, thrown away afterwards
    chromium        the browser of the tests
    checks          `make check`

Everything local says `localhost`, never 127.0.0.1: cookies, callback addresses and issuers are
compared letter by letter. Nothing of this package is shipped to Lambda.
"""
