"""The local stack's command line: `python -m devstack run | reset`."""

import argparse
import sys

from devstack.processes import SetupError
from devstack.state import reset, state_folder
from devstack.supervisor import Ports, run
from infra.stack import DeploymentError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m devstack")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="the portal with its local AWS, until Ctrl-C")
    running.add_argument("--port", type=int, default=8000, help="of the portal")
    running.add_argument("--aws-port", type=int, default=4566, help="of the local AWS")
    running.add_argument("--idp-port", type=int, default=4567, help="of the corporate sign-in")
    running.add_argument("--demo-port", type=int, default=8010, help="of the demo's upstream")
    commands.add_parser("reset", help="drop all data of the local stack")
    options = parser.parse_args()
    try:
        if options.command == "reset":
            reset(state_folder())
            print("The data of the local stack is dropped; the next run begins anew.")
            return 0
        ports = Ports(options.port, options.aws_port, options.idp_port, options.demo_port)
        return run(state_folder(), ports)
    except (SetupError, DeploymentError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
