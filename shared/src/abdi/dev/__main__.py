"""`python -m abdi.dev run [SERVICE]`, `reset` and `check-migrations`."""

import argparse
import sys

from abdi.dev import launcher
from abdi.dev.migration_check import run_check


def main() -> int:
    """Run one of the commands. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m abdi.dev")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start the suite, or one service with what it needs")
    run.add_argument("service", nargs="?")
    commands.add_parser("reset", help="clear the state folder")
    commands.add_parser("check-migrations", help="compare migrations and models on a throw-away PostgreSQL")
    asked = parser.parse_args()
    if asked.command == "check-migrations":
        return run_check(launcher.say)
    return launcher.reset() if asked.command == "reset" else launcher.run(asked.service)


if __name__ == "__main__":
    sys.exit(main())
